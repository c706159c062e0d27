// Commits with files in them, for scripted repositories.
import type { TestRepo } from './repos.ts'

export type Files = Record<string, string | Buffer>

/** Writes a tree with these files, none of them in a folder, and returns its id. */
export function treeOf(repo: TestRepo, files: Files): string {
  const lines = Object.entries(files).map(([name, body]) => `100644 blob ${repo.object('blob', body)}\t${name}\0`)
  return repo.git(['mktree', '-z'], { input: lines.join('') }).trim()
}

let clock = Date.parse('2026-01-05T09:00:00Z')

/** A commit on main, or on these parents and no branch: an hour after the one before unless told otherwise. */
export function commitFiles(
  repo: TestRepo,
  files: Files,
  { parents, at }: { parents?: readonly string[]; at?: string } = {},
): string {
  clock = at === undefined ? clock + 3_600_000 : Date.parse(at)
  const date = `${clock / 1_000} +0000`
  const who = { NAME: 'Jane Doe', EMAIL: 'jane@example.org', DATE: date }
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value])),
  )
  const before =
    parents ?? repo.git(['for-each-ref', '--format=%(objectname)', 'refs/heads/main']).split('\n').slice(0, -1)
  const of = before.flatMap((parent) => ['-p', parent])
  const id = repo.git(['commit-tree', treeOf(repo, files), ...of], { input: 'Change', env }).trim()
  if (parents === undefined) repo.ref('refs/heads/main', id)
  return id
}
