// How fast numbers are: the overview of a workspace with a million changes, 100,000 deployments and 50,000 incidents over
// two years: `node bench/overview.ts`. The goal is a p95 of 50 ms for the default period; other questions stand beside it.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { overview } from '../src-main/metrics/run.ts'
import { openReadDb, openWriteDb, type WriteDb } from '../src-main/store/database.ts'
import { writeChangeLinks, writeIncidentLink } from '../src-main/store/links.ts'
import { migrate } from '../src-main/store/migrate.ts'
import { ensureEnvironment, ensureSystem, tierScope } from '../src-main/store/systems.ts'
import { contract, type Input } from '../src-shared/contract/index.ts'
import { temporaryPath } from '../test/helpers/repos.ts'

const size = { deployments: 100_000, changes: 10, incidents: 50_000, systems: 20 }
const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-07-01T12:00:00Z')
const from = now - 730 * day
const rounds = Number(process.env['SHIPLOG_BENCH_ROUNDS'] ?? 30)

/** Numbers from 0 to below 1, always the same. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

function fill(db: WriteDb): void {
  const next = random(7)
  const production = ensureEnvironment(db, 'production')
  const systems = Array.from({ length: size.systems }, (_, i) => ensureSystem(db, `system-${i}`))
  const step = (now - from) / size.deployments
  const last = new Map<number, number>()
  const perIncident = size.deployments / size.incidents
  for (let i = 1; i <= size.deployments; i++) {
    const system = systems[Math.floor(next() * size.systems)] ?? 1
    const finished = Math.floor(from + i * step)
    const failed = next() < 0.05
    db.run(
      `INSERT INTO deployments (id, system, environment, thing, state, kind, kind_said, started_at_ms, finished_at_ms,
         at_ms, teams, changes, commits, sources) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, '[]', '["c"]', '[]', '["pulse"]')`,
      i,
      system,
      production,
      `run-${i}`,
      failed ? 'failed' : 'succeeded',
      next() < 0.04 ? 'hotfix' : 'regular',
      finished - 5 * 60_000,
      finished,
      finished,
    )
    if (!failed) {
      last.set(system, i)
      const links = Array.from({ length: size.changes }, (_, k) => {
        const lead = Math.floor(next() ** 3 * 20 * day)
        return {
          commit: null,
          change: `c${i}-${k}`,
          named: true,
          start_ms: finished - lead,
          lead_ms: lead,
          left_out: null,
          squashed: false,
          reached_ms: null,
        }
      })
      writeChangeLinks(db, i, tierScope('production'), links, undefined)
    }
    if (i % perIncident !== 0) continue
    const started = finished + Math.floor(step * next())
    const incident = i / perIncident
    db.run(
      `INSERT INTO incidents (id, system, thing, started_at_ms, resolved_at_ms, sources) VALUES (?, ?, ?, ?, ?, '["file"]')`,
      incident,
      system,
      `inc-${incident}`,
      started,
      next() < 0.01 ? null : started + Math.floor(next() ** 2 * day),
    )
    const deployment = last.get(system)
    if (deployment !== undefined)
      writeIncidentLink(db, incident, {
        deployment,
        rule: 4,
        reason: 'last successful production deployment before it',
        confidence: 0.5,
      })
  }
}

const dataDir = temporaryPath('overview')
const write = openWriteDb(dataDir)
await migrate(write, dataDir)
const began = performance.now()
write.db.transaction(() => fill(write.db))
write.close()
const { db, close } = openReadDb(dataDir)
const count = (table: string) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
console.log(
  `${count('deployment_changes')} changes, ${count('deployments')} deployments, ${count('incidents')} incidents, ${size.systems} systems, two years; made in ${((performance.now() - began) / 1000).toFixed(1)} s`,
)

const twoYears: Input<'metrics.overview'> = { from: '2024-07-02', to: '2026-07-01', zone: 'Europe/Berlin' }
const questions: [string, Input<'metrics.overview'>][] = [
  ['last 90 days', { zone: 'Europe/Berlin' }],
  ['last 90 days, one system', { zone: 'Europe/Berlin', systems: ['system-3'] }],
  ['last 90 days, all metrics', { zone: 'Europe/Berlin', all: true }],
  ['last 12 months', { from: '2025-07-02', to: '2026-07-01', zone: 'Europe/Berlin' }],
  ['two years', twoYears],
  ['two years by day', { ...twoYears, bucket: 'day' }],
  ['two years, DevLake 2023', { ...twoYears, preset: 'devlake-2023' }],
]
for (const [name, input] of questions) {
  const question = contract['metrics.overview'].input.parse(input)
  const taken: number[] = []
  const used: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    const cpu = process.cpuUsage()
    db.snapshot(() => overview(db, question, now))
    const { user, system } = process.cpuUsage(cpu)
    if (round === 0) continue
    taken.push(performance.now() - start)
    used.push((user + system) / 1000)
  }
  const at = (values: number[], q: number) =>
    `${(values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? 0).toFixed(0)} ms`.padStart(8)
  console.log(
    `${name.padEnd(28)} median ${at(taken, 0.5)}   p95 ${at(taken, 0.95)}   processor, median ${at(used, 0.5)}`,
  )
}
close()
rmSync(path.dirname(dataDir), { recursive: true, force: true })
