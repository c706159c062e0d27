// What a finding is: a rule that yields rows, the metrics that each row touches, and what a person can decide about it.
// Facts that a person left out are in none of them but the one that lists what is left out.
import type { Finding, Fix } from '../../../src-shared/contract/findings.ts'
import type { Param, ReadDb } from '../../store/database.ts'

type Kind = Finding['rows'][number]['kind']

/** A row as a rule finds it. */
export interface Found {
  kind: Kind
  number: number | null
  id: string
  system: string | null
  at_ms: number | null
  /** Tells apart what has the same id: its environment. */
  place?: string | null
  note?: string | null
  fix?: Fix | null
  /** How many rows of each metric it touches; absent: 1. */
  weight?: number
}

export interface Rule {
  id: string
  title: string
  /** What it does to which numbers, and what to do. */
  effect: string | ((db: ReadDb, n: number) => string)
  /** Metrics whose numbers it touches. */
  touches: readonly string[]
  /** Whether it may find something else without any change, because time goes by. */
  byClock?: true
  rows(db: ReadDb, now: number): Iterable<Found>
}

/** What a row is called for good: by names, for numbers may be others after a rebuild. */
export function keyOf({ kind, system, place, id }: Pick<Found, 'kind' | 'system' | 'place' | 'id'>): string {
  return [kind, system, place, id].filter((part) => part != null).join(' ')
}

/** Rows of a query, each with its fix. */
export function* rowsOf<R extends Found>(
  db: ReadDb,
  fix: ((row: R) => Fix | null) | null,
  sql: string,
  ...params: Param[]
): Generator<Found> {
  for (const row of db.each<R>(sql, ...params)) yield fix === null ? row : { ...row, fix: fix(row) }
}

export const deploymentTables = `deployments d JOIN systems s ON s.id = d.system
  JOIN environments e ON e.id = d.environment`
export const deploymentColumns = `'deployment' AS kind, d.id AS number, d.thing AS id, s.name AS system, d.at_ms,
  e.name AS place`
export const incidentColumns = `'incident' AS kind, i.id AS number, i.thing AS id, s.name AS system,
  i.started_at_ms AS at_ms, NULL AS place`

/** Deployments that count, under a condition. */
export const deployment = `SELECT ${deploymentColumns} FROM ${deploymentTables}
  WHERE d.joined_to IS NULL AND d.excluded IS NULL AND`
/** Incidents that count, under a condition; `l` is what each is attributed to. */
export const incident = `SELECT ${incidentColumns} FROM incidents i JOIN systems s ON s.id = i.system
  LEFT JOIN incident_deployments l ON l.incident = i.id WHERE i.excluded IS NULL AND`
