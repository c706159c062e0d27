// What every request to one of our ports passes before anything reads its body: the Host it names, where a browser says it
// comes from, and how often it may try.
import type { IncomingMessage } from 'node:http'

export interface Refused {
  status: 403 | 415 | 421
  message: string
}

/** What a Host header says; without a port it means the scheme's usual one. Null: it is none. */
export function hostIn(header: string | undefined, usual = 80): { name: string; port: number } | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  const port = Number(match?.[3] ?? usual)
  return match === null || port > 65_535 ? null : { name: (match[1] ?? match[2] ?? '').toLowerCase(), port }
}

/**
 * Whether a Host header may be answered. A page that rebinds its own name to this computer still sends that name, so
 * besides loopback's only names pass that are known to be this computer's: `isOurs` knows them. The name alone proves
 * it. The port is the one that the client called, which a tunnel or a container's mapping makes another: `port` is null
 * where any will do.
 */
export function hostAllowed(
  header: string | undefined,
  port: number | null,
  isOurs: (name: string) => boolean = () => false,
  usual = 80,
): boolean {
  const host = hostIn(header, usual)
  if (host === null || (port !== null && host.port !== port)) return false
  const { name } = host
  return name === 'localhost' || name === '127.0.0.1' || name === '::1' || isOurs(name)
}

/** The port that requests mean that name none. */
export function usualPort(request: IncomingMessage): number {
  return isHttps(request) ? 443 : 80
}

export function isHttps({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket
}

/** Of a host or of a peer's address; IPv6 sockets show IPv4 peers as "::ffff:127.0.0.1". */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(host)
}

/**
 * The request as node:http read it, because a framework shows only the first of two Host headers. `mayBeLinked`: it is a
 * page with nothing in it that is not for everybody, so other web pages may have a link to it.
 */
export function checkRequest(
  request: IncomingMessage,
  port: number | null,
  isOurs?: (name: string) => boolean,
  mayBeLinked = false,
): Refused | null {
  const { headers } = request
  const hosts = request.headersDistinct['host'] ?? []
  // A whole URL as the target names a host too, and overrules the header; only proxies are asked that way.
  if (hosts.length !== 1 || !hostAllowed(hosts[0], port, isOurs, usualPort(request)) || !request.url?.startsWith('/'))
    return {
      status: 421,
      message: 'This address is not one Shiplog answers to. Use the one shown on its listener page.',
    }
  if (isFromOtherPage(request) && !(mayBeLinked && isLinkFollowed(request)))
    return { status: 403, message: 'Requests from other web pages are not accepted.' }
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

/** Somebody clicked on a link, which shows the page to that person alone: no frame, and nothing a script could read. */
function isLinkFollowed({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' && one(headers['sec-fetch-mode']) === 'navigate' && one(headers['sec-fetch-dest']) === 'document'
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
