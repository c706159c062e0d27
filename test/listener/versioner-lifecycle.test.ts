// Which events are of one deployment and which of two, over real HTTP with a clock that is set. Times are minutes after
// noon; a deployment reads [state, started, finished].
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { temporaryPath } from '../helpers/repos.ts'
import { minutesPast, openVersionerDoor, replied, sha, type VersionerDoor } from './versioner-door.ts'

/** That making everything again finds nothing else, and the same in the lists. */
async function rebuilt({ door, deployments, builds }: VersionerDoor): Promise<void> {
  const before = [await deployments(), await builds()]
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect([await deployments(), await builds()]).toEqual(before)
}

async function ids({ door }: VersionerDoor): Promise<string[]> {
  return (await door.ask('deployments.list', {})).rows.toReversed().map((row) => row.id)
}

describe('one deployment', () => {
  test('waits, runs and ends', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'pending')
    expect(await it.deployments()).toEqual([['pending', null, null]])
    await it.deploy(5, 'started', { scm_sha: sha })
    expect(await it.deployments()).toEqual([['started', 5, null]])
    await it.deploy(17, 'success', { deploy_url: 'https://ci.example.com/1' })
    expect(await it.deployments()).toEqual([['succeeded', 5, 17]])
    expect(await ids(it)).toEqual(['1.2.3'])
    // What the start said stands: its commit.
    const { rows } = await it.door.ask('deployments.list', {})
    expect((await it.door.ask('deployments.get', { number: rows[0]?.number ?? 0 })).commit_ids).toEqual([sha])
    await rebuilt(it)
  })

  test('says by several words that it runs, and started with the first', async () => {
    const it = await openVersionerDoor()
    for (const [minutes, word] of [
      [0, 'init'],
      [15, 'in_progress'],
      [30, 'deploying'],
      [31, 'queued'],
    ] as const)
      await it.deploy(minutes, word)
    expect(await it.deployments()).toEqual([['started', 0, null]])
    await it.deploy(45, 'failed')
    expect(await it.deployments()).toEqual([['failed', 0, 45]])
    await rebuilt(it)
  })

  test('is told by its end alone', async () => {
    const it = await openVersionerDoor()
    await it.deploy(3, 'success')
    expect(await it.deployments()).toEqual([['succeeded', null, 3]])
  })

  test('may wait over a weekend', async () => {
    const it = await openVersionerDoor()
    const days = 24 * 60
    await it.deploy(0, 'scheduled')
    await it.deploy(3 * days, 'started')
    await it.deploy(3 * days + 10, 'success')
    expect(await it.deployments()).toEqual([['succeeded', 3 * days, 3 * days + 10]])
    await rebuilt(it)
  })

  test('every request sent again after 30 seconds is a retry', async () => {
    const it = await openVersionerDoor()
    for (const [minutes, status] of [
      [0, 'pending'],
      [2, 'started'],
      [9, 'success'],
    ] as const) {
      const first = await it.deploy(minutes, status)
      const again = await it.deploy(minutes + 0.5, status)
      // The same answer: the times in it are those that count.
      expect([again.status, replied(again)]).toEqual([200, replied(first)])
    }
    expect(await it.deployments()).toEqual([['succeeded', 2, 9]])
    const { rows } = await it.door.ask('journal.list', {})
    expect(rows.filter((row) => row.outcome === 'duplicate')).toHaveLength(3)
    await rebuilt(it)
  })

  test('fifty of the same at once are one', async () => {
    const it = await openVersionerDoor()
    const answers = await Promise.all(Array.from({ length: 50 }, () => it.deploy(0, 'success')))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await it.deployments()).toEqual([['succeeded', null, 0]])
    await rebuilt(it)
  })

  test('the Action’s start, which calls itself completed, does not end it', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'started', { completed_at: minutesPast(0) })
    expect(await it.deployments()).toEqual([['started', 0, null]])
    await it.deploy(4, 'cancelled', { completed_at: minutesPast(4) })
    expect(await it.deployments()).toEqual([['aborted', 0, 4]])
  })

  test('an end by a clock that is five minutes slow ends what runs, and has no start after it', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'started')
    await it.deploy(2, 'success', { completed_at: minutesPast(-3) })
    expect(await it.deployments()).toEqual([['succeeded', null, -3]])
    await rebuilt(it)
  })

  test('an end that arrives before the start that goes with it', async () => {
    const it = await openVersionerDoor()
    await it.build(30, 'success', { completed_at: minutesPast(20) })
    await it.build(31, 'started', { started_at: minutesPast(12) })
    await it.build(32, 'pending', { started_at: minutesPast(10) })
    expect(await it.builds()).toEqual([['succeeded', 12, 20]])
    await rebuilt(it)
  })
})

