// Facts: one row per thing, as folded, with what a person decided about it on top. Rows keep their ids as long as the
// thing exists.
import { never } from '../../src-shared/assert.ts'
import { decisionOn, hasDecisions, subjectOf } from './decisions.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'
import { type IssueRow, writeIssue } from './issue-facts.ts'
import { rowsInto } from './rows.ts'
import { ensureThing, findThing, type Thing, type ThingType } from './things.ts'

interface RunRow {
  state: string
  version: string | null
  started_at_ms: number | null
  finished_at_ms: number | null
  at_ms: number
  url: string | null
  sources: string[]
}

export interface ChangeRow {
  type: 'change'
  created_at_ms: number
  sources: string[]
}

export interface DeploymentRow extends RunRow {
  type: 'deployment'
  kind: string
  kind_said: boolean
  remedies: string | null
  title: string | null
  teams: string[]
  changes: string[]
  commits: string[]
  names: string[]
}

interface BuildRow extends RunRow {
  type: 'build'
  commit: string | null
  branch: string | null
}

/** A fact as folding made it; the shape is fold.ts's, repeated here as the columns it is kept in. */
export type FactRow = ChangeRow | DeploymentRow | BuildRow | IssueRow

/**
 * Writes the fact about a pushed thing, in place where there is one. `decided`: whether anything was decided in its system,
 * where that is known.
 */
export function writeFact(db: WriteDb, thing: Thing, fact: FactRow, decided?: boolean): void {
  const number = ensureThing(db, thing)
  switch (fact.type) {
    case 'change':
      insertChanges(db, changeValues(thing, number, fact))
      return
    case 'deployment':
      insertPushed(db, deploymentValues(db, { ...thing, thing: thing.id, repo: 0, number }, fact, decided))
      return
    case 'build':
      writeBuild(db, thing, number, fact)
      return
    case 'issue':
      writeIssue(db, thing, number, fact, decided)
      return
    default:
      never(fact)
  }
}

function writeBuild(db: WriteDb, thing: Thing, number: number, fact: BuildRow): void {
  db.run(
    `INSERT INTO builds (thing_id, system, thing, state, version, commit_oid, branch, url, started_at_ms, finished_at_ms, at_ms, sources)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (thing_id) DO UPDATE SET state = excluded.state, version = excluded.version,
       commit_oid = excluded.commit_oid, branch = excluded.branch, url = excluded.url,
       started_at_ms = excluded.started_at_ms, finished_at_ms = excluded.finished_at_ms, at_ms = excluded.at_ms,
       sources = excluded.sources`,
    number,
    thing.system,
    thing.id,
    fact.state,
    fact.version,
    fact.commit,
    fact.branch,
    fact.url,
    fact.started_at_ms,
    fact.finished_at_ms,
    fact.at_ms,
    JSON.stringify(fact.sources),
  )
}

export const insertChanges = rowsInto(
  'changes (thing_id, system, thing, created_at_ms, sources)',
  '(?, ?, ?, ?, ?)',
  'ON CONFLICT (thing_id) DO UPDATE SET created_at_ms = excluded.created_at_ms, sources = excluded.sources',
)

export function changeValues(thing: Thing, number: number, fact: ChangeRow): Param[] {
  return [number, thing.system, thing.id, fact.created_at_ms, JSON.stringify(fact.sources)]
}

const deploymentColumns = `thing_id, system, environment, thing, repo, state, kind, kind_said, version, started_at_ms,
  finished_at_ms, at_ms, title, url, teams, changes, commits, names, sources, remedies, excluded`

export const insertPushed = deploymentsInto('(thing_id)')
export const insertInferred = deploymentsInto('(system, environment, repo, thing) WHERE repo <> 0')

