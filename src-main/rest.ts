// Gives memory back while nothing is asked for. The engine keeps what a thread needed for a moment, for the next such
// moment; of a host that has just started that is a sixth of all it has, and of a long scan more. It is asked to clear up
// when a thread has rested a while, since that takes some 50 ms, and only where it is worth it.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const rest_ms = 500
/** What is cleared up for less would be needed again soon. */
const worthBytes = 3_000_000

/** So many commits are worth clearing up for while they are read, and before it is told what follows from them. */
export const longHistory = 250_000

/** How many commits passed by with some more; clears up once, where they become many. */
export function passedBy(before: number, more: number): number {
  const now = before + more
  if (before < longHistory && now >= longHistory) clearUp(true)
  return now
}

/**
 * Of one thread: it rests where nothing that was told here is under way. For threads that hand on what they get: one that
 * works through much of its own is slower at first where the engine has little left to work with.
 */
export class Rest {
  #open = 0
  #timer: NodeJS.Timeout | undefined
  /** What the engine held when it had cleared up. */
  #held = 0

  /** What the work comes to; while it runs it is no rest. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#open++
    clearTimeout(this.#timer)
    try {
      return await work
    } finally {
      if (--this.#open === 0) this.#timer = setTimeout(() => this.#clearUp(), rest_ms).unref()
    }
  }

  #clearUp(): void {
    if (heldBytes() - this.#held < worthBytes) return
    clearUp(true)
    this.#held = heldBytes()
  }
}

/**
 * All that nothing refers to, at once. `wholly`: with what the engine would keep for what comes next.
 */
export function clearUp(wholly: boolean): void {
  // Electron's engine is Chromium's, too.
  if (process.versions.electron !== undefined) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as ((how: Record<string, string>) => void) | undefined
  // Compiled code is kept for an engine that is told the same, and made again for any other.
  setFlagsFromString('--no-expose-gc')
  // Flags are those of all threads: another one may have set it back in this moment.
  collect?.({ type: 'major', execution: 'sync', flavor: wholly ? 'last-resort' : 'regular' })
}

function heldBytes(): number {
  return getHeapStatistics().total_physical_size
}
