// The first lines of a few commits, read as a scan reads them.
import { idAt } from './batch.ts'
import { existingCommits } from './git.ts'
import { readLog } from './log.ts'
import type { RepoFacts } from './open.ts'

/** Of those that are there. Throws as readLog does. */
export async function readFirstLines(
  facts: Pick<RepoFacts, 'path' | 'gitDir' | 'objectFormat'>,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<{ oid: string; subject: string }[]> {
  const found: { oid: string; subject: string }[] = []
  const tips = await existingCommits(facts.gitDir, ids, signal)
  const keep = async ({ n, oidBytes, oids, subjects, subjectEnds }: Parameters<Parameters<typeof readLog>[2]>[0]) => {
    const all = Buffer.from(subjects)
    for (let i = 0; i < n; i++)
      found.push({
        oid: idAt(oids, oidBytes, i),
        subject: all.toString('utf8', subjectEnds[i - 1] ?? 0, subjectEnds[i]),
      })
  }
  await readLog(facts, { tips, known: [], alone: true }, keep, signal)
  return found
}
