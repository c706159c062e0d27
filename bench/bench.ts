// What a benchmark is, and how one is measured: subject and baseline in turns within one run, so that what else the
// computer does meets both; the first round dropped; medians with their spread. A goal is a ratio, and a time or a size
// only where a person waits for it or pays for it. Beside the ratio of times stands that of the processor, which other work
// moves less; no goal is about it.
import { cpuMs } from './cpu.ts'

export interface Case {
  goal: string
  /** What both sides return: 'ms' they took, how many 'per s', or 'MB' of memory. */
  unit: 'ms' | 'per s' | 'MB'
  subject: Side
  baseline: Side
  /** In words, for the table. */
  gate: string
  passes(subject: number, baseline: number): boolean
}

export interface Side {
  title: string
  run(): Promise<number>
  /** What a unit of its work took of the processor, where that is not what `timed` saw. */
  cpu?(): number
}

/** A file of benchmarks: prepares its inputs, and throws where a result is wrong rather than slow. */
export interface Bench {
  cases: Case[]
  close(): Promise<void>
}

export interface Spread {
  median: number
  min: number
  max: number
}

export interface Measured {
  subject: Spread
  baseline: Spread
  ratio: number
  /** Of the processor, over all rounds; null where it cannot be known. */
  cpuRatio: number | null
  passed: boolean
}

export const rounds = Number(process.env['SHIPLOG_BENCH_ROUNDS'] ?? 5)

/** What `timed` saw since this was last null: of its own process and all that it started. */
let timedCpuMs: number | null = null

/** Of less over all rounds, the system's steps of 10 ms say too little. */
const leastCpuMs = 100

export async function measure({ subject, baseline, passes }: Case): Promise<Measured> {
  const taken: [number[], number[]] = [[], []]
  const cpu: [number, number] = [0, 0]
  for (let round = 0; round <= rounds; round++) {
    // Who goes first changes, so that neither always finds the caches as the other left them.
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
    for (const side of order) {
      timedCpuMs = null
      const value = await (side === 0 ? subject : baseline).run()
      if (round === 0) continue
      taken[side].push(value)
      cpu[side] += timedCpuMs ?? Number.NaN
    }
  }
  const [s, b] = [spread(taken[0]), spread(taken[1])]
  const cpuRatio = cpuRatioOf(subject, baseline, cpu)
  return { subject: s, baseline: b, ratio: s.median / b.median, cpuRatio, passed: passes(s.median, b.median) }
}

function cpuRatioOf(subject: Side, baseline: Side, [s, b]: [number, number]): number | null {
  if (subject.cpu !== undefined && baseline.cpu !== undefined) return subject.cpu() / baseline.cpu()
  return s >= leastCpuMs && b >= leastCpuMs ? s / b : null
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (i: number) => sorted[i] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) }
}

/** How long something took, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const cpuBefore = cpuMs()
  const began = performance.now()
  await work()
  const ms = performance.now() - began
  timedCpuMs = (timedCpuMs ?? 0) + cpuMs() - cpuBefore
  return ms
}
