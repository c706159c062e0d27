// Random histories and deployments against plain git: where a commit is, and what is not deployed yet.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const began = at('2026-01-01T00:00:00Z')
/** As they are listed: by tier, then by name. */
const environments = ['staging', 'prod-eu', 'production'] as const

const commit = fc.record({ parents: fc.array(fc.nat(30), { maxLength: 3 }), after: fc.nat(40) })
const shipment = fc.record({
  of: fc.nat(30),
  at: fc.nat(60),
  environment: fc.constantFrom(...environments),
  failed: fc.boolean(),
  short: fc.boolean(),
})

test('random histories: what git says is contained is, and what git says is missing waits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 2, maxLength: 14 }),
      fc.array(shipment, { maxLength: 8 }),
      async (commits, shipments) => {
        const repo = createRepo({ name: 'api' })
        const ids: string[] = []
        for (const [i, { parents, after }] of commits.entries()) {
          // A few without any parent, so that there is more than one root.
          const before = [...new Set(parents.map((p) => ids[p % Math.max(1, ids.length)] ?? ''))].filter(Boolean)
          const written = new Date(began + ((i * 7 + after) % 30) * hour).toISOString()
          const committed = new Date(began + i * hour).toISOString()
          ids.push(repo.commit({ at: committed, authored: written, parents: before, branch: `b${i}` }))
        }
        repo.ref('refs/heads/main', ids.at(-1) ?? '')
        const opened = await workspace('2026-02-01T00:00:00Z')
        await opened.call('repos.add', { path: repo.path, system: 'api' })
        const sent = shipments.map(({ of, at: hours, environment, failed, short }, i) => {
          const built = ids[of % ids.length] ?? ''
          return { id: `d${i}`, built, at_ms: began + hours * hour, environment, failed, short }
        })
        for (const { id, built, at_ms, environment, failed, short } of sent)
          await opened.send(
            deployment(id, new Date(at_ms).toISOString(), {
              environment,
              commits: [short ? built.slice(0, 12) : built],
              state: failed ? 'failed' : 'succeeded',
            }),
          )
        const good = sent.filter((one) => !one.failed).sort((a, b) => a.at_ms - b.at_ms || (a.id < b.id ? -1 : 1))
        const git = (args: string[]) => repo.git(args).split('\n').filter(Boolean)

        for (const id of ids) {
          const { rows } = await opened.call('changes.where', { change: id })
          const authored = Number(git(['log', '-1', '--format=%at', id])[0]) * 1_000
          const firstTo = (environment: string) =>
            good.find((one) => one.environment === environment && git(['rev-list', one.built]).includes(id))
          const expected = environments
            .filter((environment) => sent.some((one) => one.environment === environment))
            .map((environment) => {
              const first = firstTo(environment)
              const last = good.filter((one) => one.environment === environment).at(-1)
              return [
                environment,
                first?.id ?? null,
                (first?.at_ms ?? at('2026-02-01T00:00:00Z')) - authored,
                last === undefined ? null : git(['rev-list', last.built]).includes(id),
              ]
            })
          const places = (rows[0]?.environments ?? []).map((one) => [
            one.environment,
            one.first?.id ?? null,
            one.waited_ms,
            one.now,
          ])
          expect(places).toEqual(expected)
        }

        const inProduction = good.filter((one) => one.environment !== 'staging').map((one) => one.built)
        const missing = git(['rev-list', '--no-merges', 'main', '--not', ...inProduction])
        const { rows } = await opened.call('changes.undeployed', {})
        expect(rows[0]?.rows.map((row) => row.id).sort()).toEqual(missing.sort())
        expect(rows[0]?.total).toBe(missing.length)
        const authored = missing.map((id) => Number(git(['log', '-1', '--format=%at', id])[0]) * 1_000)
        expect(rows[0]?.oldest_at_ms).toBe(missing.length === 0 ? null : Math.min(...authored))
        const listed = await opened.call('changes.list', { state: 'undeployed' })
        expect(listed.rows.map((row) => row.id).sort()).toEqual(missing.sort())
        await opened.shiplog.close()
      },
    ),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 10) },
  )
}, 600_000)

test('a commit that no branch leads to any more waits for nothing, and a tag keeps it', async () => {
  const repo = createRepo({ name: 'api' })
  const first = repo.commit({ at: '2026-01-01T00:00:00Z' })
  const kept = repo.commit({ at: '2026-01-02T00:00:00Z', parents: [first], branch: 'kept' })
  const forced = repo.commit({ at: '2026-01-03T00:00:00Z', parents: [first], branch: 'feature' })
  repo.tag('1.0.0')
  const { call } = await workspace('2026-02-01T00:00:00Z')
  await call('repos.add', { path: repo.path, system: 'api' })
  const abandoned = async () =>
    Promise.all(
      [first, kept, forced].map(async (change) =>
        (await call('changes.where', { change })).rows.map((row) => row.abandoned),
      ),
    )
  expect(await abandoned()).toEqual([[false], [false], [false]])
  repo.git(['update-ref', 'refs/tags/kept', kept])
  repo.git(['update-ref', '-d', 'refs/heads/kept'])
  repo.git(['update-ref', 'refs/heads/feature', first])
  await call('repos.scan', { path: repo.path })
  expect(await abandoned()).toEqual([[false], [false], [true]])
})
