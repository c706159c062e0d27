// A scan or a line count that is paused stands still where it is, and goes on from there.
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Push } from '../../src-shared/contract/index.ts'
import { lineCount } from '../../src-main/line-count.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { countCommits } from '../../src-main/store/commits.ts'
import { lineTotals } from '../../src-main/store/lines.ts'
import { createHistory, createRepo } from '../helpers/repos.ts'
import { commitFiles } from '../helpers/trees.ts'
import { workspace } from '../helpers/workspace.ts'

type Progress = Push & { type: 'progress' }

/** A workspace, what is in its file, and what its jobs tell; a paused one tells again when the second is over. */
async function watched() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const made = await workspace()
  const { db, close } = openReadDb(made.dataDir)
  onTestFinished(close)
  const told: Progress[] = []
  made.shiplog.subscribe((push) => {
    if (push.type === 'progress') told.push(push)
  })
  const beat = async () => {
    vi.advanceTimersByTime(1_000)
    // What would go on has the time to do so, and is seen to have done so.
    await new Promise((resolve) => setTimeout(resolve, 200))
    return told.at(-1)
  }
  return { ...made, db, told, beat }
}

test('a scan stands still while it is paused, says so to pages that come, and reads all when it goes on', async () => {
  const { shiplog, call, db, told, beat } = await watched()
  const repo = createHistory(12_000)
  const paused = new Promise((resolve) =>
    shiplog.subscribe((push) => {
      if (push.type === 'progress' && told.length === 1) resolve(call('jobs.pause', { job: 'add' }))
    }),
  )
  const adding = shiplog.dispatch('repos.add', { path: repo.path, system: 'long' }, { job: 'add' })
  expect(await paused).toEqual({ paused: true })
  expect(await beat()).toMatchObject({ title: 'Reading api', pausable: true, paused: 'asked', done: false })
  await beat()
  const read = countCommits(db, 1)
  expect(read).toBeLessThan(12_000)
  await beat()
  expect(countCommits(db, 1)).toBe(read)
  // One that waits for it is paused too, and waits for both.
  const waiting = shiplog.dispatch('repos.scan', { path: repo.path }, { job: 'wait' })
  expect(await call('jobs.pause', { job: 'wait' })).toEqual({ paused: true })
  expect(await call('jobs.resume', { job: 'add', by: 'battery' })).toEqual({ resumed: false })
  expect(await call('jobs.resume', { job: 'add' })).toEqual({ resumed: true })
  expect(await adding).toMatchObject({ ok: true, value: { commits_new: 12_000, deployments: 120 } })
  expect(told.findLast((push) => push.job === 'add')).toMatchObject({ paused: null, done: true })
  expect(await beat()).toMatchObject({ job: 'wait', title: 'Scanning', paused: 'asked' })
  expect(await call('jobs.cancel', { job: 'wait' })).toEqual({ cancelled: true })
  expect(await waiting).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
  expect(await call('jobs.resume', { job: 'wait' })).toEqual({ resumed: false })
})

test('what does not work in pieces is not paused', async () => {
  const { shiplog, call } = await watched()
  const repo = createRepo()
  repo.commit()
  const looking = shiplog.dispatch('repos.detect', { path: repo.path }, { job: 'look' })
  expect(await call('jobs.pause', { job: 'look' })).toEqual({ paused: false })
  expect(await looking).toMatchObject({ ok: true })
})

test('lines wait while the computer runs on its battery; a person may have them counted all the same', async () => {
  const { shiplog, call, db, beat } = await watched()
  const repo = createRepo()
  commitFiles(repo, { 'a.txt': 'a\n' })
  await call('repos.add', { path: repo.path })
  let battery = true
  const counting = lineCount(shiplog, () => battery)
  onTestFinished(counting.stop)
  counting.start()
  // Its title comes when git was asked what the repository is.
  const waits = { title: 'Counting lines of api', paused: 'battery', pausable: true }
  await vi.waitFor(async () => expect(await beat()).toMatchObject(waits))
  expect(lineTotals(db, 1).commits).toBe(0)
  battery = false
  vi.advanceTimersByTime(30_000)
  await vi.waitFor(() => expect(lineTotals(db, 1).commits).toBe(1))
  commitFiles(repo, { 'a.txt': 'b\n' })
  await call('repos.scan', {})
  battery = true
  counting.after('repos.scan')
  expect(await beat()).toMatchObject({ paused: 'battery' })
  expect(lineTotals(db, 1).commits).toBe(1)
  await call('jobs.resume', { job: 'lines' })
  await vi.waitFor(() => expect(lineTotals(db, 1).commits).toBe(2))
})
