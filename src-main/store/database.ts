// The only file that imports the SQLite driver. Every connection is opened here, so that every connection is durable:
// WAL with synchronous=FULL, because the driver's own default for WAL loses acknowledged commits on power loss.
import { existsSync } from 'node:fs'
import path from 'node:path'
import Driver from 'better-sqlite3'
import { assert } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { makeDataDir } from './make-data-dir.ts'

export type Param = string | number | bigint | Uint8Array | null

/** A handle that cannot write, by type and by the way it was opened. */
export interface ReadDb {
  /** The first row, or undefined. */
  get<R>(sql: string, ...params: Param[]): R | undefined
  all<R>(sql: string, ...params: Param[]): R[]
  /** Rows one by one; do not write while it is open. */
  each<R>(sql: string, ...params: Param[]): IterableIterator<R>
  /** Runs reads against one unchanging state of the file. */
  snapshot<T>(work: () => T): T
}

export interface WriteDb extends ReadDb {
  run(sql: string, ...params: Param[]): { changes: number; id: number }
  /** The same for some hundred values, without asking what came of it. */
  runMany(sql: string, params: readonly Param[]): void
  exec(sql: string): void
  /** BEGIN IMMEDIATE … COMMIT; nested calls are savepoints, so that a failed part does not sink the rest. */
  transaction<T>(work: () => T): T
  /** The same for what can be read again: it may be lost with the power, and nothing after it is then there either. */
  unhurried<T>(work: () => T): T
}

export interface OpenDb<D extends ReadDb> {
  db: D
  close(): void
}

export const fileName = 'shiplog.db'

/** Opens the workspace's file for the one writer, making the folder if needed. `settle`: what the log holds goes over into it. */
export function openWriteDb(dataDir: string): OpenDb<WriteDb> & { driver: Driver.Database; settle: () => void } {
  makeDataDir(dataDir)
  const driver = open(path.join(dataDir, fileName), false)
  // 16 MB, so that a page that many commits wrote goes over once for more of them. By default it is a quarter of that.
  driver.pragma('wal_autocheckpoint = 4000')
  // 8 MB of pages in memory: of more, a scan of a long history is no faster.
  driver.pragma('cache_size = -8000')
  const settle = () => void driver.pragma('wal_checkpoint(PASSIVE)')
  return { db: handle(driver), driver, settle, close: () => driver.close() }
}

/** Opens the file read-only. Throws a Refusal where there is no workspace yet. */
export function openReadDb(dataDir: string): OpenDb<ReadDb> & { hold: Hold; copyInto: CopyInto } {
  const driver = open(path.join(dataDir, fileName), true)
  return { db: handle(driver), hold: holder(driver), copyInto: copier(driver), close: () => driver.close() }
}

/** From now on all reads of a connection see the file as it is now, until what this returns is called. */
export type Hold = () => () => void

/** Copies the workspace's file, as it is now, into another folder. */
export type CopyInto = (folder: string) => Promise<void>

function copier(driver: Driver.Database): CopyInto {
  return async (folder) => void (await driver.backup(path.join(folder, fileName)))
}

function holder(driver: Driver.Database): Hold {
  let holding = 0
  return () => {
    if (holding++ === 0) {
      driver.exec('BEGIN')
      // A transaction sees the state at its first read.
      driver.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
    }
    return () => {
      if (--holding === 0 && driver.open) driver.exec('COMMIT')
    }
  }
}

/** How many migrations the workspace's file has had; null where there is no file. */
export function schemaVersion(dataDir: string): number | null {
  if (!existsSync(path.join(dataDir, fileName))) return null
  const driver = open(path.join(dataDir, fileName), true)
  const version = driver.pragma('user_version', { simple: true }) as number
  driver.close()
  return version
}

/** A place for what is needed for a moment and would fill the memory; it is gone when it is closed. */
export function openScratch(): OpenDb<WriteDb> {
  const driver = new Driver('')
  driver.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
  return { db: handle(driver), close: () => driver.close() }
}

