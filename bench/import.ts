// Imports of large files: how long an event waits for its answer while one comes in, against how long the import takes,
// which is what it would wait if the file came in at once; and the same file again against the first time. Then 100,000
// incidents against their goal, and a million rows, for their rate and the memory they take.
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryPath } from '../test/helpers/repos.ts'
import type { Bench } from './bench.ts'
import type { Imported } from './import-server.ts'

const rowsEachRound = 20_000
const rowsAtTheEnd = Number(process.env['SHIPLOG_BENCH_ROWS'] ?? 1_000_000)
const run = promisify(execFile)
const server = fileURLToPath(new URL('./import-server.ts', import.meta.url))

/** Incident i starts at minute 3i, in one of twenty systems. */
async function write(rows: number): Promise<string> {
  const file = temporaryPath('incidents.csv')
  const out = createWriteStream(file)
  out.write('id,title,started,resolved,system,severity\n')
  for (let i = 0; i < rows; i++) {
    const start = Date.UTC(2020, 0, 1) + i * 180_000
    const line = `INC-${i},"Something, number ${i}, was slow",${iso(start)},${iso(start + 2_700_000)},svc-${i % 20},P${i % 5}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return file
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

async function imported(file: string): Promise<Imported> {
  const { stdout } = await run(process.execPath, ['--max-old-space-size=8192', server, temporaryPath('data'), file])
  return JSON.parse(stdout) as Imported
}

/** An import of 100,000 incidents from the call to its answer: the goal is 2.5 s. */
async function printIncidents(): Promise<void> {
  const file = await write(100_000)
  const taken: number[] = []
  for (let round = 0; round < 4; round++) taken.push((await imported(file)).firstMs / 1000)
  // The first one warms up.
  const seconds = taken.slice(1).toSorted((a, b) => a - b)
  const [least = 0, median = 0, most = 0] = seconds
  console.log(
    `100,000 incidents read, mapped, folded and committed beside events: ${median.toFixed(2)} s ` +
      `(${least.toFixed(2)} to ${most.toFixed(2)}), goal <= 2.5 s: ${median <= 2.5 ? 'met' : 'missed'}`,
  )
}

export async function open(): Promise<Bench> {
  const small = await write(rowsEachRound)
  // Both sides of a round are of one import, whichever is asked first.
  const waiting: Imported[] = []
  const side = (of: (one: Imported) => number) => {
    let next = 0
    return async () => {
      const one = waiting[next] ?? (waiting[next] = await imported(small))
      next++
      return of(one)
    }
  }
  const whole = (one: Imported) => one.firstMs
  return {
    cases: [
      {
        goal: `${rowsEachRound.toLocaleString('en')} rows come in, events meanwhile`,
        unit: 'ms',
        subject: { title: 'slowest of 100 answers', run: side((one) => one.during.p99Ms) },
        baseline: { title: 'the import', run: side(whole) },
        gate: '<= 0.1',
        passes: (subject, baseline) => subject <= 0.1 * baseline,
      },
      {
        goal: 'the same file again',
        unit: 'ms',
        subject: { title: 'again', run: side((one) => one.againMs) },
        baseline: { title: 'first', run: side(whole) },
        gate: '<= 1',
        passes: (subject, baseline) => subject <= baseline,
      },
    ],
    close: async () => {
      await printIncidents()
      const { rows, firstMs, againMs, peakMegabytes, idle, during } = await imported(await write(rowsAtTheEnd))
      const ms = (value: number) => `${value.toFixed(1)} ms`
      console.log(
        `${rows.toLocaleString('en')} rows: ${Math.round((rows / firstMs) * 1000).toLocaleString('en')} per s, ` +
          `again in ${Math.round(againMs / 1000)} s, at most ${peakMegabytes} MB; answers meanwhile: median ` +
          `${ms(during.medianMs)}, p99 ${ms(during.p99Ms)}, longest ${ms(during.maxMs)} (without: ` +
          `${ms(idle.medianMs)}, ${ms(idle.p99Ms)}, ${ms(idle.maxMs)})`,
      )
    },
  }
}
