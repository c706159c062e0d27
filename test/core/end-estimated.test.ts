// An incident whose end is only the last change of what is over: it says so wherever it stands, and numbers say how many
// such they have.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { at, deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

/** Opsgenie's alerts have no time at which they were closed. Milliseconds since 1970; hours from 1 June 2026 on. */
async function imported(shop: TestWorkspace, ...rows: [id: string, status: string, from: number, to: number][]) {
  const hour = (n: number) => at('2026-06-01T00:00:00Z') + n * 3_600_000
  const lines = rows.map(([id, status, from, to]) => `${id},${id},Down,${status},${hour(from)},${hour(to)},api`)
  const file = path.join(shop.dataDir, 'alerts.csv')
  writeFileSync(file, ['Alert ID,TinyID,Message,Status,CreatedAt,UpdatedAt,Teams', ...lines].join('\n'))
  return shop.call('imports.run', { file })
}

async function recovery(shop: TestWorkspace, metric = 'failed-deployment-recovery-time') {
  const { metrics } = await shop.call('metrics.overview', { metrics: [metric] })
  return metrics[0]
}

async function estimated(shop: TestWorkspace) {
  const { rows } = await shop.call('incidents.list', {})
  return rows.flatMap(({ id, end_estimated }) => (end_estimated ? [id] : [])).toSorted()
}

test('it is marked in lists, panels, workings and exports, and the number says how many it has', async () => {
  const shop = await workspace('2026-07-01T00:00:00Z')
  await shop.send(deployment('d1', '2026-06-01T01:00:00Z'))
  await shop.send(incident('exact', '2026-06-01T05:00:00Z', '2026-06-01T06:00:00Z'))
  await imported(shop, ['a', 'closed', 2, 5], ['b', 'open', 3, 4], ['c', 'closed', 0, 8])
  expect(await estimated(shop)).toEqual(['a', 'c'])
  // `c` began before there was any deployment, so it counts in no recovery time: of 3 h and 1 h the median is 2 h.
  expect(await recovery(shop)).toMatchObject({
    value: 2 * 3_600_000,
    notes: [
      '1 incident still open',
      '1 incident counted with an estimated end',
      '1 incident not attributed to a deployment',
    ],
  })
  const [newest] = (await shop.call('incidents.list', {})).rows.filter(({ id }) => id === 'a')
  expect(await shop.call('incidents.get', { number: newest?.number ?? 0 })).toMatchObject({ end_estimated: true })
  const { steps } = await shop.call('metrics.working', { metric: 'failed-deployment-recovery-time' })
  expect(steps.at(-1)?.rows.map(({ id, end_estimated = false }) => [id, end_estimated])).toEqual([
    ['exact', false],
    ['a', true],
  ])
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect(await estimated(shop)).toEqual(['a', 'c'])
})

test('an end that is said later takes the mark away, the same end too, and the number hears of it', async () => {
  const shop = await workspace('2026-07-01T00:00:00Z')
  const notes = async () => (await recovery(shop, 'incident-recovery-time'))?.notes
  await imported(shop, ['a', 'closed', 2, 5])
  expect(await estimated(shop)).toEqual(['a'])
  expect(await notes()).toEqual(['1 incident counted with an estimated end'])
  await shop.send(incident('a', '2026-06-01T02:00:00Z', '2026-06-01T05:00:00Z'))
  expect(await estimated(shop)).toEqual([])
  expect(await notes()).toEqual([])
})

test('a title is shown without what nobody sees, whoever sent it', async () => {
  const shop = await workspace()
  await shop.send(incident('a', '2026-06-01T02:00:00Z', null, { title: '\u202egnp.exe\u202c is\u200b\u0007 <b>down' }))
  expect((await shop.call('incidents.list', {})).rows[0]?.title).toBe('gnp.exe is <b>down')
})