/** Copies the open database to a file and proves the copy can be read. */
export async function copyTo(driver: Driver.Database, file: string): Promise<void> {
  await driver.backup(file)
  const copy = new Driver(file, { readonly: true })
  const check = copy.pragma('quick_check', { simple: true })
  copy.close()
  if (check !== 'ok') throw new Refusal('internal', `The backup ${file} could not be verified: ${String(check)}.`)
}

/**
 * Takes the data folder for this process, or returns null where another process has it. The lock is SQLite's own on a
 * file beside the database: it works on every platform and the system releases it when the process dies, however.
 */
export function takeLock(dataDir: string): { release(): void } | null {
  makeDataDir(dataDir)
  const driver = new Driver(path.join(dataDir, 'instance.lock'), { timeout: 0 })
  try {
    driver.pragma('locking_mode = EXCLUSIVE')
    driver.exec('BEGIN EXCLUSIVE')
    return { release: () => driver.close() }
  } catch (error) {
    driver.close()
    if (error instanceof Driver.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

function open(file: string, readonly: boolean): Driver.Database {
  let driver: Driver.Database | null = null
  try {
    driver = new Driver(file, { readonly, fileMustExist: readonly, timeout: 5000 })
    // Reads the first page, which is where a file that is no database fails.
    driver.prepare('SELECT count(*) FROM sqlite_schema').get()
    if (!readonly) driver.pragma('journal_mode = WAL')
    makeDurable(driver)
    return driver
  } catch (error) {
    driver?.close()
    throw refusal(error, file)
  }
}

function makeDurable(driver: Driver.Database): void {
  driver.pragma('synchronous = FULL')
  if (process.platform === 'darwin') {
    driver.pragma('fullfsync = ON')
    driver.pragma('checkpoint_fullfsync = ON')
  }
  driver.pragma('foreign_keys = ON')
  assert(
    driver.pragma('synchronous', { simple: true }) === 2,
    'synchronous=FULL to hold before anything is acknowledged',
  )
  assert(sqliteVersion(driver) >= 3_051_003, 'SQLite 3.51.3 or later, which mends the WAL reset')
}

function sqliteVersion(driver: Driver.Database): number {
  const text = driver.prepare('SELECT sqlite_version()').pluck().get() as string
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number)
  return major * 1_000_000 + minor * 1000 + patch
}

function refusal(error: unknown, file: string): unknown {
  if (!(error instanceof Driver.SqliteError)) {
    // The driver throws a TypeError where the folder is missing.
    return error instanceof TypeError
      ? new Refusal('not_found', `There is no workspace at ${path.dirname(file)} yet.`)
      : error
  }
  if (error.code === 'SQLITE_CANTOPEN')
    return new Refusal('not_found', `There is no workspace at ${path.dirname(file)} yet.`)
  if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
    return new Refusal('internal', `${file} is damaged or not a Shiplog database. It was left as it is.`)
  if (error.code.startsWith('SQLITE_IOERR'))
    return new Refusal('unavailable', `${file} cannot be read (${error.message}).`)
  return fileProblem(error) ?? error
}

/** What failed in the file rather than in Shiplog, for the person: damaged, no room, no leave. Null for anything else. */
export function fileProblem(error: unknown): Refusal | null {
  if (error instanceof TransactionLost) return fileProblem(error.cause)
  if (!(error instanceof Driver.SqliteError)) return null
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
    return new Refusal(
      'internal',
      `${fileName} in the data folder is damaged (${error.message}). It was left as it is.`,
    )
  if (error.code === 'SQLITE_FULL')
    return new Refusal('unavailable', 'The disk is full. Nothing was changed; make room and try again.')
  if (error.code.startsWith('SQLITE_READONLY') || error.code === 'SQLITE_PERM')
    return new Refusal('unavailable', `${fileName} in the data folder cannot be written: its permissions forbid it.`)
  if (error.code.startsWith('SQLITE_BUSY'))
    return new Refusal(
      'unavailable',
      `${fileName} in the data folder is locked by another program. Nothing was changed.`,
    )
  if (error.code.startsWith('SQLITE_IOERR'))
    return new Refusal('unavailable', `${fileName} in the data folder could not be read or written (${error.message}).`)
  return null
}

interface Prepared {
  statement: Driver.Statement
  /** The driver takes `?1`, `?2` as names, "1" and "2"; plain `?` as a list. */
  named: boolean
}

/**
 * SQLite compiles a statement again at each use where the value of a parameter might mean another plan, which costs more
 * than most statements do. Of `+?` it looks at no value; otherwise it is the same.
 */
function settled(sql: string): string {
  return sql.replace(/'[^']*'|\?\d*/g, (found) => (found.startsWith('?') ? `+${found}` : found))
}

function bound({ named }: Prepared, params: Param[]): [Record<string, Param>] | Param[] {
  return named ? [Object.fromEntries(params.map((value, i) => [String(i + 1), value]))] : params
}

function handle(driver: Driver.Database): WriteDb {
  const statements = new Map<string, Prepared>()
  const transaction = transactions(driver)
  const prepare = (sql: string): Prepared => ({ statement: driver.prepare(settled(sql)), named: /\?\d/.test(sql) })
  const prepared = (sql: string): Prepared => {
    let known = statements.get(sql)
    if (known === undefined) statements.set(sql, (known = prepare(sql)))
    return known
  }
  return {
    get: <R>(sql: string, ...params: Param[]) => {
      const one = prepared(sql)
      return one.statement.get(...bound(one, params)) as R | undefined
    },
    all: <R>(sql: string, ...params: Param[]) => {
      const one = prepared(sql)
      return one.statement.all(...bound(one, params)) as R[]
    },
    // A statement that is being iterated is busy, so each iteration gets its own.
    each: <R>(sql: string, ...params: Param[]) => {
      const one = prepare(sql)
      return one.statement.iterate(...bound(one, params)) as IterableIterator<R>
    },
    snapshot: (work) => (driver.inTransaction ? work() : driver.transaction(work).deferred()),
    run: (sql, ...params) => {
      const one = prepared(sql)
      const done = one.statement.run(...bound(one, params))
      return { changes: done.changes, id: Number(done.lastInsertRowid) }
    },
    // Each as a value of the call: the driver takes longer to get them out of a list.
    runMany: (sql, params) => void prepared(sql).statement.run(...params),
    exec: (sql) => void driver.exec(sql),
    transaction,
    unhurried: (work) => {
      // Of a part of something else that decides.
      if (driver.inTransaction) return transaction(work)
      driver.exec('PRAGMA synchronous = NORMAL')
      try {
        return transaction(work)
      } finally {
        driver.exec('PRAGMA synchronous = FULL')
      }
    },
  }
}

/** SQLite gave up the whole transaction (a full disk), so what came before in it is gone too. */
export class TransactionLost extends Error {}

/** BEGIN IMMEDIATE … COMMIT, and savepoints inside; on an error the innermost is undone and the error goes on. */
function transactions(driver: Driver.Database): WriteDb['transaction'] {
  const statements = new Map<string, Driver.Statement>()
  const run = (sql: string) => {
    let statement = statements.get(sql)
    if (statement === undefined) statements.set(sql, (statement = driver.prepare(sql)))
    statement.run()
  }
  let depth = 0
  return <T>(work: () => T): T => {
    const point = `level_${depth}`
    const outermost = depth === 0
    run(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${point}`)
    depth++
    try {
      const value = work()
      run(outermost ? 'COMMIT' : `RELEASE ${point}`)
      return value
    } catch (error) {
      if (driver.inTransaction) {
        run(outermost ? 'ROLLBACK' : `ROLLBACK TO ${point}`)
        if (!outermost) run(`RELEASE ${point}`)
      } else if (!outermost && !(error instanceof TransactionLost)) {
        throw new TransactionLost('The transaction was given up.', { cause: error })
      }
      throw error
    } finally {
      depth--
    }
  }
}
