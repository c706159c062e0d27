// Lines are counted without being asked for: when a host starts, and after each scan.
import { expect, onTestFinished, test, vi } from 'vitest'
import { lineCount } from '../src-main/line-count.ts'
import { openReadDb } from '../src-main/store/database.ts'
import { lineTotals } from '../src-main/store/lines.ts'
import { createRepo } from './helpers/repos.ts'
import { commitFiles } from './helpers/trees.ts'
import { workspace } from './helpers/workspace.ts'

test('at the start, after a scan, and once more after a scan while it runs; not when stopped', async () => {
  const { shiplog, call, dataDir } = await workspace()
  const { db, close } = openReadDb(dataDir)
  onTestFinished(close)
  const repo = createRepo()
  commitFiles(repo, { 'a.txt': 'a\n' })
  await call('repos.add', { path: repo.path })
  let asked = 0
  const counting = lineCount({
    dispatch: (...given) => {
      asked++
      return shiplog.dispatch(...given)
    },
  })
  const isCounted = async (commits: number) => {
    await vi.waitFor(() => expect(lineTotals(db, 1).commits).toBe(commits))
  }
  counting.start()
  await isCounted(1)
  commitFiles(repo, { 'a.txt': 'b\n' })
  await call('repos.scan', {})
  counting.after('repos.list')
  expect(asked).toBe(1)
  counting.after('repos.scan')
  counting.after('repos.scan')
  await isCounted(2)
  await vi.waitFor(() => expect(asked).toBe(3))
  counting.stop()
  counting.after('repos.scan')
  expect(asked).toBe(3)
})
