// Facts: one row per thing. Only ingest.ts writes them, from a fold; rows keep their ids as long as the thing exists.
import type { Thing } from './events.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** A fact as folding made it; the shape is fold.ts's, repeated here as the columns it is kept in. */
export type FactRow =
  | { type: 'change'; created_at_ms: number; sources: string[] }
  | {
      type: 'deployment'
      state: string
      kind: string
      kind_said: boolean
      version: string | null
      started_at_ms: number | null
      finished_at_ms: number | null
      at_ms: number
      teams: string[]
      changes: string[]
      commits: string[]
      sources: string[]
    }
  | {
      type: 'incident'
      title: string | null
      severity: string | null
      url: string | null
      started_at_ms: number
      resolved_at_ms: number | null
      deployment: string | null
      sources: string[]
    }

/** Writes the fact about a pushed thing, in place where there is one. */
export function writeFact(db: WriteDb, thing: Thing, fact: FactRow): void {
  const sources = JSON.stringify(fact.sources)
  if (fact.type === 'change') {
    db.run(
      `INSERT INTO changes (system, thing, created_at_ms, sources) VALUES (?, ?, ?, ?)
       ON CONFLICT (system, thing) DO UPDATE SET created_at_ms = excluded.created_at_ms, sources = excluded.sources`,
      thing.system,
      thing.id,
      fact.created_at_ms,
      sources,
    )
  } else if (fact.type === 'deployment') {
    writeDeployment(db, { system: thing.system, environment: thing.environment, thing: thing.id, repo: 0 }, fact)
  } else {
    db.run(
      `INSERT INTO incidents (system, thing, title, severity, url, started_at_ms, resolved_at_ms, deployment, sources)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (system, thing) DO UPDATE SET title = excluded.title, severity = excluded.severity, url = excluded.url,
         started_at_ms = excluded.started_at_ms, resolved_at_ms = excluded.resolved_at_ms,
         deployment = excluded.deployment, sources = excluded.sources`,
      thing.system,
      thing.id,
      fact.title,
      fact.severity,
      fact.url,
      fact.started_at_ms,
      fact.resolved_at_ms,
      fact.deployment,
      sources,
    )
  }
}

export function writeDeployment(
  db: WriteDb,
  key: { system: number; environment: number; thing: string; repo: number },
  fact: Extract<FactRow, { type: 'deployment' }>,
): void {
  db.run(
    `INSERT INTO deployments (system, environment, thing, repo, state, kind, kind_said, version, started_at_ms,
       finished_at_ms, at_ms, teams, changes, commits, sources)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (system, environment, repo, thing) DO UPDATE SET state = excluded.state, kind = excluded.kind,
       kind_said = excluded.kind_said, version = excluded.version, started_at_ms = excluded.started_at_ms,
       finished_at_ms = excluded.finished_at_ms, at_ms = excluded.at_ms, teams = excluded.teams,
       changes = excluded.changes, commits = excluded.commits, sources = excluded.sources`,
    key.system,
    key.environment,
    key.thing,
    key.repo,
    fact.state,
    fact.kind,
    fact.kind_said ? 1 : 0,
    fact.version,
    fact.started_at_ms,
    fact.finished_at_ms,
    fact.at_ms,
    JSON.stringify(fact.teams),
    JSON.stringify(fact.changes),
    JSON.stringify(fact.commits),
    JSON.stringify(fact.sources),
  )
}

const tables = { change: 'changes', deployment: 'deployments', incident: 'incidents' } as const

export function deleteFact(db: WriteDb, thing: Thing): void {
  const { type, system, environment, id } = thing
  if (type === 'deployment')
    db.run(
      'DELETE FROM deployments WHERE system = ? AND environment = ? AND thing = ? AND repo = 0',
      system,
      environment,
      id,
    )
  else db.run(`DELETE FROM ${tables[type]} WHERE system = ? AND thing = ?`, system, id)
}

/** Removes pushed facts that no event speaks of any more (after events were made again). Returns how many. */
export function deleteOrphanFacts(db: WriteDb): number {
  let removed = 0
  for (const [type, table] of Object.entries(tables)) {
    const pushed = type === 'deployment' ? 'AND f.repo = 0 AND e.environment = f.environment' : ''
    const only = type === 'deployment' ? 'f.repo = 0 AND' : ''
    removed += db.run(
      `DELETE FROM ${table} AS f WHERE ${only} NOT EXISTS
         (SELECT 1 FROM events e WHERE e.type = ? AND e.system = f.system AND e.thing = f.thing ${pushed})`,
      type,
    ).changes
  }
  return removed
}

export function countOf(
  db: ReadDb,
  table: 'changes' | 'incidents' | 'systems' | 'repos' | 'deliveries' | 'keys',
): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0
}
