// The log of a running Shiplog: one line of JSON an entry, in shiplog.log of the data folder.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pino } from 'pino'
import type { Log } from './log.ts'

export function openLogFile(dataDir: string, thread: string): Log {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const destination = pino.destination({ dest: path.join(dataDir, 'shiplog.log'), sync: true, mode: 0o600 })
  const log = pino({ base: { thread } }, destination)
  return {
    info: (message, details) => log.info(details ?? {}, message),
    warn: (message, details) => log.warn(details ?? {}, message),
    error: (message, details) => log.error(details ?? {}, message),
  }
}
