// Counts lines of commits by itself, in a host that stays: at its start, to go on where the last one was stopped, and
// after each scan. Ends where a person cancels it, until the next scan; waits while the computer runs on its battery.
import type { Shiplog } from './route.ts'

const job = 'lines'
const scanning = ['repos.add', 'repos.scan', 'repos.locate']

export interface LineCount {
  start(): void
  /** After a call was answered. */
  after(call: string): void
  stop(): void
}

const looksMs = 30_000

/** `onBattery`: whether the computer runs on its battery, where the host can tell. */
export function lineCount(shiplog: Pick<Shiplog, 'dispatch'>, onBattery: (() => boolean) | null = null): LineCount {
  let running = false
  /** Something was scanned since it began. */
  let again = false
  let stopped = false
  let waits = false
  const looking = onBattery === null ? undefined : setInterval(look, looksMs).unref()

  /** A person who goes on all the same is not stopped again before it was on mains between. */
  function look(): void {
    const before = waits
    waits = onBattery?.() ?? false
    if (!running || waits === before) return
    void shiplog.dispatch(waits ? 'jobs.pause' : 'jobs.resume', { job, by: 'battery' })
  }

  function start(): void {
    if (stopped) return
    if (running) again = true
    else void run()
  }

  async function run(): Promise<void> {
    running = true
    again = false
    waits = false
    const counting = shiplog.dispatch('repos.lines', {}, { job })
    look()
    const reply = await counting
    running = false
    if (reply.ok && again) start()
  }

  return {
    start,
    after: (call) => {
      if (scanning.includes(call)) start()
    },
    stop: () => {
      stopped = true
      clearInterval(looking)
    },
  }
}
