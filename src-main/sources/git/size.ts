// How long reading a history will take, told by the size of its indexes, since counting commits is reading them.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { oidBytesOf, type RepoFacts } from './open.ts'

/** Some 100,000 commits with what they change. Below it all of a history is there in some seconds, and two parts would take half as long again. */
const manyObjects = 1_000_000

/** Whether a person would wait long for all of it. Objects in no pack are few, and those of alternates somebody else's. */
export async function isLong(facts: Pick<RepoFacts, 'gitDir' | 'objectFormat'>): Promise<boolean> {
  const folder = join(facts.gitDir, 'objects', 'pack')
  const names = await readdir(folder).catch(() => [])
  const sizes = names
    .filter((name) => name.endsWith('.idx'))
    // One may be packed into another meanwhile.
    .map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  // Of each its id, a checksum and where it is.
  return bytes / (oidBytesOf(facts) + 8) >= manyObjects
}
