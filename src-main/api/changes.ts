import type { ChangeRow, CommitSays, Found as Whole } from '../../src-shared/contract/changes.ts'
import { inOrder } from '../../src-shared/in-order.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { must } from '../../src-shared/assert.ts'
import { placesOf, whereIsChange, whereIsCommit } from '../derive/where.ts'
import {
  type ChangeFilter,
  commitRow,
  commitsStarting,
  type ListedChange,
  parentsOf,
  pushedChanges,
  type ShippedChange,
  shippedChanges,
  waitingChanges,
} from '../store/changes.ts'
import { commitId, repoOf } from '../store/commits.ts'
import { systemsOf, touches } from '../store/components.ts'
import { sortedChanges } from '../store/sorted-changes.ts'
import { leftOut } from '../store/change-link.ts'
import { allRepos, unreadBefore, getRepo, type RepoRow } from '../store/repos.ts'
import { tagsCalled } from '../store/tags.ts'
import { partsOf } from '../metrics/leads.ts'
import { systemName, tierScope } from '../store/systems.ts'
import type { Handlers, ReadContext } from './context.ts'
import { commitSays, saysNothing } from './commit-says.ts'
import { systemsFilter } from './filter.ts'
import { brief, undeployedKeys, undeployedRows } from './waiting.ts'

type Found = Omit<Whole, keyof CommitSays>
type Listed = Omit<ChangeRow, keyof CommitSays>

export const changes: Handlers<'changes'> = {
  'changes.where': async ({ change }, context) => {
    const { db } = context
    const found = db.snapshot(() => {
      const alike = commitsStarting(db, change)
      const ids = [...new Set(alike.map((one) => one.id))]
      const rows = ids.length === 1 ? whereCommit(context, alike) : []
      for (const id of new Set(ids.length === 1 ? [change, ...ids] : [change]))
        rows.push(...whereChange(context, id).filter((row) => !rows.some(({ system }) => system === row.system)))
      const candidates = ids.length > 1 ? alike.map((one) => candidate(context, one.commit)) : []
      if (rows.length === 0 && candidates.length === 0) throw nowhere(context, change)
      return { rows, candidates }
    })
    return { ...found, rows: await saying(context, found.rows) }
  },

  'changes.undeployed': ({ systems, sort, limit, offset }, { db, clock }) =>
    db.snapshot(() => {
      const rows = undeployedRows(db, systemsFilter(db, systems), { limit, offset }, clock())
      const bySystem = inOrder(rows, undeployedKeys, { by: 'system', direction: 'ascending' })
      return { total: rows.length, rows: sort === undefined ? bySystem : inOrder(bySystem, undeployedKeys, sort) }
    }),

  'changes.list': async ({ state, limit, offset, sort, ...asked }, context) => {
    const { db } = context
    const filter: ChangeFilter = {
      systems: systemsFilter(db, asked.systems),
      from_ms: asked.from_ms ?? null,
      to_ms: asked.to_ms ?? null,
      search: asked.search === undefined || asked.search === '' ? null : asked.search,
    }
    const scope = tierScope('production')
    const asks = (one: ChangeRow['state']) => state === undefined || state === one
    const counted = state === undefined ? null : state === 'deployed'
    const found = db.snapshot(() => {
      if (sort !== undefined) {
        const waiting = asks('undeployed')
        const counting = state === 'undeployed' ? undefined : counted
        const { total, rows } = sortedChanges(db, { scope, filter, sort, waiting, counting, limit, offset })
        return { total, rows: rows.map((row) => ('deployment' in row ? shippedRow(row) : waitingRow(row))) }
      }
      const none = { total: 0, rows: [] }
      const first = asks('undeployed') ? waitingChanges(db, scope, filter, limit, offset) : none
      const then =
        state === 'undeployed'
          ? none
          : shippedChanges(db, scope, filter, counted, limit - first.rows.length, Math.max(0, offset - first.total))
      return { total: first.total + then.total, rows: [...first.rows.map(waitingRow), ...then.rows.map(shippedRow)] }
    })
    return { ...found, rows: await saying(context, found.rows, context.signal) }
  },
}

/** With what each commit among them says. */
async function saying<R extends { id: string; author: string | null }>(
  context: ReadContext,
  rows: readonly R[],
  signal?: AbortSignal,
) {
  const ids = rows.map((row) => row.id)
  const says = await commitSays(context, ids, signal)
  return rows.map((row) => {
    const said = says.get(row.id) ?? saysNothing
    // Bots and squashes name the author once more.
    return { ...row, ...said, co_authors: said.co_authors.filter((name) => name !== row.author) }
  })
}

/**
 * A row for the systems of each repository that has the commit, and for each that was deployed from one of them; of
 * systems with paths only those that it touches. One without a system where there is none.
 */
