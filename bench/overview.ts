// How fast numbers are: the overview of a workspace with a million changes, 100,000 deployments and 50,000 incidents over
// two years, and pages of its lists: `node bench/overview.ts`. The goals: p95 of 50 ms and 0.15 of the percentiles asked of
// the file for any question, 20 ms for a page, 50 ms for findings. Beside each, right after a deployment changed.
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { ReadContext } from '../src-main/api/context.ts'
import { handlers } from '../src-main/api/index.ts'
import { overview } from '../src-main/metrics/run.ts'
import { openReadDb, openWriteDb } from '../src-main/store/database.ts'
import { migrate } from '../src-main/store/migrate.ts'
import { type CallName, contract, type Input } from '../src-shared/contract/index.ts'
import { temporaryPath } from '../test/helpers/repos.ts'
import { fill, now, size } from './large-workspace.ts'

const rounds = Number(process.env['SHIPLOG_BENCH_ROUNDS'] ?? 30)

const dataDir = temporaryPath('overview')
const write = openWriteDb(dataDir)
await migrate(write, dataDir)
const began = performance.now()
write.db.transaction(() => fill(write.db))
const { db, close } = openReadDb(dataDir)
const count = (table: string) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
console.log(
  `${count('deployment_changes')} changes, ${count('deployments')} deployments, ${count('incidents')} incidents, ${size.systems} systems, two years; made in ${((performance.now() - began) / 1000).toFixed(1)} s`,
)

/** What the gates are ratios of: the percentiles of lead time by week and system, asked of the file. */
const baseline = measure('percentiles of the join', () =>
  db.all(
    `SELECT d.at_ms / 604800000 AS week, d.system, median(c.lead_ms), percentile(c.lead_ms, 90)
     FROM deployment_changes c JOIN deployments d ON d.id = c.deployment GROUP BY week, d.system`,
  ),
)

const twoYears: Input<'metrics.overview'> = { from: '2024-07-02', to: '2026-07-01', zone: 'Europe/Berlin' }
const half = Array.from({ length: size.systems / 2 }, (_, i) => `system-${i * 2}`)
const questions: [string, Input<'metrics.overview'>][] = [
  ['last 90 days', { zone: 'Europe/Berlin' }],
  ['last 90 days, one system', { zone: 'Europe/Berlin', systems: ['system-3'] }],
  ['last 90 days, all metrics', { zone: 'Europe/Berlin', all: true }],
  ['last 12 months', { from: '2025-07-02', to: '2026-07-01', zone: 'Europe/Berlin' }],
  ['two years', twoYears],
  ['two years, half of the systems', { ...twoYears, systems: half }],
  ['two years by day', { ...twoYears, bucket: 'day' }],
  ...['pulse', 'devlake-2023', 'gitlab', 'fourkeys'].map((preset): [string, Input<'metrics.overview'>] => [
    `two years, ${preset}`,
    { ...twoYears, preset },
  ]),
]
const touch = () => write.db.run('UPDATE deployments SET kind_said = 1 - kind_said WHERE id = ?', size.deployments - 5)
for (const [name, input] of questions) {
  const question = contract['metrics.overview'].input.parse(input)
  const ask = () => db.snapshot(() => overview(db, question, now))
  measure(name, ask)
  measure('  after a deployment changed', ask, touch)
  const kb = Buffer.byteLength(JSON.stringify(ask())) / 1024
  if (name === 'last 90 days') console.log(`  answer of ${kb.toFixed(0)} KB, at most 64`)
}

const context = { db, clock: () => now } as unknown as ReadContext
const list = <N extends CallName>(name: N, input: Input<N>): [string, () => unknown] => {
  const handler = handlers[name] as (input: unknown, context: ReadContext) => unknown
  const parsed = contract[name].input.parse(input)
  return [`${name} ${JSON.stringify(input)}`, () => handler(parsed, context)]
}
for (const [name, ask] of [
  list('deployments.list', {}),
  list('deployments.list', { offset: size.deployments - 100 }),
  list('changes.list', { state: 'deployed', offset: size.deployments * 9 }),
  list('incidents.list', { offset: size.incidents - 100 }),
  list('findings.list', {}),
  list('systems.list', {}),
]) {
  measure(name, ask)
  measure('  after a deployment changed', ask, touch)
}
write.close()
close()
rmSync(path.dirname(dataDir), { recursive: true, force: true })

/** Prints how long it takes, and what that is of the baseline's processor time. Returns the latter. */
function measure(name: string, work: () => unknown, before: () => unknown = () => undefined): number {
  const taken: number[] = []
  const used: number[] = []
  for (let round = 0; round <= rounds; round++) {
    before()
    const start = performance.now()
    const cpu = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(cpu)
    if (round === 0) continue
    taken.push(performance.now() - start)
    used.push((user + system) / 1000)
  }
  const at = (values: number[], q: number) => values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? 0
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(9)
  const ratio = name === 'percentiles of the join' ? 1 : at(used, 0.5) / baseline
  console.log(
    `${name.padEnd(52)} median ${ms(at(taken, 0.5))}  p95 ${ms(at(taken, 0.95))}  processor ${ms(at(used, 0.5))}  ${ratio.toFixed(3)} of the join`,
  )
  return at(used, 0.5)
}
