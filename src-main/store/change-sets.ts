// What the changes of one deployment in one scope say together. It is kept beside them, so that lists count and sort by it
// without reading them; written by whoever writes the changes, from their columns or from their rows.
import type { WriteDb } from './database.ts'
import { ascending, quantile } from '../../src-shared/series.ts'
import { type LinkColumns, reasonNumber } from './link-columns.ts'

/** As `said` has it of rows. */
export interface ChangeSet {
  /** Changes that count, and those that are left out, those that an earlier deployment shipped apart. */
  counted: number
  left_out: number
  /** Commits of scanned repositories, merges included. */
  commits: number
  /** Without merges and without what names a commit that was not scanned. */
  changes: number
  /** The median lead time of those that count. */
  lead_ms: number | null
}

const columns = ['counted', 'left_out', 'commits', 'changes', 'lead_ms'] as const

/** Of rows `c` of deployment_changes, in the order of `columns`. */
const said = `SELECT count(*) FILTER (WHERE c.left_out IS NULL), count(*) FILTER (WHERE c.left_out <> 'earlier'),
  count(c.commit_id) FILTER (WHERE c.left_out IS NOT 'earlier'),
  count(*) FILTER (WHERE coalesce(c.left_out, '') NOT IN ('earlier', 'merge', 'not scanned')),
  median(c.lead_ms) FILTER (WHERE c.left_out IS NULL)
  FROM deployment_changes c`

const earlier = reasonNumber('earlier')
const merge = reasonNumber('merge')
const notScanned = reasonNumber('not scanned')

/** Adds up what columns of changes say, as many as there are. */
export class ChangeSetTally {
  #counted = 0
  #leftOut = 0
  #commits = 0
  #changes = 0
  readonly #leads: number[] = []
  readonly #finished: number

  constructor(finished_at_ms: number) {
    this.#finished = finished_at_ms
  }

  add({ length, reason, commit, start }: LinkColumns): void {
    for (let i = 0; i < length; i++) {
      const why = reason[i] as number
      if (why === earlier) continue
      if (!Number.isNaN(commit[i])) this.#commits++
      if (why !== merge && why !== notScanned) this.#changes++
      if (why !== 0) this.#leftOut++
      else {
        this.#counted++
        this.#leads.push(this.#finished - (start[i] as number))
      }
    }
  }

  get value(): ChangeSet {
    return {
      counted: this.#counted,
      left_out: this.#leftOut,
      commits: this.#commits,
      changes: this.#changes,
      lead_ms: quantile(ascending(this.#leads), 0.5),
    }
  }
}

/** The first of a deployment in a scope. */
export function insertChangeSet(db: WriteDb, deployment: number, scope: number, digest: number, set: ChangeSet): void {
  db.run(
    `INSERT INTO deployment_change_sets (deployment, scope, digest, ${columns.join()}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    deployment,
    scope,
    digest,
    ...columns.map((name) => set[name]),
  )
}

/** Changes are written one by one: until `tellChangeSets`, within the same transaction, nobody knows what they say. */
export function forgetChangeSet(db: WriteDb, deployment: number, scope: number): void {
  db.run(
    `INSERT INTO deployment_change_sets (deployment, scope, digest) VALUES (?, ?, 0)
     ON CONFLICT (deployment, scope) DO UPDATE SET digest = 0, counted = NULL`,
    deployment,
    scope,
  )
}

export function tellChangeSets(db: WriteDb): void {
  db.run(
    `UPDATE deployment_change_sets SET (${columns.join()}) = (
       ${said} WHERE c.deployment = deployment_change_sets.deployment AND c.scope = deployment_change_sets.scope)
     WHERE counted IS NULL`,
  )
}
