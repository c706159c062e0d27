// What the engine made of the built code is kept beside it, so that the next start compiles nothing again: a fifth of a start.
// Where nothing may be written there, nothing is; what does not fit the code or the engine any more is not used.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

/** For what this thread loads from now on. */
export function keepCompiled(): void {
  if (import.meta.url.endsWith('.js')) module.enableCompileCache(fileURLToPath(new URL('../code', import.meta.url)))
}
