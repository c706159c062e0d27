// @ts-check
// `npm run build`: builds in any case, under the same lock and stamp as the commands that build when needed.
import { buildIfNeeded } from './build-if-needed.mjs'
import { onGoodNode } from './node-version.mjs'

if (await onGoodNode(import.meta.url)) {
  try {
    await buildIfNeeded({ always: true, say: (line) => console.error(line) })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
