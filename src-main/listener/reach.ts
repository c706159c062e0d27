// Where the listener listens and by which names it may be called: pure but for what the computer's network is right now.
import { hostname, networkInterfaces } from 'node:os'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { isLoopback } from '../guard.ts'
import type { ListenerSettings } from '../store/settings.ts'

export const portDefault = 8787

export interface ListenTo {
  host: string
  port: number
  /** An address somebody asked for is taken or refused; the default one may move to the next free port. */
  explicit: boolean
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
}

/** The address of the command line where there is one, else the one that settings make of the default. */
export function placeFor(given: ListenTo, { reach, port }: ListenerSettings): ListenTo {
  if (given.explicit) return given
  const host = reach === 'network' ? '0.0.0.0' : given.host
  return { host, port: port ?? given.port, explicit: port !== null }
}

/** What is known of a place before or without listening there. */
export function stateAt(place: ListenTo, port: number, fixed: boolean): ListenerState {
  const reach = isLoopback(place.host) ? 'computer' : 'network'
  const warning = reach === 'network' ? 'Plain HTTP: anybody on this network can read what is sent.' : null
  return { ...notListening, host: place.host, port, reach, warning, fixed }
}

export function addressesOf(host: string, port: number): ListenerState['addresses'] {
  const at = (address: string, name: string) => ({
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    name,
  })
  if (isLoopback(host)) return [at(host, 'this computer')]
  const all = interfaces()
  if (host !== '0.0.0.0' && host !== '::') return [at(host, all.get(host) ?? 'host name')]
  const reached = [...all].filter(([address]) => host === '::' || !address.includes(':'))
  return [
    at('127.0.0.1', 'this computer'),
    ...reached.map(([address, name]) => at(address, name)),
    at(hostname(), 'host name'),
  ]
}

/** Whether a request may call a listener by this name, in lower case. Loopback's names need not be asked for. */
export function namesOf(host: string): (name: string) => boolean {
  if (isLoopback(host)) return () => false
  const own = hostname().toLowerCase()
  const names = new Set([own, `${own}.local`, ...(host === '0.0.0.0' || host === '::' ? [] : [host.toLowerCase()])])
  // Looked up each time: a computer changes networks while Shiplog runs.
  return (name) => names.has(name) || interfaces().has(name)
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
