// Counts lines of commits by itself, in a host that stays: at its start, to go on where the last one was stopped, and
// after each scan. Ends where a person cancels it, until the next scan.
import type { Shiplog } from './route.ts'

const job = 'lines'
const scanning = ['repos.add', 'repos.scan', 'repos.locate']

export interface LineCount {
  start(): void
  /** After a call was answered. */
  after(call: string): void
  stop(): void
}

export function lineCount(shiplog: Pick<Shiplog, 'dispatch'>): LineCount {
  let running = false
  /** Something was scanned since it began. */
  let again = false
  let stopped = false

  function start(): void {
    if (stopped) return
    if (running) again = true
    else void run()
  }

  async function run(): Promise<void> {
    running = true
    again = false
    const reply = await shiplog.dispatch('repos.lines', {}, { job })
    running = false
    if (reply.ok && again) start()
  }

  return {
    start,
    after: (call) => {
      if (scanning.includes(call)) start()
    },
    stop: () => (stopped = true),
  }
}
