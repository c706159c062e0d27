// How long git may say nothing while somebody waits for it. A drive that sleeps or is gone, or a pipe in the place of a file,
// would else keep a scan, and all that wait for it, for ever.
import { GitFailed } from './refusals.ts'

/** Tests make it short. */
export const patience = {
  /** For the whole of a short answer, or the first of a list of refs. */
  answer_ms: 60_000,
  /** Between two pieces of a history: a large one on a slow drive takes a while to begin. */
  history_ms: 300_000,
  /** For a number that a first look can do without. */
  count_ms: 1_000,
}

export interface Silence {
  /** From now on somebody waits. */
  wait(): void
  /** Something came; nobody waits until asked again. */
  heard(): void
  /** Throws where it was too long. */
  check(): void
}

/** `onTooLong` is called once, when git was silent for `limit_ms`; null for no limit. */
export function silenceOf(limit_ms: number | null, onTooLong: () => void): Silence {
  let timer: NodeJS.Timeout | undefined
  let tooLong = false
  const end = () => {
    tooLong = true
    onTooLong()
  }
  return {
    wait() {
      if (limit_ms !== null) timer = setTimeout(end, limit_ms)
    },
    heard: () => clearTimeout(timer),
    check() {
      if (tooLong) throw new GitFailed(`no answer for ${(limit_ms ?? 0) / 1_000} s`, -1)
    },
  }
}
