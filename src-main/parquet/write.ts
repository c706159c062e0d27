// Writes a table as a Parquet file, one row group after the other: never more than one of them lies in memory.
import { must } from '../../src-shared/assert.ts'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { commitId } from '../store/commits.ts'
import type { Param, ReadDb } from '../store/database.ts'
import { schemaOf, valueOf } from './schema.ts'
import type { Table } from './tables.ts'

/** A group is encoded in one go, and questions wait for that: well under a second. */
const groupRows = 10_000
const groupBytes = 16 * 1024 * 1024

/** What is told of the file in the file. */
export type Notes = { key: string; value: string }[]

/** The file's bytes, piece by piece. `told` hears how many rows are written. What is read must stay as it is meanwhile. */
export function* parquetPieces(
  db: ReadDb,
  table: Table,
  notes: Notes,
  told: (rows: number) => void,
): Generator<Uint8Array> {
  const { columns } = table
  const writer = new ByteWriter(1024 * 1024)
  const parquet = new ParquetWriter({ writer, schema: schemaOf(table), kvMetadata: notes, createdBy: 'shiplog' })
  let rows = 0
  for (const group of groups(db, table)) {
    const columnData = columns.map(([name, kind]) => ({
      name,
      data: group.map((row) => valueOf(kind, row[name], (packed) => parentsOf(db, row, packed))),
    }))
    void parquet.write({ columnData, rowGroupSize: group.length })
    rows += group.length
    yield taken(writer)
    told(rows)
  }
  void parquet.finish()
  yield taken(writer)
}

/** What was written so far, of which the writer keeps nothing but its length. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

type Row = Record<string, Param>

/** Rows in the order of the key; columns of the key go by k0, k1, …, since others may have their names. */
function* groups(db: ReadDb, { from, key, columns }: Table): Generator<Row[]> {
  const keys = key.map((name) => `t.${name}`)
  const selected = [
    ...keys.map((name, i) => `${name} AS k${i}`),
    ...columns.map(([name, , sql]) => `${sql} AS "${name}"`),
  ]
  const select = `SELECT ${selected.join(', ')} FROM ${from} t`
  const order = `ORDER BY ${keys.join(', ')} LIMIT ${groupRows}`
  const after = `WHERE (${keys.join(', ')}) > (${key.map(() => '?').join(', ')})`
  for (let last: Row | undefined; ;) {
    const rows: Row[] = []
    let bytes = 0
    const params = last === undefined ? [] : key.map((_, i) => must(last?.[`k${i}`], 'because a key is never null'))
    for (const row of db.each<Row>(
      last === undefined ? `${select} ${order}` : `${select} ${after} ${order}`,
      ...params,
    )) {
      rows.push(row)
      for (const value of Object.values(row)) if (typeof value === 'string') bytes += value.length
      if (bytes >= groupBytes) break
    }
    last = rows.at(-1)
    if (last === undefined) return
    yield rows
  }
}

/** Ids of a commit's parents, read or not (beyond a shallow clone's edge). */
function parentsOf(db: ReadDb, row: Row, packed: Uint8Array): string[] {
  const repo = Number(row['repository_number'])
  const numbers = Array.from({ length: packed.length / 4 }, (_, i) => Buffer.from(packed).readInt32LE(i * 4))
  return numbers.flatMap((number) => {
    const id = commitId(repo, number)
    const found =
      db.get<{ oid: string }>('SELECT lower(hex(oid)) AS oid FROM commits WHERE id = ?', id) ??
      db.get<{ oid: string }>('SELECT lower(hex(oid)) AS oid FROM commit_edges WHERE id = ?', id)
    return found === undefined ? [] : [found.oid]
  })
}
