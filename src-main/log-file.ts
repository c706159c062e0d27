// The log of a running Shiplog: one line of JSON an entry, in shiplog.log of the data folder.
import path from 'node:path'
import { pino } from 'pino'
import { type Log, silent } from './log.ts'

/** Opens the log of a data folder that exists. Where it may not be written, there is none: reading must go on. */
export function openLogFile(dataDir: string, thread: string): Log {
  let destination: ReturnType<typeof pino.destination>
  try {
    destination = pino.destination({ dest: path.join(dataDir, 'shiplog.log'), sync: true, mode: 0o600 })
  } catch {
    return silent
  }
  const log = pino({ base: { thread } }, destination)
  return {
    info: (message, details) => log.info(details ?? {}, message),
    warn: (message, details) => log.warn(details ?? {}, message),
    error: (message, details) => log.error(details ?? {}, message),
  }
}
