// The main line as first parents, out of the stored commits: which of them are squashes, and of which of those nobody can
// tell when the work began, since the ref of their pull request is not here.
import { commitId, findCommits, repoOf } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { firstParents, type History, startsOf, unknownStartsOf } from './graph.ts'

/** What squashes were looked for in. */
export interface SquashGrounds {
  /** Where the main line ends. */
  tips: string[]
  /** Of the refs of pull requests; null for none. */
  pulls: string | null
}

/** What git says of the main line that stored commits do not. */
export interface MainLineFound {
  grounds: SquashGrounds
  /** Squashes that are told by more than their first line, of those that came since. */
  others: string[]
}

/** Commits of the main line with one parent that are told to be squashes: by their first line, or otherwise. */
function squashesOnMain(db: ReadDb, history: History, { grounds, others }: MainLineFound): number[] {
  const { repo, n, numbered, offsets } = history
  const number = (hex: string) => findCommits(db, hex).find((id) => repoOf(id) === repo)
  const first = commitId(repo, 0)
  // What was told before by more than its first line is still told.
  const before = [...startsOf(db, repo).map(({ id }) => id), ...unknownStartsOf(db, repo)]
  const told = new Uint8Array(n)
  for (const id of [...before, ...others.flatMap((hex) => number(hex) ?? [])]) told[id - first] = 1
  const found: number[] = []
  for (const hex of grounds.tips) {
    const end = number(hex)
    if (end === undefined) continue
    for (const at of firstParents(history, end - first)) {
      const single = (offsets[at + 1] as number) - (offsets[at] as number) === 1
      if (told[at] === 1 || (numbered[at] === 1 && single)) found.push(at)
    }
  }
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Squashes of the main line that have no start are of an unknown one. Returns whether any came or went. */
export function keepUnknownStarts(db: WriteDb, history: History, found: MainLineFound): boolean {
  const { repo } = history
  const numbers = squashesOnMain(db, history, found)
  const known = new Set(startsOf(db, repo).map(({ id }) => id))
  const now = new Set(numbers.map((number) => commitId(repo, number)).filter((id) => !known.has(id)))
  const before = new Set(unknownStartsOf(db, repo))
  const gone = [...before].filter((id) => !now.has(id))
  const come = [...now].filter((id) => !before.has(id))
  for (const id of gone) db.run('DELETE FROM unknown_starts WHERE id = ?', id)
  db.run('INSERT INTO unknown_starts (id) SELECT value FROM json_each(?)', JSON.stringify(come))
  db.run('UPDATE repos SET squashed = ? WHERE id = ?', JSON.stringify(found.grounds), repo)
  return gone.length + come.length > 0
}
