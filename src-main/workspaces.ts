// The user's own workspace and the sample one beside it, for hosts that stay. Holds the data folder's lock: one instance
// writes, whatever started it. The sample is made and opened when first asked for.
import path from 'node:path'
import type { CallOptions, HostPush } from '../src-shared/client.ts'
import type { ListenerState } from '../src-shared/contract/listener.ts'
import { Refusal, type Reply } from '../src-shared/reply.ts'
import type { ListenTo } from './listener/reach.ts'
import { lineCount } from './line-count.ts'
import type { Shiplog } from './route.ts'
import { takeLock } from './store/database.ts'
import { startShiplog } from './workers.ts'

export interface Workspaces {
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Reply<unknown>>
  subscribe(listener: (push: HostPush) => void): () => void
  listener(): ListenerState
  close(): Promise<void>
}

export const sampleFolder = 'sample'

/** Throws a Refusal where another instance has the folder, the file cannot be opened, or the address is taken. */
export async function openWorkspaces(options: {
  dataDir: string
  listen: ListenTo
  /** Whether the computer runs on its battery, where the host can tell. */
  onBattery?: () => boolean
}): Promise<Workspaces> {
  const { dataDir, listen, onBattery = null } = options
  const lock = takeLock(dataDir)
  if (lock === null) throw new Refusal('conflict', `Another Shiplog is using ${dataDir}.`)
  const own = await startShiplog({ dataDir, sample: false, listen, watch: true }).catch((error: unknown) => {
    lock.release()
    throw error
  })
  let sample: Promise<Shiplog> | null = null
  const listeners = new Set<(push: HostPush) => void>()
  const forward = (shiplog: Shiplog, workspace: 'own' | 'sample') =>
    shiplog.subscribe((push) => {
      for (const listener of listeners) listener({ ...push, workspace })
    })
  forward(own, 'own')
  const lines = lineCount(own, onBattery)
  lines.start()

  async function lockedSample(): Promise<Shiplog> {
    const folder = path.join(dataDir, sampleFolder)
    const sampleLock = takeLock(folder)
    if (sampleLock === null)
      throw new Refusal('conflict', `The sample workspace at ${folder} is open in another Shiplog.`)
    const shiplog = await startShiplog({ dataDir: folder, sample: true, listen: null }).catch((error: unknown) => {
      sampleLock.release()
      throw error
    })
    forward(shiplog, 'sample')
    return {
      ...shiplog,
      close: async () => {
        await shiplog.close()
        sampleLock.release()
      },
    }
  }

  function openSample(): Promise<Shiplog> {
    sample ??= lockedSample().catch((error: unknown) => {
      // The next call tries again.
      sample = null
      throw error
    })
    return sample
  }

  return {
    dispatch: async (name, input, options) => {
      try {
        const shiplog = options?.workspace === 'sample' ? await openSample() : own
        const reply = await shiplog.dispatch(name, input, options)
        if (shiplog === own) lines.after(name)
        return reply
      } catch (error) {
        if (error instanceof Refusal) return { ok: false, error: error.toError() }
        throw error
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    listener: own.listener,
    close: async () => {
      lines.stop()
      await own.close()
      await (await sample)?.close()
      lock.release()
    },
  }
}
