// Counts per 1000 changed lines. Lines are counted in the background: until all of a period's are, there is no number.
import { plural } from '../../src-shared/plural.ts'
import type { Step, WorkingRow } from '../../src-shared/contract/metrics.ts'
import { bucketOf } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { leftToCount, linesIn, type LinesOfCommit } from '../store/lines.ts'
import { type Asked, type Metric, noted, once, type Sample } from './metric.ts'
import { list } from './query.ts'
import { siftStep, step } from './working.ts'

/** What is counted: when it was created, and as a row. */
export interface Counting {
  id: string
  group: 'issues' | 'incidents'
  title: string
  /** "bug" */
  noun: string
  /** Why there can be none. */
  none(db: ReadDb, asked: Asked): string | null
  created(db: ReadDb, asked: Asked): number[]
  rows(db: ReadDb, asked: Asked): { counted: WorkingRow[]; steps: Step[] }
}

interface Repo {
  id: number
  name: string
  counted: number
  system: string
  /** Whether it has parts that are systems of their own. */
  parted: number
}

function reposIn(db: ReadDb, asked: Asked): Repo[] {
  return once(asked, 'repositories', () =>
    db.all<Repo>(
      `SELECT r.id, r.name, r.counted, (SELECT name FROM systems WHERE id = r.system) AS system,
         EXISTS (SELECT 1 FROM components c WHERE c.repo = r.id) AS parted
       FROM repos r WHERE ?1 IS NULL OR EXISTS
         (SELECT 1 FROM repo_systems s WHERE s.repo = r.id AND s.system IN (SELECT value FROM json_each(?1)))
       ORDER BY r.id`,
      list(asked.systems),
    ),
  )
}

/** Why the lines of the period are not known. */
function linesMissing(db: ReadDb, asked: Asked): string | null {
  const repos = reposIn(db, asked)
  if (repos.length === 0) return 'How many lines changed is read from git. Add the repository of the chosen systems.'
  const parted = asked.systems === null ? undefined : repos.find((repo) => repo.parted === 1)
  if (parted !== undefined)
    return `${parted.name} holds several systems, and its lines are counted as a whole. Choose no system.`
  const left = repos.reduce((sum, repo) => sum + leftToCount(db, repo, asked), 0)
  if (left === 0) return null
  return `The lines of ${plural(left, 'commit')} of the period are not counted yet. A window that stays open does it, as does "shiplog repo lines".`
}

function commitsIn(db: ReadDb, asked: Asked): LinesOfCommit[] {
  return once(asked, 'lines', () =>
    linesIn(
      db,
      reposIn(db, asked).map((repo) => repo.id),
      asked,
    ),
  )
}

function linesOf({ added, deleted }: LinesOfCommit): number {
  return (added ?? 0) + (deleted ?? 0)
}

function samples(db: ReadDb, asked: Asked, created: readonly number[]): Sample[] {
  // The period before may have been counted less far.
  if (linesMissing(db, asked) !== null) return []
  const buckets = new Map<number, Sample>()
  for (const commit of commitsIn(db, asked)) {
    const bucket = bucketOf(asked.edges, commit.at_ms)
    const sample = buckets.get(bucket)
    if (sample === undefined) buckets.set(bucket, { at_ms: commit.at_ms, value: 0, base: linesOf(commit) })
    else sample.base = (sample.base ?? 0) + linesOf(commit)
  }
  return [...buckets.values(), ...created.map((at_ms) => ({ at_ms, value: 1_000, base: 0 }))]
}

function sumOf(all: readonly Sample[]): { things: number; lines: number } {
  let [things, lines] = [0, 0]
  for (const { value, base } of all) {
    things += value / 1_000
    lines += base ?? 0
  }
  return { things, lines }
}

export function perThousandLines(counting: Counting): Metric {
  const { id, group, title, noun, none, created, rows } = counting
  return {
    id,
    group,
    better: 'lower',
    meaning: () => ({
      title,
      sentence: `${noun[0]?.toUpperCase()}${noun.slice(1)}s created in the period for every 1000 lines that the commits written in it, merges apart, added or deleted.`,
      unit: 'per 1k lines',
      aggregate: 'share',
    }),
    missing: (db, asked) => none(db, asked) ?? linesMissing(db, asked),
    samples: (db, asked) => samples(db, asked, created(db, asked)),
    of: (all) => {
      const { things, lines } = sumOf(all)
      return `${plural(things, noun)}, ${plural(lines, 'line')}`
    },
    notes: (db, asked) =>
      noted(
        commitsIn(db, asked).filter((commit) => commit.added === null).length,
        'commit',
        'left out: the contents are not here',
      ),

    working(db, asked) {
      const names = new Map(reposIn(db, asked).map((repo) => [repo.id, repo.system]))
      const commits = commitsIn(db, asked)
      const sized = siftStep(
        'Whose lines are known',
        commits,
        (commit) => (commit.added === null ? 'the contents are not here' : null),
        (commit) => ({
          kind: 'change',
          number: null,
          id: commit.id,
          system: names.get(commit.repo) ?? '',
          at_ms: commit.at_ms,
          value: null,
          note: commit.added === null ? null : `${commit.added} added, ${commit.deleted ?? 0} deleted`,
        }),
      )
      const { counted, steps } = rows(db, asked)
      const lines = sized.kept.reduce((sum, commit) => sum + linesOf(commit), 0)
      const value = ((counted.length / lines) * 1_000).toFixed(2)
      return {
        steps: [
          ...steps,
          step(`${noun[0]?.toUpperCase()}${noun.slice(1)}s created in the period`, counted),
          sized.step,
        ],
        sum:
          lines === 0
            ? 'No line changed in the period, so there is no rate.'
            : `${plural(counted.length, noun)} ÷ ${plural(lines, 'line')} × 1000 = ${value}`,
      }
    },
  }
}
