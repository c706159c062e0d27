// A history as a graph of small numbers, read as git writes it: ids are kept as bytes and nothing as text.
import { randomBytes } from 'node:crypto'
import { OidTable } from '../../../src-shared/oid-table.ts'
import { type Besides, revisionLines, streamGit } from './git.ts'
import type { RepoFacts } from './open.ts'
import { instantOf } from './refs.ts'

export interface HistoryGraph {
  /** How many numbers there are. */
  n: number
  /** The number of a commit by its hexadecimal id; -1 where it was not met. */
  number(id: string): number
  parents(commit: number): number[]
  /** Author date; NaN where there is none. */
  at(commit: number): number
}

/** Everything that `ends` reach. */
export async function graphOf(
  facts: Pick<RepoFacts, 'gitDir' | 'objectFormat'>,
  ends: readonly string[],
  signal?: AbortSignal,
  besides?: Besides,
): Promise<HistoryGraph> {
  const bytes = facts.objectFormat === 'sha256' ? 32 : 20
  const table = new OidTable(bytes, randomBytes(8))
  const oid = Buffer.alloc(bytes)
  const decoded = (id: string) => (oid.write(id, 'hex'), oid)
  /** Of each commit, where its parents begin in the list of all and how many they are. */
  const begin: number[] = []
  const count: number[] = []
  const times: number[] = []
  const all: number[] = []
  const add = (line: string) => {
    const [id = '', seconds = '', ...ids] = line.split(' ')
    const commit = table.number(decoded(id), 0)
    begin[commit] = all.length
    count[commit] = ids.length
    times[commit] = instantOf(seconds) ?? Number.NaN
    for (const parent of ids) all.push(table.number(decoded(parent), 0))
  }
  const args = ['--stdin', '--no-show-signature', '--format=%H %at %P']
  let rest = ''
  for await (const chunk of streamGit(facts.gitDir, 'log', args, revisionLines(ends), signal, besides)) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) add(line.trimEnd())
  }
  return {
    n: table.size,
    number: (id) => table.find(decoded(id), 0),
    parents: (commit) => all.slice(begin[commit] ?? 0, (begin[commit] ?? 0) + (count[commit] ?? 0)),
    at: (commit) => times[commit] ?? Number.NaN,
  }
}