describe('two deployments', () => {
  test('what runs after an end is the next', async () => {
    const it = await openVersionerDoor()
    for (const [minutes, status] of [
      [0, 'started'],
      [2, 'success'],
      [3, 'started'],
      [5, 'success'],
    ] as const)
      await it.deploy(minutes, status)
    expect(await it.deployments()).toEqual([
      ['succeeded', 0, 2],
      ['succeeded', 3, 5],
    ])
    expect(await ids(it)).toEqual(['1.2.3', '1.2.3\u00a0#2026-03-02T12:03:00.000Z'])
    await rebuilt(it)
  })

  test('the same end again: a retry for ten minutes from the first, then another', async () => {
    const it = await openVersionerDoor()
    for (const minutes of [0, 6, 10, 10.5]) await it.deploy(minutes, 'success')
    expect(await it.deployments()).toEqual([
      ['succeeded', null, 0],
      ['succeeded', null, 10.5],
    ])
    await rebuilt(it)
  })

  test('a job of GitLab that is run again is another, and its retry is not; another job of the pipeline says the same', async () => {
    const it = await openVersionerDoor()
    const ran = (minutes: number, name: string, id: string) =>
      it.deploy(minutes, 'success', {
        invoke_id: '900',
        extra_metadata: { vi_gl_pipeline_id: '900', vi_gl_job_name: name, vi_gl_job_id: id },
      })
    for (const minutes of [0, 0.5]) await ran(minutes, 'deploy', '71')
    // Two jobs that tell of one deployment.
    await ran(1, 'verify', '72')
    expect(await it.deployments()).toEqual([['succeeded', null, 0]])
    for (const minutes of [4, 4.5]) await ran(minutes, 'deploy', '75')
    // Late, from the first.
    await ran(5, 'deploy', '71')
    expect(await it.deployments()).toEqual([
      ['succeeded', null, 0],
      ['succeeded', null, 4],
    ])
    await rebuilt(it)
  })

  test('a retry with other words of the same is one, too', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'success', { build_number: '1' })
    await it.deploy(6, 'deployed', { build_number: '2' })
    await it.deploy(10.5, 'completed', { build_number: '3' })
    expect((await it.deployments()).map(([, , finished]) => finished)).toEqual([0, 10.5])
    await rebuilt(it)
  })

  test('another end is another attempt, however soon', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'failed')
    await it.deploy(3, 'success')
    await it.deploy(4, 'failed')
    expect(await it.deployments()).toEqual([
      ['failed', null, 0],
      ['succeeded', null, 3],
    ])
    await rebuilt(it)
  })

  test('two runs of CI', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'started', { invoke_id: '1' })
    await it.deploy(1, 'started', { invoke_id: '2' })
    await it.deploy(2, 'success', { invoke_id: '2' })
    await it.deploy(3, 'success', { invoke_id: '1' })
    expect(await it.deployments()).toEqual([
      ['succeeded', 1, 2],
      ['succeeded', 0, 3],
    ])
    expect(await ids(it)).toEqual(['1.2.3 (2)', '1.2.3 (1)'])
    await rebuilt(it)
  })

  test('two environments, two products, two versions', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'started')
    await it.deploy(1, 'success', { environment_name: 'staging' })
    await it.deploy(2, 'success', { product_name: 'shop-web' })
    await it.deploy(3, 'success', { version: '1.2.4' })
    // "prod" is production by another name: the first one's end.
    await it.deploy(4, 'success', { environment_name: 'prod' })
    expect(await it.deployments()).toEqual([
      ['succeeded', null, 1],
      ['succeeded', null, 2],
      ['succeeded', null, 3],
      ['succeeded', 0, 4],
    ])
    await rebuilt(it)
  })

  test('one whose end was never told, and one a fortnight later', async () => {
    const it = await openVersionerDoor()
    const fortnight = 14 * 24 * 60
    await it.deploy(0, 'started')
    await it.deploy(fortnight, 'started')
    await it.deploy(fortnight + 5, 'success')
    expect(await it.deployments()).toEqual([
      ['started', 0, null],
      ['succeeded', fortnight, fortnight + 5],
    ])
    await rebuilt(it)
  })

  test('builds alike', async () => {
    const it = await openVersionerDoor()
    await it.build(0, 'building')
    await it.build(5, 'failed')
    await it.build(6, 'building')
    await it.build(9, 'built')
    await it.build(9.5, 'built')
    expect(await it.builds()).toEqual([
      ['failed', 0, 5],
      ['succeeded', 6, 9],
    ])
    await rebuilt(it)
  })
})

