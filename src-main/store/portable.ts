// Which rows of the workspace's file go along when it is carried elsewhere, which stay, and in what order they are read: as
// their keys order them, so that the same workspace always gives the same rows. Every table of the schema is named here.
import { must } from '../../src-shared/assert.ts'
import type { Param, ReadDb } from './database.ts'

export interface Portable {
  table: string
  /** In the order of an index of the file, so that a part of the rows costs a part. */
  key: readonly string[]
  /** How bytes are written: ids as hexadecimal digits, texts as they are where they are UTF-8, anything else as base64. */
  bytes?: Record<string, BytesAs>
  /** Rows that stay behind do not match. */
  where?: string
  /** What stands in a column instead, as SQL. */
  instead?: Record<string, string>
}

export type BytesAs = 'hex' | 'base64' | 'text'
export type Row = Record<string, Param>

/** A table comes after those it refers to. */
export const portables: readonly Portable[] = [
  // The zone goes in the header: where none was chosen it is the computer's, and numbers must not follow the computer.
  { table: 'settings', key: ['name'], where: `name NOT IN ('zone', 'listener', 'watched_files')` },
  { table: 'systems', key: ['id'] },
  { table: 'system_names', key: ['name'] },
  { table: 'environments', key: ['id'] },
  { table: 'environment_names', key: ['name'] },
  { table: 'webhooks', key: ['id'] },
  { table: 'authors', key: ['id'] },
  { table: 'deliveries', key: ['id'], bytes: { digest: 'hex', body: 'text' }, instead: { key_id: 'NULL' } },
  { table: 'delivery_repeats', key: ['delivery'] },
  { table: 'sqlite_sequence', key: ['name'], where: `name = 'stages'` },
  {
    table: 'stage_bytes',
    key: ['stage', 'part'],
    bytes: { bytes: 'text' },
    where: 'stage NOT IN (SELECT id FROM stages)',
  },
  { table: 'things', key: ['id'] },
  { table: 'new_names', key: ['type', 'system', 'environment', 'name'] },
  { table: 'old_names', key: ['type', 'system', 'environment', 'name'] },
  { table: 'events', key: ['id'] },
  { table: 'decisions', key: ['kind', 'subject'] },
  // What was fetched of pull requests lies beside the file; the starts that it told go along.
  { table: 'repos', key: ['id'], instead: { fetched: 'NULL', mark: 'NULL' } },
  { table: 'repo_folders', key: ['git_dir', 'repo'] },
  { table: 'components', key: ['id'] },
  { table: 'component_commits', key: ['component', 'piece'], bytes: { bits: 'base64' } },
  { table: 'commits', key: ['id'], bytes: { oid: 'hex', parents: 'base64' } },
  { table: 'cut_subjects', key: ['id'] },
  { table: 'commit_oids', key: ['oid', 'id'], bytes: { oid: 'hex' } },
  { table: 'commit_edges', key: ['id'], bytes: { oid: 'hex' } },
  { table: 'commit_lines', key: ['id'] },
  { table: 'commit_starts', key: ['id'] },
  { table: 'unknown_starts', key: ['id'] },
  { table: 'reverts', key: ['id', 'reverted'] },
  { table: 'tags', key: ['repo', 'name'], bytes: { oid: 'hex' } },
  { table: 'inferred', key: ['repo', 'component', 'thing'], bytes: { oid: 'hex' } },
  { table: 'changes', key: ['id'] },
  { table: 'deployments', key: ['id'] },
  { table: 'incidents', key: ['id'] },
  { table: 'issues', key: ['id'] },
  { table: 'builds', key: ['id'] },
  { table: 'deployment_changes', key: ['deployment', 'scope', 'position'] },
  { table: 'deployment_change_sets', key: ['deployment', 'scope'] },
  { table: 'deployed_again', key: ['deployment'] },
  { table: 'underived', key: ['system'] },
  { table: 'incident_deployments', key: ['incident'] },
  { table: 'shipped_from', key: ['system', 'scope', 'repo'] },
  { table: 'waiting', key: ['scope', 'system', 'repo', 'position'] },
]

/** What else there is, and why it stays: to be read by a person. */
const leftBehind = [
  'API keys and signing secrets: make new ones there',
  'how the listener is reached, when it ran, and which files are watched: that is of this computer',
  'imports that are under way',
]

/** Tables that no row is taken of. Triggers fill the last two. */
export const staying = ['keys', 'stages', 'staged_events', 'listening', 'stretches', 'unsettled', 'repo_objects']

export function leftBehindInWords(): string[] {
  return [...leftBehind]
}

export function portable(table: string): Portable | undefined {
  return portables.find((one) => one.table === table)
}

/** The columns as the file has them; none for a table it has not. `schema`: of an attached file. */
export function columnsOf(db: ReadDb, table: string, schema = 'main'): string[] {
  return db
    .all<{ name: string }>('SELECT name FROM pragma_table_info(?, ?) ORDER BY cid', table, schema)
    .map(({ name }) => name)
}

/** The rows that go along, as SQL. */
export function selection({ table, where, instead }: Portable, columns: readonly string[], schema = 'main'): string {
  const values = columns.map((name) => (instead?.[name] === undefined ? name : `${instead[name]} AS ${name}`))
  return `SELECT ${values.join(', ')} FROM ${schema}.${table} WHERE ${where ?? 'TRUE'}`
}

export function countPortable(db: ReadDb, { table, where }: Portable): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM main.${table} WHERE ${where ?? 'TRUE'}`)?.n ?? 0
}

const rowsAtOnce = 500
const bytesAtOnce = 1024 * 1024

/**
 * The rows that go along, a few at a time and no statement open between them: more than these never lie in memory, unless
 * one row alone is larger.
 */
export function* portableRows(db: ReadDb, one: Portable, columns: readonly string[]): Generator<Row[]> {
  const key = one.key.join(', ')
  const all = selection(one, columns)
  const after = `${all} AND (${key}) > (${one.key.map(() => '?').join(', ')})`
  for (let last: Row | undefined; ;) {
    const rows: Row[] = []
    let bytes = 0
    const order = `ORDER BY ${key} LIMIT ${rowsAtOnce}`
    const params = last === undefined ? [] : one.key.map((name) => must(last?.[name], 'because a key is never null'))
    for (const row of db.each<Row>(`${last === undefined ? all : after} ${order}`, ...params)) {
      rows.push(row)
      for (const value of Object.values(row))
        if (value instanceof Uint8Array || typeof value === 'string') bytes += value.length
      if (bytes >= bytesAtOnce) break
    }
    last = rows.at(-1)
    if (last === undefined) return
    yield rows
  }
}
