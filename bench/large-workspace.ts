// A workspace of a size that few teams reach, written without its journal: a million changes in 100,000 deployments, 50,000
// incidents, 20 systems, two years.
import { openWriteDb, type WriteDb } from '../src-main/store/database.ts'
import { LinkColumns, LinkList } from '../src-main/store/link-columns.ts'
import { writeChangeLinks, writeIncidentLink } from '../src-main/store/links.ts'
import { migrate } from '../src-main/store/migrate.ts'
import { ensureEnvironment, ensureSystem, tierScope } from '../src-main/store/systems.ts'

/** How much ten times the data costs, which is to be twice at most: run with 0.1 besides. */
const share = Number(process.env['SHIPLOG_BENCH_SHARE'] ?? 1)
export const size = { deployments: 100_000 * share, changes: 10, incidents: 50_000 * share, systems: 20 }
const hour = 3_600_000
const day = 24 * hour
export const now = Date.parse('2026-07-01T12:00:00Z')
const from = now - 730 * day

/** Numbers from 0 to below 1, always the same. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

export function fill(db: WriteDb): void {
  const next = random(7)
  const production = ensureEnvironment(db, 'production')
  const systems = Array.from({ length: size.systems }, (_, i) => ensureSystem(db, `system-${i}`))
  const step = (now - from) / size.deployments
  const last = new Map<number, number>()
  const columns = new LinkColumns()
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
      const links = new LinkList(finished, columns)
      links.add(size.changes, (into, from, to) => {
        for (let k = from; k < to; k++) {
          const lead = Math.floor(next() ** 3 * 20 * day)
          into.add({
            commit: null,
            change: `c${i}-${k}`,
            named: true,
            start_ms: finished - lead,
            lead_ms: lead,
            left_out: null,
            squashed: false,
            reached_ms: null,
          })
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

/** Fills a new data folder. */
export async function fillFolder(dataDir: string): Promise<void> {
  const opened = openWriteDb(dataDir)
  await migrate(opened, dataDir)
  opened.db.transaction(() => fill(opened.db))
  opened.close()
}
