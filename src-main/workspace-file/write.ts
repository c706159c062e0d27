// Writes a workspace as lines, as it is at one moment. Knows no file and no wire.
import { setImmediate as turn } from 'node:timers/promises'
import type { ReadDb } from '../store/database.ts'
import {
  columnsOf,
  countPortable,
  leftBehindInWords,
  type Portable,
  portableRows,
  portables,
} from '../store/portable.ts'
import { zoneOf } from '../store/settings.ts'
import { digest, formatName, formatVersion, type Header, ofHeader, rowsPerCheck, written } from './lines.ts'

export interface Writing {
  db: ReadDb
  shiplog: string
  made_at_ms: number
  sample: boolean
  signal: AbortSignal
  progress(rows: number, total: number): void
}

/** Text in pieces of about a megabyte. What is read must stay as it is meanwhile: hold the connection. */
export async function* workspaceLines(writing: Writing): AsyncGenerator<string> {
  const header = headerOf(writing)
  const whole = digest().update(ofHeader(header))
  yield `${JSON.stringify(header)}\n`
  const total = Object.values(header.rows).reduce((sum, n) => sum + n, 0)
  let done = 0
  for (const one of portables) {
    if (header.rows[one.table] === 0) continue
    for (const { text, rows, check } of tableLines(writing.db, one)) {
      if (check !== null) whole.update(check)
      yield text
      done += rows
      writing.progress(done, total)
      await turn()
      writing.signal.throwIfAborted()
    }
  }
  yield `${JSON.stringify({ end: formatName, rows: done, sha256: whole.digest('hex') })}\n`
}

function headerOf({ db, shiplog, made_at_ms, sample }: Writing): Header {
  return {
    format: formatName,
    format_version: formatVersion,
    shiplog,
    schema: db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0,
    made_at: new Date(made_at_ms).toISOString(),
    zone: zoneOf(db),
    sample,
    rows: Object.fromEntries(portables.map((one) => [one.table, countPortable(db, one)])),
    left_behind: leftBehindInWords(),
  }
}

/** `check`: the line that vouches for what came before, at the end of `text`. */
function* tableLines(db: ReadDb, one: Portable): Generator<{ text: string; rows: number; check: string | null }> {
  const { table, bytes = {} } = one
  const columns = columnsOf(db, table)
  const heading = { table, columns, ...(one.bytes === undefined ? {} : { bytes }) }
  let text = `${JSON.stringify(heading)}\n`
  let hash = digest()
  let since = 0
  const close = () => {
    hash.update(text)
    const check = `${JSON.stringify({ check: since, sha256: hash.digest('hex') })}\n`
    const piece = { text: text + check, rows: since, check }
    hash = digest()
    text = ''
    since = 0
    return piece
  }
  for (const rows of portableRows(db, one, columns)) {
    for (const row of rows) {
      const cells = columns.map((name) => {
        const value = row[name] ?? null
        return value instanceof Uint8Array ? written(value, bytes[name] ?? 'base64') : value
      })
      text += `${JSON.stringify(cells)}\n`
      if (++since === rowsPerCheck) yield close()
    }
    // A few large rows are no thousand.
    if (text.length < 1024 * 1024) continue
    hash.update(text)
    const piece = { text, rows: 0, check: null }
    text = ''
    yield piece
  }
  if (since > 0) yield close()
}
