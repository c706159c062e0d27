// The log of a running Shiplog: one line of JSON an entry, in shiplog.log of the data folder. What writes it is loaded with the
// first entry, because most threads never have one, and each would load its own.
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Log, silent } from './log.ts'

const load = createRequire(import.meta.url)

/** Opens the log of a data folder that exists. Where it may not be written, there is none: reading must go on. */
export function openLogFile(dataDir: string, thread: string): Log {
  let opened: Log | null = null
  const log = () => (opened ??= open(path.join(dataDir, 'shiplog.log'), thread))
  return {
    info: (message, details) => log().info(message, details),
    warn: (message, details) => log().warn(message, details),
    error: (message, details) => log().error(message, details),
  }
}

function open(dest: string, thread: string): Log {
  const { pino } = load('pino') as typeof import('pino')
  let destination: ReturnType<typeof pino.destination>
  try {
    destination = pino.destination({ dest, sync: true, mode: 0o600 })
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
