// Where the listener listens and by which names it may be called: pure but for what the computer's network is right now.
import { hostname, networkInterfaces } from 'node:os'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { isoOf } from '../../src-shared/time.ts'
import { isLoopback } from '../guard.ts'
import type { ListenerSettings } from '../store/settings.ts'
import type { Tls, TlsFiles } from './tls.ts'

export const portDefault = 8787

export interface ListenTo {
  host: string
  port: number
  /** An address somebody asked for is taken or refused; the default one may move to the next free port. */
  explicit: boolean
  /** The files to speak HTTPS with in this run; where there are none it is as the settings say. */
  tls?: TlsFiles
}

/** What a socket is opened on: files were read by then. */
export interface Place extends Omit<ListenTo, 'tls'> {
  tls: Tls | null
}

export const notListening: ListenerState = {
  state: 'off',
  url: null,
  host: '',
  port: 0,
  note: null,
  reach: 'computer',
  addresses: [],
  warning: null,
  fixed: false,
  certificate: null,
}

/** The address of the command line where there is one, else the one that settings make of the default. */
export function placeFor(given: ListenTo, { reach, port }: ListenerSettings, tls: Tls | null): Place {
  if (given.explicit) return { ...given, tls }
  const host = reach === 'network' ? '0.0.0.0' : given.host
  return { host, port: port ?? given.port, explicit: port !== null, tls }
}

/** What is known of a place before or without listening there. */
export function stateAt({ host, tls }: Pick<Place, 'host' | 'tls'>, port: number, fixed: boolean): ListenerState {
  const reach = isLoopback(host) ? 'computer' : 'network'
  const warning = reach === 'network' && tls === null ? plainHttp : null
  return { ...notListening, host, port, reach, warning, fixed }
}

const plainHttp = 'Plain HTTP: anybody on this network can read what is sent.'
const soonMs = 14 * 86_400_000

/** What senders will stumble over, some day or now. */
export function endingSoon({ ends_at_ms }: Tls, now: number): string | null {
  if (ends_at_ms - now > soonMs) return null
  const day = isoOf(ends_at_ms).slice(0, 10)
  return ends_at_ms <= now
    ? `The certificate ended on ${day}; senders refuse it.`
    : `The certificate ends on ${day}; put a new one in its place before.`
}

/** Loopback first, then what the certificate names, which is what senders will accept. */
export function addressesOf(host: string, port: number, tls: Tls | null): ListenerState['addresses'] {
  const known = placesOf(host)
  const named = (tls?.names ?? []).filter((name) => !name.includes('*') && !known.has(name))
  const [first = [host, 'this computer'], ...others] = known
  const all: [string, string][] = [first, ...named.map((name): [string, string] => [name, 'certificate']), ...others]
  const order = ([name]: [string, string], i: number) => (i === 0 || tls?.covers(name) !== false ? 0 : 1)
  return all
    .map((one, i) => ({ one, order: order(one, i) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ one: [address, name] }) => ({
      url: `${tls === null ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}`,
      name: tls === null || tls.covers(address) ? name : `${name}, not in the certificate`,
    }))
}

/** Addresses and names by which it is reached without one of a certificate, and what each is. */
function placesOf(host: string): Map<string, string> {
  if (isLoopback(host)) return new Map([[host, 'this computer']])
  const all = interfaces()
  if (host !== '0.0.0.0' && host !== '::') return new Map([[host, all.get(host) ?? 'host name']])
  const reached = [...all].filter(([address]) => host === '::' || !address.includes(':'))
  return new Map([['127.0.0.1', 'this computer'], ...reached, [hostname(), 'host name']])
}

/** What containers call the computer they run on. */
const inContainers = new Set(['host.docker.internal', 'host.containers.internal'])

/** A hostile network may answer for such a name, and rebind it: who calls by it needs a key. */
export function isContainersName(header: string | undefined): boolean {
  return inContainers.has((header ?? '').toLowerCase().replace(/:\d+$/, ''))
}

/**
 * Whether a request may call a listener by this name, in lower case. Loopback's names need not be asked for; those of its
 * certificate a person vouched for.
 */
export function namesOf(host: string, tls: Tls | null): (name: string) => boolean {
  const isVouchedFor = (name: string) => inContainers.has(name) || tls?.covers(name) === true
  if (isLoopback(host)) return isVouchedFor
  const own = hostname().toLowerCase()
  const names = new Set([own, `${own}.local`, ...(host === '0.0.0.0' || host === '::' ? [] : [host.toLowerCase()])])
  // Looked up each time: a computer changes networks while Shiplog runs.
  return (name) => names.has(name) || interfaces().has(name) || isVouchedFor(name)
}

/** Addresses of this computer on its networks, with the interface each is of; none that a URL cannot hold (fe80::…%eth0). */
function interfaces(): Map<string, string> {
  return new Map(
    Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses
        .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
        .map(({ address }): [string, string] => [address, name]),
    ),
  )
}
