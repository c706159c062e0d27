// Which changes each successful deployment shipped first, and how long each took: by the list the event names, else by
// what its commits reach that no earlier deployment of the same system, repository and scope reached. Of a repository with
// several systems those commits are a system's that touch its paths; whatever a deployment contains, it contains wholly.
import type { GraphCache } from './cache.ts'
import { isMerge, type Shipment, sweep, sweptBy } from './commit-graph.ts'
import type { DeploymentRow } from './same-deployment.ts'
import { commitId, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import type { History } from '../store/graph.ts'
import type { ChangeLink, ChangeLinks, LeftOut } from '../store/change-link.ts'

export interface Shipped extends DeploymentRow {
  finished_at_ms: number
}

/** Of commits, each link is made when its turn comes, and again the next time: all at once would be most of a scan's memory. */
class Links implements ChangeLinks {
  readonly #said: ChangeLink[] = []
  readonly #of: { commits: ArrayLike<number>; link: (commit: number) => ChangeLink }[] = []
  length = 0

  say(link: ChangeLink): void {
    this.#said.push(link)
    this.length++
  }

  add(commits: ArrayLike<number>, link: (commit: number) => ChangeLink): void {
    this.#of.push({ commits, link })
    this.length += commits.length
  }

  *[Symbol.iterator](): Generator<ChangeLink, void> {
    yield* this.#said
    for (const { commits, link } of this.#of) for (let i = 0; i < commits.length; i++) yield link(commits[i] as number)
  }
}

interface Building extends Shipment {
  roots: number[]
  named: number[] | null
}

/**
 * The links of each deployment, in the order given, one deployment's at a time: a first scan makes one for every commit.
 * `rows`: successful deployments of one system in one scope, ordered by finish time, then id; `commits` holds those of
 * joined inferred ones too. `own`: the system's repositories; a commit that is in none of them is looked for in the others,
 * since CI often calls a system otherwise than its folder is called. `fromStart`: whether no deployment was before these.
 */
export function* linkChanges(
  db: ReadDb,
  cache: GraphCache,
  { system, repos: own, fromStart }: { system: number; repos: readonly number[]; fromStart: boolean },
  times: ReadonlyMap<string, number>,
  rows: readonly Shipped[],
): Generator<ChangeLinks, void> {
  const links = rows.map(() => new Links())
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
      links[i]?.say(changeLink(row, { change, named: !isCommit, start: times.get(change), earlier }))
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
  for (const [i, row] of rows.entries()) {
    const all = links[i] ?? new Links()
    for (const { graph, part, reached, baseline, shipments, swept } of found) {
      const commits = sweptBy(swept, i)
      const named = shipments[i]?.named ?? null
      // What an event lists is its word; what the graph gives is narrowed to the system's paths.
      const its = part === null || named !== null ? commits : commits.filter((commit) => part.has(commit))
      all.add(its, (commit) =>
        commitLink(row, { graph, reached, commit }, named !== null, times, namedCommits[i], i === baseline),
      )
      if (named === null) continue
      const first = new Set(commits)
      all.add(
        named.filter((commit) => !first.has(commit)),
        (commit) =>
          changeLink(row, { commit: commitId(graph.repo, commit), named: true, start: undefined, earlier: true }),
      )
    }
    yield all
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

function commitLink(
  row: Shipped,
  { graph, reached, commit }: { graph: History; reached: Float64Array; commit: number },
  named: boolean,
  times: ReadonlyMap<string, number>,
  names: ReadonlyMap<number, string> | undefined,
  baseline: boolean,
): ChangeLink {
  const id = commitId(graph.repo, commit)
  const began = graph.startAt[commit]
  const written = began === undefined || Number.isNaN(began) ? undefined : began
  const squashed = graph.squashed[commit] === 1
  const arrived = reached[commit] ?? Number.NaN
  const reached_ms = Number.isNaN(arrived) ? null : arrived
  if (named) {
    const said = times.get(names?.get(id) ?? '')
    const start = said ?? written
    return changeLink(row, { commit: id, named, reached_ms, start, squashed: squashed && said === undefined })
  }
  // As changeLink, which a first scan would ask for every commit of a history. What the graph gives is a baseline first and
  // a merge second: both say "left out", the first is why.
  const start_ms = written ?? null
  const lead_ms = start_ms === null ? null : row.finished_at_ms - start_ms
  const left_out = baseline ? 'baseline' : isMerge(graph, commit) ? 'merge' : untimed(lead_ms)
  return { commit: id, change: null, named, start_ms, lead_ms, left_out, squashed, reached_ms }
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
