// Whether what a provider sends gets to a listener where it listens now, and what would have to be done: no more is promised
// than works.
import type { ListenerState } from '../contract/listener.ts'
import type { Sender } from './provider.ts'

export interface Reach {
  reaches: boolean
  says: string
}

export function reachOf(
  { hosted, note }: Sender,
  listener: Pick<ListenerState, 'state' | 'reach' | 'certificate'>,
): Reach {
  const { state, reach, certificate } = listener
  const and = note === undefined ? '' : ` ${note}`
  if (state !== 'on') return { reaches: false, says: 'the listener is not on.' }
  if (hosted) return { reaches: false, says: `it is outside, so only through a tunnel of your own.${and}` }
  if (reach === 'computer')
    return {
      reaches: false,
      says: `only if it runs on this computer, as no other reaches the listener.${and}`,
    }
  const how =
    certificate === null
      ? 'as plain HTTP'
      : certificate.self_signed
        ? 'over HTTPS, if it is told to trust the certificate'
        : 'over HTTPS'
  return { reaches: true, says: `from this network, ${how}.${and}` }
}
