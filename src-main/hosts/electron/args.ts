// The arguments of the desktop window: the same words as those of `shiplog serve`.
import { parseArgs } from 'node:util'
import { portDefault } from '../../listener/reach.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'

export interface WindowArgs {
  data?: string
  /** Where the page is served; 0 for any free port. */
  port: number
  /** Where events from CI are taken; `explicit` when the person said so: then no other address will do. */
  listen: { host: string; port: number; explicit: boolean }
}

const defaultListen = { host: '127.0.0.1', port: portDefault, explicit: false }

/** Reads the arguments after the program's own. Chromium's switches among them are passed over. */
export function readArgs(args: string[]): WindowArgs {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args, strict: false, options: { data: text, port: text, listen: text } })
  const { data, port = '0', listen } = values
  return {
    ...(typeof data === 'string' ? { data } : {}),
    port: portOf(port),
    listen: listen === undefined ? defaultListen : { ...addressOf(listen), explicit: true },
  }
}

function portOf(value: unknown): number {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (port <= 65_535) return port
  throw new Refusal('invalid', `--port takes a number from 0 to 65535; this is ${shown(value)}.`)
}

/** "127.0.0.1:8787" or "[::1]:0". */
function addressOf(value: unknown): { host: string; port: number } {
  const match = typeof value === 'string' ? /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(value) : null
  const [, ip6, host, port] = match ?? []
  const address = ip6 ?? host
  if (address !== undefined && Number(port) <= 65_535) return { host: address, port: Number(port) }
  throw new Refusal(
    'invalid',
    `--listen takes host and port, such as 127.0.0.1:8787 or [::1]:0; this is ${shown(value)}.`,
  )
}
