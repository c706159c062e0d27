// Which changes each successful deployment shipped first, and how long each took: by the list the event names, else by
// what its commits reach that no earlier deployment of the same system, repository and scope reached. Of a repository with
// several systems those commits are a system's that touch its paths; whatever a deployment contains, it contains wholly.
import { must } from '../../src-shared/assert.ts'
import type { GraphCache } from './cache.ts'
import type { Grounds } from './grounds.ts'
import { isMerge, type Shipment, sweep, sweptBy } from './commit-graph.ts'
import type { DeploymentRow } from './same-deployment.ts'
import { commitId, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import type { History } from '../store/graph.ts'
import type { ChangeLink, LeftOut } from '../store/change-link.ts'
import { type ChangeLinks, LinkColumns, LinkList, reasonNumber } from '../store/link-columns.ts'

export interface Shipped extends DeploymentRow {
  finished_at_ms: number
}

export interface Derived {
  links: ChangeLinks
  /** What they are derived from, where that is nothing else. */
  grounds: Grounds | null
}

interface Building extends Shipment {
  roots: number[]
  named: number[] | null
}

/**
 * The links of each deployment, in the order given, one deployment's at a time: a first scan makes one for every commit.
 * `rows`: successful deployments of one system in one scope, ordered by finish time, then id; `commits` holds those of
 * joined inferred ones too. `own`: the system's repositories; a commit that is in none of them is looked for in the others,
 * since CI often calls a system otherwise than its folder is called. `earlier`: of how many, the first, no links are told,
 * because not all that they contain is read; what is read of it was shipped by them all the same.
 */
export function* linkChanges(
  db: ReadDb,
  cache: GraphCache,
  { system, repos: own, earlier }: { system: number; repos: readonly number[]; earlier: number },
  times: ReadonlyMap<string, number>,
  rows: readonly Shipped[],
): Generator<Derived, void> {
  const fromStart = earlier === 0
  const columns = new LinkColumns()
  const said = rows.map((): ChangeLink[] => [])
  const inRepo = new Map<number, Building[]>()
  for (const repo of reposShipped(db, cache, own, rows))
    inRepo.set(
      repo,
      rows.map((row) => ({ roots: [], named: row.changes.length > 0 ? [] : null })),
    )
  // Names that are no known commit: the first deployment to name one ships it.
  const namedBefore = new Set<string>()
  const namedCommits: Map<number, string>[] = rows.map(() => new Map())

  const numbersIn = (hex: string) =>
    cache.commits(db, hex).flatMap((id) => {
      const repo = repoOf(id)
      return inRepo.has(repo) ? [{ repo, number: id - commitId(repo, 0) }] : []
    })

  rows.forEach((row, i) => {
    const name = (change: string, isCommit: boolean) => {
      const earlier = namedBefore.has(change)
      said[i]?.push(changeLink(row, { change, named: !isCommit, start: times.get(change), earlier }))
      namedBefore.add(change)
    }
    for (const hex of row.commits) {
      const found = numbersIn(hex)
      for (const { repo, number } of found) inRepo.get(repo)?.[i]?.roots.push(number)
    }
    for (const { change, isCommit } of namesIn(row)) {
      const [commit] = numbersIn(change)
      // One that earlier deployments contain is not read yet, and shipped by one of them.
      if (commit === undefined && isCommit && !fromStart) continue
      if (commit === undefined) name(change, isCommit)
      else if (!isCommit) {
        inRepo.get(commit.repo)?.[i]?.named?.push(commit.number)
        namedCommits[i]?.set(commitId(commit.repo, commit.number), change)
      }
    }
  })

  const found = [...inRepo].flatMap(([repo, shipments]) => {
    if (shipments.every((shipment) => shipment.roots.length === 0 && (shipment.named ?? []).length === 0)) return []
    const graph = cache.history(db, repo)
    const [part, reached] = [cache.part(db, repo, system), cache.reached(db, repo)]
    const baseline = fromStart ? shipments.findIndex((shipment) => shipment.roots.length > 0) : -1
    return [{ graph, part, reached, baseline, shipments, swept: sweep(graph, shipments) }]
  })
  for (let i = earlier; i < rows.length; i++) {
    const row = must(rows[i], 'because it is one of them')
    const all = new LinkList(row.finished_at_ms, columns)
    each(all, said[i] ?? [], (link) => link)
    let grounds: Grounds | null = null
    for (const { graph, part, reached, baseline, shipments, swept } of found) {
      const commits = sweptBy(swept, i)
      const named = shipments[i]?.named ?? null
      // What an event lists is its word; what the graph gives is narrowed to the system's paths.
      const its = part === null || named !== null ? commits : commits.filter((commit) => part.has(commit))
      if (named === null) {
        const own = { graph, reached, commits: its, finished_at_ms: row.finished_at_ms, isBaseline: i === baseline }
        all.add(its.length, (into, from, to) => addShipped(into, own, from, to))
        grounds = own
        continue
      }
      const names = namedCommits[i]
      each(all, its, (commit) => namedLink(row, { graph, reached, commit }, times, names))
      const first = new Set(commits)
      each(
        all,
        named.filter((commit) => !first.has(commit)),
        (commit) =>
          changeLink(row, { commit: commitId(graph.repo, commit), named: true, start: undefined, earlier: true }),
      )
    }
    const isWhole = grounds !== null && found.length === 1 && all.length === grounds.commits.length
    yield { links: all, grounds: isWhole ? grounds : null }
  }
}

/**
 * What an event names: its list of changes, else the commits it was built from, of which at least themselves are known
 * to be new. In a system without any repository that is all there is.
 */
export function namesIn(row: Pick<DeploymentRow, 'changes' | 'commits'>): { change: string; isCommit: boolean }[] {
  const isCommit = row.changes.length === 0
  return [...new Set(isCommit ? row.commits : row.changes)].map((change) => ({ change, isCommit }))
}

/** The system's own repositories, and for each commit that none of them has the first that has it. */
export function reposShipped(
  db: ReadDb,
  cache: GraphCache,
  own: readonly number[],
  rows: readonly Shipped[],
): Set<number> {
  const repos = new Set(own)
  for (const row of rows)
    for (const hex of row.commits) {
      const found = cache.commits(db, hex).map(repoOf)
      if (!found.some((repo) => repos.has(repo)) && found.length > 0) repos.add(Math.min(...found))
    }
  return repos
}

/** Of each of these a link, made when its turn comes. */
function each<T>(list: LinkList, those: ArrayLike<T>, link: (one: T) => ChangeLink): void {
  list.add(those.length, (columns, from, to) => {
    for (let i = from; i < to; i++) columns.add(link(those[i] as T))
  })
}

/**
 * Adds what changeLink would say of commits that the graph gives, as a first scan does for a whole history. One that is in the
 * first known deployment and merges is left out for the first: both say so, and that is why.
 */
function addShipped(columns: LinkColumns, grounds: Grounds, from: number, to: number): void {
  const { graph, reached, commits, finished_at_ms, isBaseline } = grounds
  const { startAt, squashed } = graph
  const first = commitId(graph.repo, 0)
  const [merge, untimely, negative] = [reasonNumber('merge'), reasonNumber('no time'), reasonNumber('negative')]
  const all = isBaseline ? reasonNumber('baseline') : 0
  let at = columns.length
  for (let i = from; i < to; i++, at++) {
    const commit = commits[i] as number
    const began = orNone(startAt[commit] as number)
    const lead = orNone(finished_at_ms - began)
    columns.commit[at] = first + commit
    columns.start[at] = began
    columns.reached[at] = orNone(reached[commit] as number)
    columns.squashed[at] = squashed[commit] as number
    columns.named[at] = 0
    columns.reason[at] =
      all !== 0 ? all : isMerge(graph, commit) ? merge : Number.isNaN(lead) ? untimely : lead < 0 ? negative : 0
  }
  columns.length = at
}

/** Of all that are not a number the same one, since links are compared by their bytes. */
function orNone(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value
}

function namedLink(
  row: Shipped,
  { graph, reached, commit }: { graph: History; reached: Float64Array; commit: number },
  times: ReadonlyMap<string, number>,
  names: ReadonlyMap<number, string> | undefined,
): ChangeLink {
  const id = commitId(graph.repo, commit)
  const began = graph.startAt[commit]
  const written = began === undefined || Number.isNaN(began) ? undefined : began
  const arrived = reached[commit] ?? Number.NaN
  const said = times.get(names?.get(id) ?? '')
  return changeLink(row, {
    commit: id,
    named: true,
    reached_ms: Number.isNaN(arrived) ? null : arrived,
    start: said ?? written,
    squashed: graph.squashed[commit] === 1 && said === undefined,
  })
}

function untimed(lead_ms: number | null): LeftOut | null {
  if (lead_ms === null) return 'no time'
  return lead_ms < 0 ? 'negative' : null
}

interface Found {
  commit?: number
  change?: string
  named: boolean
  start: number | undefined
  earlier?: boolean
  squashed?: boolean
  reached_ms?: number | null
}

/** What a change counts for in a deployment, and why it is left out if it is. */
export function changeLink(row: { finished_at_ms: number }, found: Found): ChangeLink {
  const start = found.start ?? null
  const lead = start === null ? null : row.finished_at_ms - start
  const unread = lead === null && found.change !== undefined && !found.named
  const left_out = found.earlier ? 'earlier' : unread ? 'not scanned' : untimed(lead)
  return {
    commit: found.commit ?? null,
    change: found.change ?? null,
    named: found.named,
    start_ms: start,
    lead_ms: lead,
    left_out,
    squashed: found.squashed ?? false,
    reached_ms: found.reached_ms ?? null,
  }
}
