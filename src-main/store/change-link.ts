// What links a deployment to a change that it shipped, and why such a link may not count.

/** Why lead time leaves a change out. */
export const leftOut = {
  baseline: 'part of the first known deployment, which carries all history before it',
  merge: 'a merge commit',
  negative: 'starts after the deployment finished',
  'no time': 'no start time is known',
  'not scanned': 'a commit of no scanned repository, and reported by no event of its own',
  earlier: 'shipped by an earlier deployment',
} as const
export type LeftOut = keyof typeof leftOut

export interface ChangeLink {
  /** A commit of a scanned repository, or null. */
  commit: number | null
  /** The id an event named where no commit is known, or null. */
  change: string | null
  named: boolean
  start_ms: number | null
  lead_ms: number | null
  left_out: LeftOut | null
  /** Whether its start is the date of a squash of which nobody knows when the work began. */
  squashed: boolean
  /** When it reached the main line; null where it did not, or nobody knows. */
  reached_ms: number | null
}
