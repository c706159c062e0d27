// Before the first test: processes that tests start are the built Shiplog, as people have it, never yesterday's.
import { buildIfNeeded } from '../../scripts/build-if-needed.mjs'

export async function setup(): Promise<void> {
  await buildIfNeeded({ say: (line) => console.error(line) })
}
