// Keeps when the listener listened. What begins and what ends is a row of the workspace; that it is still there is said
// once a minute, in a file of its own, because each write to the workspace makes readers look again at what they know.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Log } from '../log.ts'
import type { WriteDb } from '../store/database.ts'
import { beginListening, breakMinMs, endListening, isListening } from '../store/listening.ts'
import type { ListenerHalf } from './half.ts'

const beatMs = 60_000
const fileName = 'listening'

export interface ListenerTimes {
  /** Asks this half from now on whether it listens, at once and once a minute. */
  follow(half: Pick<ListenerHalf, 'state'>): Promise<void>
  /** A person turned it on or off, whether it runs now or not. */
  set(settings: { on: boolean }): Promise<void>
  /** Looks at how it is now; on its own it does so once a minute. */
  look(): Promise<void>
  /** Shiplog ends. */
  close(): void
}

export function openTimes(
  db: WriteDb,
  { dataDir, clock, log }: { dataDir: string; clock: () => number; log: Log },
): ListenerTimes {
  const file = path.join(dataDir, fileName)
  let half: Pick<ListenerHalf, 'state'> | null = null
  let timer: NodeJS.Timeout | undefined
  /** When it was last known to listen, in this run. */
  let seen: number | null = null
  let closed = false

  function said(): number {
    try {
      const ms = Number(readFileSync(file, 'utf8'))
      return Number.isSafeInteger(ms) ? ms : 0
    } catch {
      return 0
    }
  }

  /** Times are no reason to fail for: what the file would not take is not told. */
  function kept(write: () => void): void {
    try {
      write()
    } catch (error) {
      log.error('the times of the listener could not be kept', { error: String(error) })
    }
  }

  // What nobody ended was ended with the process, at the latest now.
  kept(() => {
    if (isListening(db)) endListening(db, Math.min(said(), clock()), 'killed')
  })

  function listens(now: number): void {
    if (seen !== null && now - seen >= breakMinMs) endListening(db, seen, 'asleep')
    beginListening(db, now)
    seen = now
    // On a full disk, and should Shiplog be killed then, the break begins too early.
    kept(() => writeFileSync(file, String(now)))
  }

  async function look(): Promise<void> {
    const asked = half
    if (asked === null) return
    const { state } = await asked.state()
    // Closed, or another one was attached meanwhile.
    if (asked !== half) return
    const now = clock()
    if (state === 'on') return listens(now)
    // One that fails is started again, mostly within a second; whoever closes Shiplog closes it first.
    if (state === 'failed' && seen !== null && now - seen < beatMs) return
    endListening(db, state === 'off' ? now : (seen ?? now), state)
    seen = null
  }

  function noted(): Promise<void> {
    return look().catch((error: unknown) => log.error('the listener does not say how it is', { error: String(error) }))
  }

  return {
    follow: async (next) => {
      half = next
      timer ??= setInterval(() => void noted(), beatMs).unref()
      await noted()
    },
    set: async ({ on }) => {
      if (on) await noted()
      else kept(() => endListening(db, clock(), 'off'))
    },
    look: noted,
    close: () => {
      if (closed) return
      closed = true
      clearInterval(timer)
      half = null
      kept(() => {
        if (isListening(db)) endListening(db, clock(), 'closed')
      })
    },
  }
}
