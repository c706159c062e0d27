// Work outside the main line as a graph of small numbers, read as git writes it: ids are kept as bytes and nothing as text.
import { randomBytes } from 'node:crypto'
import { OidTable } from '../../../src-shared/oid-table.ts'
import type { WorkGraph } from '../../../src-shared/pull-work.ts'
import { type Besides, revisionLines, streamGit } from './git.ts'
import { oidBytesOf, type RepoFacts } from './open.ts'
import { instantOf } from './refs.ts'

export interface Work {
  graph: WorkGraph
  /** The number of each of `heads`. */
  heads: number[]
}

/** Everything that `heads` reach and `main` does not, in one reading. */
export async function workOf(
  facts: Pick<RepoFacts, 'gitDir' | 'objectFormat'>,
  heads: readonly string[],
  main: readonly string[],
  signal?: AbortSignal,
  besides?: Besides,
): Promise<Work> {
  const bytes = oidBytesOf(facts)
  const table = new OidTable(bytes, randomBytes(8))
  const oid = Buffer.alloc(bytes)
  const number = (id: string) => (oid.write(id, 'hex'), table.number(oid, 0))
  /** Of each commit, where its parents begin in the list of all and how many they are. */
  const begin: number[] = []
  const count: number[] = []
  const times: number[] = []
  const parents: number[] = []
  const add = (line: string) => {
    const [id = '', seconds = '', ...ids] = line.split(' ')
    const commit = number(id)
    begin[commit] = parents.length
    count[commit] = ids.length
    times[commit] = instantOf(seconds) ?? Number.NaN
    for (const parent of ids) parents.push(number(parent))
  }
  const args = ['--stdin', '--no-show-signature', '--format=%H %at %P']
  const input = revisionLines([...new Set(heads)], main)
  let rest = ''
  for await (const chunk of streamGit(facts.gitDir, 'log', args, input, signal, besides)) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) add(line.trimEnd())
  }
  const numbers = heads.map(number)
  const { size: n } = table
  const graph: WorkGraph = {
    n,
    begin: new Int32Array(n),
    count: new Int32Array(n).fill(-1),
    parents: Int32Array.from(parents),
    at: new Float64Array(n).fill(Number.NaN),
    onMain: new Map(),
  }
  for (let i = 0; i < n; i++) {
    const own = begin[i]
    if (own === undefined) graph.onMain.set(i, Buffer.from(table.oid(i)).toString('hex'))
    else {
      graph.begin[i] = own
      graph.count[i] = count[i] ?? 0
      graph.at[i] = times[i] ?? Number.NaN
    }
  }
  return { graph, heads: numbers }
}
