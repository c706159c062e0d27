// What every request to one of our ports passes before anything reads its body: the Host it names, where a browser says it
// comes from, and how often it may try.
import type { IncomingMessage } from 'node:http'

export interface Refused {
  status: 403 | 415 | 421
  message: string
}

/**
 * Whether a Host header may be answered. A page that rebinds its own name to this computer still sends that name, so
 * besides loopback's only names pass that are known to be this computer's: `isOurs` knows them. Without a port it means
 * the usual one.
 */
export function hostAllowed(
  header: string | undefined,
  port: number,
  isOurs: (name: string) => boolean = () => false,
  usual = 80,
): boolean {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  if (match === null) return false
  if (Number(match[3] ?? usual) !== port) return false
  const name = (match[1] ?? match[2] ?? '').toLowerCase()
  return name === 'localhost' || name === '127.0.0.1' || name === '::1' || isOurs(name)
}

export function isHttps({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket
}

/** Of a host or of a peer's address; IPv6 sockets show IPv4 peers as "::ffff:127.0.0.1". */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(host)
}

/** The request as node:http read it, because a framework shows only the first of two Host headers. */
export function checkRequest(
  request: IncomingMessage,
  port: number,
  isOurs?: (name: string) => boolean,
): Refused | null {
  const { headers } = request
  const hosts = request.headersDistinct['host'] ?? []
  // A whole URL as the target names a host too, and overrules the header; only proxies are asked that way.
  if (
    hosts.length !== 1 ||
    !hostAllowed(hosts[0], port, isOurs, isHttps(request) ? 443 : 80) ||
    !request.url?.startsWith('/')
  )
    return {
      status: 421,
      message: 'This address is not one Shiplog answers to. Use the one shown on its listener page.',
    }
  if (isFromOtherPage(request)) return { status: 403, message: 'Requests from other web pages are not accepted.' }
  const encoding = one(headers['content-encoding'])
  if (encoding !== undefined && encoding !== 'identity')
    return { status: 415, message: `Content-Encoding ${encoding.slice(0, 40)} is not read; send the body as it is.` }
  return null
}

/** Browsers say Sec-Fetch-Site to addresses they trust, which a network's are not; Origin they say with every write. */
function isFromOtherPage(request: IncomingMessage): boolean {
  const { method, headers } = request
  const site = one(headers['sec-fetch-site'])
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  const { origin, host } = headers
  return (
    origin !== undefined && origin.toLowerCase() !== `${isHttps(request) ? 'https' : 'http'}://${host}`.toLowerCase()
  )
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

/** A budget that refills: so that guessing is slow and nobody fills the disk. */
export class Budget {
  #left: number
  #at: number

  readonly #perSecond: number
  readonly #burst: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#at = now
  }

  /** Takes one; false where none is left. */
  take(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + (Math.max(0, now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}

/** A budget for each of many, of whom only the newest are remembered. */
export class Budgets<Who> {
  readonly #each = new Map<Who, Budget>()

  readonly #perSecond: number
  readonly #burst: number
  readonly #max: number

  constructor(perSecond: number, burst: number, max = 1000) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#max = max
  }

  take(who: Who, now: number): boolean {
    let budget = this.#each.get(who)
    if (budget === undefined) {
      budget = new Budget(this.#perSecond, this.#burst, now)
      for (const [oldest] of this.#each) {
        if (this.#each.size < this.#max) break
        this.#each.delete(oldest)
      }
      this.#each.set(who, budget)
    }
    return budget.take(now)
  }
}