function deploymentsInto(known: string): ReturnType<typeof rowsInto> {
  return rowsInto(
    `deployments (${deploymentColumns})`,
    '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    `ON CONFLICT ${known} DO UPDATE SET state = excluded.state, kind = excluded.kind,
       kind_said = excluded.kind_said, version = excluded.version, started_at_ms = excluded.started_at_ms,
       finished_at_ms = excluded.finished_at_ms, at_ms = excluded.at_ms, title = excluded.title, url = excluded.url,
       teams = excluded.teams, changes = excluded.changes, commits = excluded.commits, names = excluded.names,
       sources = excluded.sources, remedies = excluded.remedies, excluded = excluded.excluded`,
  )
}

interface DeploymentKey {
  system: number
  environment: number
  thing: string
  repo: number
  /** Its thing's; null for one inferred. */
  number: number | null
}

/** Deployments inferred from a repository, each with the values that it was written with (deploymentValues). */
export function inferredAsWritten(
  db: ReadDb,
  repo: number,
): { id: number; system: number; thing: string; values: Param[] }[] {
  return db
    .all<{ id: number; system: number; thing: string }>(
      `SELECT id, ${deploymentColumns} FROM deployments WHERE repo = ?`,
      repo,
    )
    .map(({ id, ...written }) => ({ id, system: written.system, thing: written.thing, values: Object.values(written) }))
}

export function deploymentValues(
  db: ReadDb,
  key: DeploymentKey,
  fact: DeploymentRow,
  // Where nobody decided anything, which is nearly everywhere, one look says so.
  decided = hasDecisions(db, key.system),
): Param[] {
  const subject = decided ? subjectOf({ ...key, id: key.thing }) : null
  const kind = subject === null ? undefined : decisionOn<string>(db, 'kind', subject)
  const remedies = subject === null ? undefined : decisionOn<string | null>(db, 'remedy', subject)
  const excluded = subject === null ? undefined : decisionOn<string>(db, 'exclude', subject)
  return [
    key.number,
    key.system,
    key.environment,
    key.thing,
    key.repo,
    fact.state,
    kind ?? fact.kind,
    fact.kind_said || kind !== undefined ? 1 : 0,
    fact.version,
    fact.started_at_ms,
    fact.finished_at_ms,
    fact.at_ms,
    fact.title,
    fact.url,
    listText(fact.teams),
    listText(fact.changes),
    listText(fact.commits),
    listText(fact.names),
    JSON.stringify(fact.sources),
    remedies === undefined ? fact.remedies : remedies,
    excluded ?? null,
  ]
}

function listText(list: readonly string[]): string {
  return list.length === 0 ? '[]' : JSON.stringify(list)
}

const tables = {
  change: ['changes'],
  deployment: ['deployments'],
  build: ['builds'],
  issue: ['incidents', 'issues'],
} as const satisfies Record<ThingType, string[]>

export function deleteFact(db: WriteDb, thing: Thing): void {
  const number = findThing(db, thing)
  if (number !== undefined) for (const table of tables[thing.type]) deleteRow(db, table, number)
}

function deleteRow(db: WriteDb, table: (typeof tables)[ThingType][number], number: number): void {
  db.run(`DELETE FROM ${table} WHERE thing_id = ?`, number)
}

/** Removes pushed facts that no event speaks of any more (after events were made again). Returns how many. */
export function deleteOrphanFacts(db: WriteDb): number {
  let removed = 0
  for (const table of Object.values(tables).flat())
    removed += db.run(
      `DELETE FROM ${table} AS f
       WHERE thing_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events e WHERE e.thing_id = f.thing_id)`,
    ).changes
  return removed
}

/** Systems whose links may move when any repository does: their deployments say what commit they were built from. */
export function hasDeployments(db: ReadDb, system: number): boolean {
  return db.get('SELECT 1 FROM deployments WHERE system = ? LIMIT 1', system) !== undefined
}

export function systemsNamingCommits(db: ReadDb): number[] {
  return db
    .all<{ system: number }>(`SELECT DISTINCT system FROM deployments WHERE commits <> '[]' AND repo = 0`)
    .map((row) => row.system)
}

export function countOf(
  db: ReadDb,
  table: 'changes' | 'incidents' | 'builds' | 'issues' | 'systems' | 'repos' | 'deliveries' | 'keys',
): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0
}
