import type { Listener } from '../../src-shared/contract/listener.ts'
import { listenerSettings, type ListenerSettings, writeListenerSettings } from '../store/settings.ts'
import { day } from '../../src-shared/time.ts'
import { listenerBreaks } from '../store/listening.ts'
import type { Handlers, WriteContext } from './context.ts'

export const listener: Handlers<'listener'> = {
  'listener.status': async (_, context) =>
    answer(context, await context.listener.state(), listenerSettings(context.db)),

  'listener.set': async (input, context) => {
    const { db, ingest, listener } = context
    const before = listenerSettings(db)
    const after: ListenerSettings = {
      on: input.on ?? before.on,
      reach: input.reach ?? before.reach,
      port: input.port ?? before.port,
      keyless: input.keyless ?? before.keyless,
      capture: input.capture ?? before.capture,
      tls: input.tls === undefined ? before.tls : input.tls,
    }
    // The same files may have another content by now.
    const moved =
      after.on !== before.on || after.reach !== before.reach || after.port !== before.port || input.tls !== undefined
    // The address is taken first: one that cannot be had is not written down.
    const state = moved ? await listener.move(after) : await listener.state()
    ingest.change(() => writeListenerSettings(db, after))
    return answer(context, state, after)
  },

  'listener.test': ({ dialect, system }, { listener }) => listener.test(dialect, system ?? 'shiplog test'),
}

const toldMs = 7 * day

function answer(
  { db, clock }: Pick<WriteContext, 'db' | 'clock'>,
  state: Listener['listener'],
  { keyless, capture, tls }: ListenerSettings,
): Listener {
  return { listener: state, keyless, capture, tls, breaks: listenerBreaks(db, clock() - toldMs) }
}