describe('history sent afterwards', () => {
  const days = [-30, -20, -10, -1].map((day) => day * 24 * 60)

  test.each([
    ['in order', [0, 1, 2, 3]],
    ['backwards', [3, 2, 1, 0]],
    ['anyhow, some twice', [2, 0, 3, 0, 1, 2]],
  ])('%s', async (_, order) => {
    const it = await openVersionerDoor()
    for (const [i, n] of order.entries())
      await it.deploy(i, 'success', { completed_at: minutesPast(days[n] ?? 0), version: 'main' })
    expect(await it.deployments()).toEqual(days.map((at) => ['succeeded', null, at]))
    // Years later it is still the same.
    await it.deploy(1_000_000, 'success', { completed_at: minutesPast(days[2] ?? 0), version: 'main' })
    expect(await it.deployments()).toHaveLength(4)
    await rebuilt(it)
  })

  test('does not end what runs now', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'started')
    await it.deploy(1, 'success', { completed_at: minutesPast(-60) })
    expect(await it.deployments()).toEqual([
      ['succeeded', null, -60],
      ['started', 0, null],
    ])
    await it.deploy(2, 'success')
    expect(await it.deployments()).toEqual([
      ['succeeded', null, -60],
      ['succeeded', 0, 2],
    ])
    await rebuilt(it)
  })

  test('does not end it twice: the end of the last, sent again while the next runs', async () => {
    const it = await openVersionerDoor()
    await it.deploy(0, 'success', { completed_at: minutesPast(0) })
    await it.deploy(1, 'started')
    await it.deploy(2, 'success', { completed_at: minutesPast(0) })
    expect(await it.deployments()).toEqual([
      ['succeeded', null, 0],
      ['started', 1, null],
    ])
    await rebuilt(it)
  })

  test('builds with their own start and end', async () => {
    const it = await openVersionerDoor()
    const ran = (from: number, to: number) => ({ started_at: minutesPast(from), completed_at: minutesPast(to) })
    await it.build(0, 'success', ran(-50, -40))
    await it.build(1, 'success', ran(-100, -90))
    // Less than a second apart is one moment, said twice.
    await it.build(2, 'failed', { started_at: minutesPast(-9.99), completed_at: minutesPast(-9.98) })
    expect(await it.builds()).toEqual([
      ['succeeded', -100, -90],
      ['succeeded', -50, -40],
      ['failed', null, -9.98],
    ])
    await rebuilt(it)
  })
})

test('an incident that names a version blames the last deployment of it', async () => {
  const it = await openVersionerDoor()
  await it.deploy(0, 'success')
  await it.deploy(60, 'success')
  await it.deploy(120, 'success', { version: '1.2.4' })
  const file = temporaryPath('incidents.csv')
  writeFileSync(file, 'id,system,started,deployment\nINC1,shop-api,2026-03-02T15:00:00Z,1.2.3\n')
  await it.door.ask('imports.run', { file })
  const { rows } = await it.door.ask('incidents.list', {})
  expect(rows.map((row) => row.deployment)).toEqual(['1.2.3\u00a0#2026-03-02T13:00:00.000Z'])
  await rebuilt(it)
})
