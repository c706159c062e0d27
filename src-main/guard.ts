// What every request to one of our ports passes before anything reads its body: the Host it names, where a browser says it
// comes from, and how often wrong keys were tried.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export interface Refused {
  status: 403 | 415 | 421
  message: string
}

/**
 * Whether a Host header may be answered. A page that rebinds its own name to this computer still sends that name, so
 * on loopback only loopback names pass; on another address, IP literals too, which cannot be rebound.
 */
export function hostAllowed(header: string | undefined, port: number, loopback: boolean): boolean {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  if (match === null) return false
  if (Number(match[3] ?? 80) !== port) return false
  const name = (match[1] ?? match[2] ?? '').toLowerCase()
  if (name === 'localhost' || name === '127.0.0.1' || name === '::1') return true
  return !loopback && isIP(name) !== 0 && name !== '0.0.0.0' && name !== '::'
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** The request as node:http read it, because a framework shows only the first of two Host headers. */
export function checkRequest(request: IncomingMessage, port: number, loopback: boolean): Refused | null {
  const { headers } = request
  const hosts = request.headersDistinct['host'] ?? []
  // A whole URL as the target names a host too, and overrules the header; only proxies are asked that way.
  if (hosts.length !== 1 || !hostAllowed(hosts[0], port, loopback) || !request.url?.startsWith('/'))
    return {
      status: 421,
      message: 'This address is not one Shiplog answers to. Use the one shown on its listener page.',
    }
  const site = one(headers['sec-fetch-site'])
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, message: 'Requests from other web pages are not accepted.' }
  const encoding = one(headers['content-encoding'])
  if (encoding !== undefined && encoding !== 'identity')
    return { status: 415, message: `Content-Encoding ${encoding.slice(0, 40)} is not read; send the body as it is.` }
  return null
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

/** A budget that refills: for wrong keys, so that guessing is slow and a right key is never held up. */
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
