// A workspace that is carried elsewhere is the same there: each number by each definition, every fact and link, and the file
// that it writes in turn.
import fc from 'fast-check'
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { presets } from '../../src-main/metrics/definitions.ts'
import { tree } from '../helpers/components.ts'
import { createRepo, temporaryPath } from '../helpers/repos.ts'
import { deployment, incident, temporaryFolder, workspace } from '../helpers/workspace.ts'
import { opened, plans } from '../metrics/random-workspaces.ts'
import { carried, everything, must, seen, timeless } from './carried.ts'
import { changeFile } from '../helpers/file.ts'

const runs = Math.ceil(Number(process.env['SHIPLOG_RUNS'] ?? 60) / 20)
const allPresets = presets.map(({ id }) => id)

test.each([true, false])(
  'random workspaces, with a repository: %s',
  async (withGraph) => {
    await fc.assert(
      fc.asyncProperty(plans({ withGraph }), fc.array(fc.nat(12), { maxLength: 4 }), async (plan, numbers) => {
        await opened(plan, async ({ shiplog, dataDir }, world) => {
          for (const [i, n] of numbers.entries()) {
            await shiplog.dispatch('decisions.exclude', { type: 'deployment', number: n, reason: 'a test' })
            await shiplog.dispatch('decisions.attribute', { incident: n, deployment: i })
            await shiplog.dispatch('decisions.undo', { id: n })
          }
          await shiplog.dispatch('decisions.join', { what: 'system', from: 'web', into: 'api' })
          await carried(shiplog, world.now, async (to) => {
            expect(everything(to.dataDir)).toEqual(everything(dataDir))
            expect(timeless(to.second)).toBe(timeless(to.first))
            expect(await seen(to.shiplog, plan.question, allPresets)).toEqual(
              await seen(shiplog, plan.question, allPresets),
            )
            expect(await must(to.shiplog, 'workspace.rebuild', { check: true })).toMatchObject({ changed: 0 })
          })
        })
      }),
      // Always the same in a check; drawn anew in a soak.
      { numRuns: runs, ...(runs > 3 ? {} : { seed: 20_261_128 }) },
    )
  },
  20_000 + runs * 10_000,
)

test('two systems in one repository, decisions taken back and put back, a file undone: without the repository, then located', async () => {
  const repo = createRepo({ name: 'shop' })
  const day = (n: number) => `2026-03-0${n}T10:00:00Z`
  const first = tree(repo, ['services/api/main.ts', 'services/web/main.ts'], day(1))
  tree(repo, ['services/api/new.ts'], day(2))
  const last = tree(repo, ['services/web/new.ts'], day(4))
  for (const system of ['api', 'web']) {
    repo.tag(`${system}@1`, { of: first, annotated: true, at: day(1) })
    repo.tag(`${system}@2`, { of: last, annotated: true, at: day(6) })
  }
  const { shiplog, call, send, dataDir } = await workspace()
  const tags = (system: string) => ({ by: 'tags', glob: `${system}@*` }) as const
  await call('repos.add', {
    path: repo.path,
    components: ['api', 'web'].map((system) => ({ system, paths: [`services/${system}`], strategy: tags(system) })),
  })
  await send(
    deployment('run-1', '2026-03-07T10:00:00Z', { commits: [last] }),
    incident('INC-1', '2026-03-07T11:00:00Z', '2026-03-07T13:00:00Z'),
  )
  await call('repos.lines', {})
  const csv = path.join(temporaryFolder(), 'incidents.csv')
  // é in Windows-1252: bytes that are no UTF-8 are kept as they came.
  // So many rows that the file is kept in pieces.
  const rowsOf = Array.from({ length: 250 }, (_, i) => `X-${i},2026-03-07 12:00,2026-03-07 14:00,caf\xe9`)
  writeFileSync(csv, Buffer.from(`id,started,resolved,title\n${rowsOf.join('\n')}\n`, 'latin1'))
  const { batch } = await call('imports.run', { file: csv, system: 'api', zone: 'UTC' })
  await call('imports.undo', { batch: batch ?? 0 })
  const number = async (id: string) => {
    const { rows } = await call('deployments.list', {})
    return rows.find((row) => row.id === id)?.number ?? 0
  }
  await call('decisions.exclude', { type: 'deployment', number: await number('web@2'), reason: 'a rehearsal' })
  await call('decisions.kind', { deployment: await number('run-1'), kind: 'hotfix' })
  const { rows: decided } = await call('decisions.list', {})
  await call('decisions.undo', { id: decided[0]?.id ?? 0 })
  await call('decisions.redo', { id: decided[0]?.id ?? 0 })
  await call('settings.set', { zone: 'Asia/Tokyo', week_start: 7 })
  await call('definitions.save', { name: 'ours', switches: {} })
  const key = JSON.stringify(await call('keys.add', { name: 'ci' }))
  // As if the listener had let the first delivery in by that key.
  changeFile(dataDir, 'UPDATE deliveries SET key_id = (SELECT id FROM keys) WHERE id = 1')

  const moved = temporaryPath('elsewhere')
  renameSync(repo.path, moved)
  const question = { from: '2026-03-01', to: '2026-03-31', bucket: 'week' }
  await carried(shiplog, Date.parse('2026-07-01T00:00:00Z'), async (to) => {
    expect(everything(to.dataDir)).toEqual(everything(dataDir))
    expect(everything(to.dataDir)['stage_bytes']).toHaveLength(1)
    expect(timeless(to.second)).toBe(timeless(to.first))
    const numbers = await seen(shiplog, question, [...allPresets, 'ours'])
    expect(await seen(to.shiplog, question, [...allPresets, 'ours'])).toEqual(numbers)
    // The commit of 2 March in api was shipped by run-1 on 7 March: five days.
    const { metrics } = await must(to.shiplog, 'metrics.overview', { from: '2026-03-01', to: '2026-03-31' })
    expect(metrics.find(({ id }) => id === 'change-lead-time')).toMatchObject({ value: 5 * 24 * 3_600_000, n: 1 })
    expect(await must(to.shiplog, 'settings.get', {})).toMatchObject({ zone: 'Asia/Tokyo', week_start: 7 })
    expect(await must(to.shiplog, 'keys.list', {})).toMatchObject({ rows: [] })
    expect(to.first).not.toContain(/slk_\w{6}/.exec(key)?.[0])
    // What was undone there is redone here, and read as the bytes say.
    await must(to.shiplog, 'imports.redo', { batch: batch ?? 0 })
    const { rows } = await must(to.shiplog, 'incidents.list', { limit: 1000 })
    expect(rows.filter((row) => row.title === 'café')).toHaveLength(250)
    const located = await must(to.shiplog, 'repos.locate', { path: repo.path, to: moved })
    expect(located).toMatchObject({ commits_new: 0, repo: { path: moved, gone: false, problem: null } })
    expect(await must(to.shiplog, 'workspace.rebuild', { check: true })).toMatchObject({ changed: 0 })
  })
})
