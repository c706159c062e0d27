// Looks after the files that a person wants imported again when they change. One that changes is left alone until it has
// stayed the same for one look, because it may be half written.
import { statSync } from 'node:fs'
import type { CallName, Output } from '../src-shared/contract/index.ts'
import { stampOf, type WatchState } from '../src-shared/import-profile.ts'
import type { Reply } from '../src-shared/reply.ts'
import type { ReadDb } from './store/database.ts'
import { type Watched, watchedFiles } from './store/imports.ts'
import type { WriterOps } from './writer-ops.ts'

const everyMs = 5000

interface Around {
  db: ReadDb
  dispatch(name: CallName, input: unknown): Promise<Reply<unknown>>
  ops: Pick<WriterOps, 'noteWatched'>
  clock: () => number
}

export interface Watching {
  /** Imports what has changed and rests; resolves when that is done. */
  look(): Promise<void>
  close(): void
}

export function watchFiles(around: Around): Watching {
  /** What each file was like at the last look. */
  const seen = new Map<string, string>()
  let looking: Promise<void> | null = null

  async function lookAt(watched: Watched): Promise<void> {
    const { input, state } = watched
    const { file } = input
    const found = statSync(file, { throwIfNoEntry: false })
    const stamp = found === undefined ? 'missing' : stampOf(found)
    const rests = seen.get(file) === stamp
    seen.set(file, stamp)
    if (stamp === state?.stamp || !rests) return
    const now = found === undefined ? missing(stamp, around.clock()) : await importAgain(watched, stamp, around)
    await around.ops.noteWatched(file, now)
  }

  const look = () =>
    (looking ??= (async () => {
      for (const watched of watchedFiles(around.db)) await lookAt(watched)
    })().finally(() => (looking = null)))
  const timer = setInterval(() => void look().catch(() => undefined), everyMs)
  timer.unref()
  return { look, close: () => clearInterval(timer) }
}

function missing(stamp: string, at_ms: number): WatchState {
  return { stamp, at_ms, batch: null, note: 'The file is not there.', failed: true }
}

async function importAgain({ input }: Watched, stamp: string, around: Around): Promise<WatchState> {
  const reply = await around.dispatch('imports.run', input)
  const at_ms = around.clock()
  if (!reply.ok) return { stamp, at_ms, batch: null, note: reply.error.message, failed: true }
  const { batch, new: added, updated, unchanged, rejected } = reply.value as Output<'imports.run'>
  const note = `${added} new, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`
  return { stamp, at_ms, batch, note, failed: false }
}
