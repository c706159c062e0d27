// The entry of the built command line: hands the command line its one long-running command, so that hosts do not know
// each other.
import { fileURLToPath } from 'node:url'
import { run } from './hosts/cli/index.ts'

/** Runs one command; resolves to the exit code: 0 success, 1 refused or failed, 2 wrong usage. */
export function main(argv: string[]): Promise<number> {
  // What Shiplog writes is its owner's alone, in a folder that others may read too.
  process.umask(0o077)
  const rendererDir = fileURLToPath(new URL('../renderer', import.meta.url))
  return run(argv, async (options) => {
    const { serve } = await import('./hosts/http/index.ts')
    return serve({ ...options, rendererDir })
  })
}
