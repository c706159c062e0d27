// Commits into the file, found by their ids, and nothing that follows from them: git and one thread that writes. What
// `repos.add` takes beyond that are the deployments, which commits each shipped first, and when those began.
import { assert } from '../src-shared/assert.ts'
import { oidBytesOf, openRepo } from '../src-main/sources/git/open.ts'
import { listRefs } from '../src-main/sources/git/refs.ts'
import { readLog } from '../src-main/sources/git/log.ts'
import { CommitWriter } from '../src-main/store/commit-writer.ts'
import { openWriteDb } from '../src-main/store/database.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { temporaryPath } from '../test/helpers/repos.ts'
import { timed } from './bench.ts'

/** Milliseconds that a first reading of the repository takes into an empty workspace. */
export async function storedAlone(path: string, commits: number): Promise<number> {
  const dataDir = temporaryPath('data')
  await (await openShiplog({ dataDir })).close()
  const { db, close } = openWriteDb(dataDir)
  const ms = await timed(async () => {
    const facts = await openRepo(path)
    const { tips } = await listRefs(facts)
    const writer = new CommitWriter(db, 1, oidBytesOf(facts))
    const find = () => {
      const steps = writer.find()
      while (db.unhurried(() => steps.next().done !== true));
    }
    let written = 0
    await readLog(facts, { tips, known: [] }, async (batch) => {
      written += db.unhurried(() => writer.append([batch]))
      if (writer.muchUnfound) find()
    })
    find()
    writer.end()
    assert(written === commits, `${commits} commits, not ${written}`)
  })
  close()
  return ms
}
