// The composition root: a workspace opened in one thread, for one-shot commands and tests. workers.ts opens the same in
// two worker threads, for hosts that stay.
import type { ListenerState } from '../src-shared/contract/listener.ts'
import { type ListenTo, notListening } from './listener/reach.ts'
import type { Log } from './log.ts'
import { openLogFile } from './log-file.ts'
import { openReader } from './reader.ts'
import { pushes, route, type Shiplog } from './route.ts'
import { fillWithSample } from './sample/sample.ts'
import { schemaVersion } from './store/database.ts'
import { makeDataDir } from './store/make-data-dir.ts'
import { migrations, refuseNewer } from './store/migrate.ts'
import { openWriter } from './writer.ts'
import type { WriterOps } from './writer-ops.ts'

export interface ShiplogOptions {
  dataDir: string
  clock?: () => number
  log?: Log
  /** The sample workspace: filled when empty. */
  sample?: boolean
  listen?: ListenTo | null
}

/** In-process, with the writer's operations open to tests and the sample's maker. */
export async function openShiplog(options: ShiplogOptions): Promise<Shiplog & { ops: WriterOps }> {
  const { dataDir, clock = Date.now, sample = false, listen = null } = options
  makeDataDir(dataDir)
  const log = options.log ?? openLogFile(dataDir, 'command')
  const { subscribe, push } = pushes()
  const writer = await openWriter({ dataDir, clock, log, sample }, push)
  if (sample) await fillWithSample(writer, clock())
  const reader = openReader({ dataDir, clock, log, sample }, writer.ops, push)
  const closeHalves = async () => {
    await reader.close()
    await writer.close()
  }
  let state = notListening
  const onState = (now: ListenerState) => void (state = now)
  const listener =
    listen === null
      ? null
      : await (
          await import('./listener/open.ts')
        )
          .openListenerOn(dataDir, { intake: writer.intake, clock, log, listen, onState })
          .catch(async (error: unknown) => {
            await closeHalves()
            throw error
          })
  if (listener !== null) writer.attach(listener)
  return {
    ops: writer.ops,
    subscribe,
    listener: () => state,
    dispatch: route((name, input) => writer.dispatch(name, input), reader.dispatch),
    close: async () => {
      await listener?.close()
      await closeHalves()
    },
  }
}

/**
 * A workspace opened for reading beside whoever writes it; null where there is none yet, or where its file is of an
 * older version and must be brought up to date by a writer first.
 */
export async function openReadOnly(dataDir: string): Promise<Pick<Shiplog, 'dispatch' | 'close'> | null> {
  const version = schemaVersion(dataDir)
  if (version === null || version < migrations.length) return null
  refuseNewer(version)
  const reader = openReader(
    { dataDir, clock: Date.now, log: openLogFile(dataDir, 'command'), sample: false },
    noWriter,
    () => {},
  )
  return { dispatch: route(() => Promise.reject(new Error('reads only')), reader.dispatch), close: reader.close }
}

const noWriter = {} as WriterOps

/** The folder's lock for this process, or null where another has it. */
export { takeLock as lockFolder } from './store/database.ts'
export type { Shiplog } from './route.ts'
