// What a benchmark is, and how one is measured: subject and baseline in turns within one run, so that what else the
// computer does meets both; the first round dropped; medians with their spread. A goal is a ratio, and a time or a size only where a person waits for it or pays for it.

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
  passed: boolean
}

export const rounds = Number(process.env['SHIPLOG_BENCH_ROUNDS'] ?? 5)

export async function measure({ subject, baseline, passes }: Case): Promise<Measured> {
  const taken: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    // Who goes first changes, so that neither always finds the caches as the other left them.
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
    for (const side of order) {
      const value = await (side === 0 ? subject : baseline).run()
      if (round > 0) taken[side].push(value)
    }
  }
  const [s, b] = [spread(taken[0]), spread(taken[1])]
  return { subject: s, baseline: b, ratio: s.median / b.median, passed: passes(s.median, b.median) }
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (i: number) => sorted[i] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) }
}

/** How long something took, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
