// Random histories that grow between scans, deployed by several systems to several environments, against plain git: what
// waits in each scope, and when each commit reached the main line. What is derived step by step is what a rebuild makes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { at, deployment, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const began = at('2026-01-01T00:00:00Z')
const scopes = { production: ['prod-eu', 'production'], staging: ['staging'], 'prod-eu': ['prod-eu'] }

const commit = fc.record({ parents: fc.array(fc.nat(30), { maxLength: 3 }), after: fc.nat(40), onto: fc.nat(30) })
const step = fc.oneof(
  fc.record({ do: fc.constant('scan' as const) }),
  fc.record({ do: fc.constant('main' as const), to: fc.nat(30) }),
  fc.record({ do: fc.constant('exclude' as const), n: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    do: fc.constant('deploy' as const),
    of: fc.nat(30),
    at: fc.nat(60),
    system: fc.constantFrom('api', 'web'),
    environment: fc.constantFrom('staging', 'prod-eu', 'production'),
    failed: fc.boolean(),
    names: fc.boolean(),
  }),
)

interface Shipped {
  id: string
  built: string
  environment: string
  names: string[]
  failed: boolean
  excluded: boolean
}

function git(repo: TestRepo, args: string[]): string[] {
  return repo.git(args).split('\n').filter(Boolean)
}

/** When each commit reached main: main's own commits from the first on, each with what no earlier one led to. */
function arrivals(repo: TestRepo): Map<string, number> {
  const found = new Map<string, number>()
  for (const on of git(repo, ['rev-list', '--first-parent', '--reverse', 'main'])) {
    const ms = Number(git(repo, ['log', '-1', '--format=%ct', on])[0]) * 1_000
    for (const id of git(repo, ['rev-list', on])) if (!found.has(id)) found.set(id, ms)
  }
  return found
}

/** `scope`: by name. In the order they are kept. */
function stored(dataDir: string, scope: string): [id: string, reached: number | null][] {
  const { db, close } = openReadDb(dataDir)
  const tier = { production: -1, staging: -2 }[scope]
  const rows = db.all<{ id: string; reached_ms: number | null }>(
    `SELECT lower(hex(k.oid)) AS id, w.reached_ms FROM waiting w JOIN commits k ON k.id = w.commit_id
     WHERE w.scope = coalesce(?, (SELECT id FROM environments WHERE name = ?)) ORDER BY w.position`,
    tier ?? null,
    scope,
  )
  close()
  return rows.map((row) => [row.id, row.reached_ms])
}

/** Of every commit that any deployment is linked to, when it reached the main line. */
function links(dataDir: string): [id: string, reached: number | null][] {
  const { db, close } = openReadDb(dataDir)
  const rows = db.all<{ id: string; reached_ms: number | null }>(
    `SELECT lower(hex(k.oid)) AS id, c.reached_ms FROM deployment_changes c JOIN commits k ON k.id = c.commit_id
     WHERE c.left_out IS NOT 'earlier'`,
  )
  close()
  return rows.map((row) => [row.id, row.reached_ms])
}

test('random histories: what git says no deployment contains waits, since git says it reached the main line', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 2, maxLength: 14 }),
      fc.array(step, { minLength: 1, maxLength: 10 }),
      async (commits, steps) => {
        const repo = createRepo({ name: 'api' })
        const ids: string[] = []
        for (const [i, { parents, after }] of commits.entries()) {
          const before = [...new Set(parents.map((p) => ids[p % Math.max(1, ids.length)] ?? ''))].filter(Boolean)
          // Clocks go back now and then.
          const committed = new Date(began + (i * 3 + (after % 7)) * hour).toISOString()
          const written = new Date(began + ((i * 7 + after) % 30) * hour).toISOString()
          ids.push(repo.commit({ at: committed, authored: written, parents: before, branch: `b${i}` }))
        }
        const pick = (n: number) => ids[n % ids.length] ?? ''
        repo.ref('refs/heads/main', pick(commits.at(-1)?.onto ?? 0))
        const opened = await workspace('2026-02-01T00:00:00Z')
        await opened.call('repos.add', { path: repo.path, system: 'api' })
        const sent: Shipped[] = []
        for (const [i, one] of [...steps, { do: 'scan' as const }].entries()) {
          if (one.do === 'main') repo.ref('refs/heads/main', pick(one.to))
          if (one.do === 'scan') await opened.call('repos.scan', {})
          if (one.do === 'exclude' && sent[one.n - 1]?.excluded === false) {
            await opened.call('decisions.exclude', { type: 'deployment', number: one.n, reason: 'a test' })
            const excluded = sent[one.n - 1]
            if (excluded !== undefined) excluded.excluded = true
          }
          if (one.do === 'deploy') {
            const names = one.names ? [pick(one.of + 1)] : []
            sent.push({
              id: `d${i}`,
              built: pick(one.of),
              environment: one.environment,
              names,
              failed: one.failed,
              excluded: false,
            })
            await opened.send(
              deployment(`d${i}`, new Date(began + one.at * hour).toISOString(), {
                system: one.system,
                environment: one.environment,
                commits: [pick(one.of)],
                changes: names,
                state: one.failed ? 'failed' : 'succeeded',
              }),
            )
          }
        }
        const reached = arrivals(repo)
        const ships = sent.filter((one) => !one.failed && !one.excluded)
        for (const [scope, environments] of Object.entries(scopes)) {
          const here = ships.filter((one) => environments.includes(one.environment))
          const isKept = scope === 'production' || here.length > 0
          const named = here.flatMap((one) => one.names)
          const missing = git(repo, ['rev-list', '--no-merges', 'main', '--not', ...here.map((one) => one.built)])
          const expected = isKept ? missing.filter((id) => !named.includes(id)) : []
          const found = stored(opened.dataDir, scope)
          expect([scope, found.map(([id]) => id).sort()]).toEqual([scope, expected.sort()])
          expect(found.map(([, ms]) => ms)).toEqual(found.map(([id]) => reached.get(id)))
        }
        for (const [id, ms] of links(opened.dataDir)) expect([id, ms]).toEqual([id, reached.get(id) ?? null])
        expect(await opened.call('workspace.rebuild', { check: true })).toMatchObject({ changed: 0, differences: [] })
        await opened.shiplog.close()
      },
    ),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 6) },
  )
}, 36_000_000)