function whereCommit({ db, graphs, clock }: ReadContext, alike: readonly { commit: number }[]): Found[] {
  const ids = alike.map((one) => one.commit)
  const whereabouts = whereIsCommit(db, graphs, ids)
  const owners = new Map(ids.flatMap((id) => systemsOf(db, repoOf(id)).map((system) => [system, id] as const)))
  const its = (system: number) => ids.some((id) => touches(db, repoOf(id), system, id - commitId(repoOf(id), 0)))
  const systems = [...new Set([...owners.keys(), ...whereabouts.systems])].filter(its)
  const reachedBy = (commit: number) => {
    const arrival = whereabouts.arrivals.get(repoOf(commit))
    return arrival === undefined ? null : (commitRow(db, arrival)?.committed_at_ms ?? null)
  }
  const isAbandoned = (commit: number) => whereabouts.abandoned.has(repoOf(commit))
  if (systems.length === 0) {
    const commit = must(ids[0], 'because a commit was found')
    return [nobodys(db, commit, reachedBy(commit), isAbandoned(commit))]
  }
  return systems.map((system) => {
    const commit = owners.get(system) ?? must(ids[0], 'because a commit was found')
    const row = must(commitRow(db, commit), 'because its id was found')
    const said = whereabouts.named ? pushedChanges(db, row.id).find((one) => one.system === system) : undefined
    const start = said?.created_at_ms ?? row.start_at_ms
    const reached_at_ms = reachedBy(commit)
    return {
      system: systemName(db, system),
      repo: repoWith(db, commit).name,
      ...row,
      start_at_ms: start,
      start_unknown: said === undefined && row.start_unknown === 1,
      reached_at_ms,
      abandoned: isAbandoned(commit),
      parents: parentsOf(db, commit),
      environments: inParts(placesOf(db, system, whereabouts, start, clock()), reached_at_ms),
    }
  })
}

/** How long it waited on its way to the main line, and how long on it. */
function inParts(places: ReturnType<typeof placesOf>, reached_ms: number | null): Found['environments'] {
  return places.map((place) => {
    const { first, waited_ms } = place
    const parts = first === null || waited_ms === null ? null : partsOf(waited_ms, first.finished_at_ms, reached_ms)
    return { ...place, parts: parts && { to_main_ms: parts.toMain, to_deployed_ms: parts.toDeployed } }
  })
}

function nobodys(db: ReadContext['db'], commit: number, reached_at_ms: number | null, abandoned: boolean): Found {
  const row = must(commitRow(db, commit), 'because its id was found')
  const repo = repoWith(db, commit).name
  return {
    system: null,
    repo,
    ...row,
    start_unknown: row.start_unknown === 1,
    reached_at_ms,
    abandoned,
    parents: parentsOf(db, commit),
    environments: [],
  }
}

/** A row for each system to which a change of exactly this id was pushed, or which was deployed with it. */
function whereChange({ db, clock }: ReadContext, id: string): Found[] {
  const whereabouts = whereIsChange(db, id)
  const pushed = new Map(pushedChanges(db, id).map((one) => [one.system, one.created_at_ms]))
  return [...new Set([...pushed.keys(), ...whereabouts.systems])].map((system) => {
    const start = pushed.get(system) ?? null
    return {
      system: systemName(db, system),
      repo: null,
      id,
      title: null,
      author: null,
      authored_at_ms: null,
      committed_at_ms: null,
      start_at_ms: start,
      start_unknown: false,
      reached_at_ms: null,
      abandoned: false,
      parents: [],
      environments: inParts(placesOf(db, system, whereabouts, start, clock()), null),
    }
  })
}

function repoWith(db: ReadContext['db'], commit: number): RepoRow {
  return must(getRepo(db, repoOf(commit)), 'because commits go with their repository')
}

function candidate({ db }: ReadContext, commit: number) {
  const row = must(commitRow(db, commit), 'because its id was found')
  return { ...brief(row), repo: repoWith(db, commit).name }
}

function nowhere({ db }: ReadContext, change: string): Refusal {
  const repos = allRepos(db).map((repo) => repo.name)
  const looked = repos.length === 0 ? 'No repository was added yet.' : `Looked in ${repos.join(', ')}.`
  const unread = unreadBefore(db, null).map(({ name }) => ` The older history of ${name} is still to be read.`)
  const short = /^[0-9a-f]{1,6}$/i.test(change) ? ' A commit is found by its first 7 characters or more.' : ''
  const tags = tagsCalled(db, change).map(({ repo, commit }) => ` It is a tag of ${repo}, at commit ${commit}.`)
  return new Refusal(
    'not_found',
    `No commit begins with ${shown(change)}, and no event names a change so. ${looked}${unread.join('')}${short}${tags.join('')}`,
  )
}

function waitingRow(row: ListedChange): Listed {
  return {
    ...row,
    start_unknown: row.start_unknown === 1,
    deployment: null,
    lead_time_ms: null,
    state: 'undeployed',
    reason: null,
  }
}

function shippedRow(row: ShippedChange): Listed {
  const { number, deployment: id, version, finished_at_ms, environment, left_out, ...change } = row
  return {
    ...change,
    start_unknown: change.start_unknown === 1,
    deployment: { number, id, version, finished_at_ms, environment },
    state: left_out === null ? 'deployed' : 'left out',
    reason: left_out === null ? null : leftOut[left_out],
  }
}
