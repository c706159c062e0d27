// What an import would do is what it then does; and rejected rows come back as a table that can be imported once corrected.
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

function write(shop: TestWorkspace, ...lines: string[]): string {
  const file = path.join(shop.dataDir, 'incidents.csv')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

/** One that takes pieces, and one that does not. */
test.each([3, 300])(
  '%i incidents: the effect that is foretold is the one that comes, and foretelling leaves nothing',
  async (n) => {
    const shop = await workspace('2026-07-01T00:00:00Z')
    await shop.send(...Array.from({ length: 10 }, (_, i) => deployment(`d${i}`, `2026-06-${10 + i}T10:00:00Z`)))
    // Each an hour long, on the days of the first deployments.
    const lines = Array.from({ length: n }, (_, i) => {
      const day = 10 + (i % 3)
      return `i${i},api,2026-06-${day}T11:00:00Z,2026-06-${day}T12:00:00Z`
    })
    const file = write(shop, 'id,system,started,resolved', ...lines)
    const folder = readdirSync(shop.dataDir).toSorted()
    const numbers = async () => (await shop.call('metrics.overview', {})).metrics
    const before = await numbers()
    const { metrics } = await shop.call('imports.effect', { file })
    expect(await numbers()).toEqual(before)
    expect(readdirSync(shop.dataDir).toSorted()).toEqual(folder)
    expect((await shop.call('imports.list', {})).total).toBe(0)
    // Without any incident there is no rate; then three of ten deployments have some.
    expect(metrics.find(({ id }) => id === 'change-fail-rate')).toMatchObject({
      before: { value: null },
      after: { value: 0.3 },
    })

    await shop.call('imports.run', { file })
    const after = await numbers()
    expect(metrics.map(({ id, after: { value, of } }) => ({ id, value, of }))).toEqual(
      after.flatMap(({ id, value, of }) => {
        const was = before.find((one) => one.id === id)
        return was?.value === value && was.of === of ? [] : [{ id, value, of }]
      }),
    )
    expect((await shop.call('imports.effect', { file })).metrics).toEqual([])
  },
)

test('deployments: the effect that is foretold is the one that comes', async () => {
  const shop = await workspace('2026-07-01T00:00:00Z')
  await shop.send(
    deployment('d1', '2026-06-10T10:00:00Z'),
    incident('i1', '2026-06-10T11:00:00Z', '2026-06-10T12:00:00Z'),
    incident('i2', '2026-06-12T11:00:00Z', '2026-06-12T14:00:00Z'),
  )
  const file = write(
    shop,
    'id,system,environment,version,status,finished',
    'd2,api,production,1.1.0,succeeded,2026-06-12T10:00:00Z',
    'd3,api,staging,1.2.0,succeeded,2026-06-13T10:00:00Z',
  )
  const numbers = async () => (await shop.call('metrics.overview', {})).metrics
  const before = await numbers()
  const { metrics } = await shop.call('imports.effect', { file })
  // Both incidents blamed the one deployment there was: 2 incidents of 1. Then each blames its own; staging does not count.
  expect(metrics.find(({ id }) => id === 'deployment-frequency')).toBeDefined()
  await shop.call('imports.run', { file })
  const after = await numbers()
  expect(metrics.map(({ id, before: { value, of }, after: later }) => ({ id, was: { value, of }, later }))).toEqual(
    after.flatMap(({ id, value, of }) => {
      const was = before.find((one) => one.id === id)
      if (was === undefined || (was.value === value && was.of === of)) return []
      return [{ id, was: { value: was.value, of: was.of }, later: { value, of } }]
    }),
  )
})

test('of a file from before the last 90 days the effect is that on the time since it begins', async () => {
  const shop = await workspace('2026-07-01T00:00:00Z')
  await shop.send(deployment('d1', '2025-01-10T10:00:00Z'))
  const file = write(shop, 'id,system,started,resolved', 'i1,api,2025-01-11T11:00:00Z,2025-01-11T13:00:00Z')
  const { metrics, from_ms, to_ms } = await shop.call('imports.effect', { file })
  // The day on which it begins, and the end of today.
  expect([from_ms, to_ms]).toEqual([Date.parse('2025-01-11T00:00:00Z'), Date.parse('2026-07-02T00:00:00Z')])
  expect(metrics).toMatchObject([
    { id: 'failed-deployment-recovery-time', before: { value: null }, after: { value: 7_200_000 } },
  ])
  const lately = write(shop, 'id,system,started,resolved')
  expect(await shop.refusal('imports.effect', { file: lately })).toContain('has a header but no rows')
})

test('rejected rows come back with the reason, and corrected they are imported', async () => {
  const shop = await workspace()
  const file = write(
    shop,
    'id,started,note',
    '1,2026-02-30T00:00:00Z,"a ""quoted"", cell"',
    '2,2026-03-01T00:00:00Z,good',
    ',2026-03-01T00:00:00Z,=1+1',
    '3,-5,-5',
  )
  const { name, rows, csv } = await shop.call('imports.rejected', { file })
  expect(name).toBe('incidents-rejected.csv')
  expect(rows).toBe(3)
  const write2026 = 'write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30'
  expect(csv.split('\r\n').slice(0, 4)).toEqual([
    'why it was rejected,id,started,note',
    expect.stringMatching(/^"row 2, started: .*",1,2026-02-30T00:00:00Z,"a ""quoted"", cell"$/),
    expect.stringMatching(/^"?row 4, id: .*"?,,2026-03-01T00:00:00Z,'=1\+1$/),
    expect.stringMatching(/^"row 5, started: .*",3,-5,-5$/),
  ])
  expect(csv).toContain(write2026)
  writeFileSync(file, csv.replaceAll('2026-02-30', '2026-02-28'))
  expect(await shop.call('imports.run', { file })).toMatchObject({ new: 1, errors: [{ row: 3 }, { row: 4 }] })
})
