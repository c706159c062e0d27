// The listener's switches as they are shown: what was just asked for at once, and what it was before if that is refused.
import { useState } from 'react'
import type { Input, Output } from '../../src-shared/contract/index.ts'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { useCall, useRun, type CallError } from '../use-call.ts'

type Status = Output<'listener.status'>

export interface ListenerSettings extends Status {
  on: boolean
  reach: Status['listener']['reach']
  busy: boolean
  set: (patch: Input<'listener.set'>) => void
  /** Why the last change was refused. */
  error: CallError | null
}

export function useListener(): { settings: ListenerSettings | null; error: CallError | null; retry: () => void } {
  const status = useCall('listener.status', {}, { workspace: 'own' })
  const change = useRun('listener.set')
  const { data, error } = status
  // What was asked for is shown until the state after it has been fetched; what is known before that is older.
  const [asked, setAsked] = useState<{ patch: Input<'listener.set'>; until: number } | null>(null)
  const busy = asked !== null && status.dataUpdatedAt <= asked.until
  const { on, reach, keyless, capture } = busy ? asked.patch : {}
  function set(patch: Input<'listener.set'>): void {
    // One after the other.
    if (busy) return
    setAsked({ patch, until: Infinity })
    change.mutate(
      { input: patch },
      { onSuccess: () => setAsked({ patch, until: Date.now() }), onError: () => setAsked(null) },
    )
  }
  return {
    settings:
      data === undefined
        ? null
        : {
            listener: data.listener,
            on: on ?? data.listener.state !== 'off',
            reach: reach ?? data.listener.reach,
            keyless: keyless ?? data.keyless,
            capture: capture ?? data.capture,
            // No switch: what was typed stands in its fields until it is taken.
            tls: data.tls,
            breaks: data.breaks,
            busy,
            set,
            error: change.error,
          },
    error,
    retry: () => void status.refetch(),
  }
}

/** Where senders are told to go: from elsewhere on the network the first address that leads here from there. */
export function addressFromElsewhere({ url, addresses }: ListenerState): string {
  return addresses[1]?.url ?? url ?? 'http://127.0.0.1:8787'
}
