// Folds the ordered events about one thing into its fact. Pure: no clock, no database. A field an event does not
// mention stays as it was; null clears it. Folding an event twice gives what folding it once gives.
import {
  type BuildEvent,
  type ChangeEvent,
  type DeploymentEvent,
  type DeploymentKind,
  type DeploymentState,
  type Event,
  finalStates,
  type IncidentEvent,
  type IssueEvent,
  type IssueStatus,
} from '../src-shared/event.ts'
import { never } from '../src-shared/assert.ts'
import { plain } from '../src-shared/plain-text.ts'

export interface ChangeFact {
  type: 'change'
  created_at_ms: number
  sources: string[]
}

/** What a deployment and a build have in common: a state reached over time. */
interface RunFact {
  state: DeploymentState
  version: string | null
  started_at_ms: number | null
  finished_at_ms: number | null
  /** The time to list it by: finished, else started, else first heard of. */
  at_ms: number
  first_heard_ms: number
  url: string | null
  sources: string[]
}

export interface DeploymentFact extends RunFact {
  type: 'deployment'
  kind: DeploymentKind
  /** Whether an event said the kind. */
  kind_said: boolean
  remedies: string | null
  title: string | null
  teams: string[]
  changes: string[]
  commits: string[]
  names: string[]
}

export interface BuildFact extends RunFact {
  type: 'build'
  commit: string | null
  branch: string | null
}

/** An issue of any kind, incidents included. Without `created_at_ms` only its close is known, and there is no row of it. */
export interface IssueFact {
  type: 'issue'
  kind: string
  status: IssueStatus
  created_at_ms: number | null
  updated_at_ms: number | null
  resolved_at_ms: number | null
  /** Whether that is an estimate. */
  end_estimated: boolean
  title: string | null
  severity: string | null
  priority: string | null
  story_points: number | null
  url: string | null
  deployment: string | null
  resolved_by: string | null
  /** Each change of status as far as it was told. */
  history: { status: IssueStatus; at_ms: number }[]
  /** The report that arrived after its close, as JSON: sent again, it opens nothing. */
  came_closed: string | null
  sources: string[]
}

export type Fact = ChangeFact | DeploymentFact | BuildFact | IssueFact

export interface FoldEntry {
  event: Event
  source: string
  received_at_ms: number
}

/** The fact after all entries, which must be in folding order; null for none. */
export function fold(entries: readonly FoldEntry[]): Fact | null {
  let fact: Fact | null = null
  for (const entry of entries) fact = apply(fact, entry)
  return fact
}

/** The fact after one more entry, which must come last in folding order. */
export function apply(before: Fact | null, entry: FoldEntry): Fact {
  const { event } = entry
  switch (event.type) {
    case 'change':
      return applyChange(before as ChangeFact | null, event, entry)
    case 'deployment':
      return applyDeployment(before as DeploymentFact | null, event, entry)
    case 'build':
      return applyBuild(before as BuildFact | null, event, entry)
    case 'incident':
      return applyIncident(before as IssueFact | null, event, entry)
    case 'issue':
      return applyIssue(before as IssueFact | null, event, entry)
    default:
      return never(event)
  }
}

function applyChange(before: ChangeFact | null, event: ChangeEvent, entry: FoldEntry): ChangeFact {
  return { type: 'change', created_at_ms: event.created_at_ms, sources: withSource(before, entry) }
}

function applyDeployment(before: DeploymentFact | null, event: DeploymentEvent, entry: FoldEntry): DeploymentFact {
  return {
    type: 'deployment',
    ...applyRun(before, withEnd(before, event, entry), entry),
    kind: event.kind ?? before?.kind ?? 'regular',
    kind_said: event.kind !== undefined || (before?.kind_said ?? false),
    remedies: said(event.remedies, before?.remedies),
    title: said(titleOf(event), before?.title),
    teams: event.teams ?? before?.teams ?? [],
    changes: event.changes ?? before?.changes ?? [],
    commits: event.commits ?? before?.commits ?? [],
    names: event.names ?? before?.names ?? [],
  }
}

/** An end that was only heard of stays where it was when the same is told again. */
function withEnd(before: DeploymentFact | null, event: DeploymentEvent, entry: FoldEntry): DeploymentEvent {
  if (event.end_heard !== true) return event
  const isSame = event.commits === undefined || JSON.stringify(before?.commits) === JSON.stringify(event.commits)
  return { ...event, finished_at_ms: (isSame ? before?.finished_at_ms : null) ?? entry.received_at_ms }
}

function applyBuild(before: BuildFact | null, event: BuildEvent, entry: FoldEntry): BuildFact {
  return {
    type: 'build',
    ...applyRun(before, event, entry),
    commit: said(event.commit, before?.commit),
    branch: said(event.branch, before?.branch),
  }
}

function applyRun(before: RunFact | null, event: DeploymentEvent | BuildEvent, entry: FoldEntry): RunFact {
  const { state, started_at_ms, finished_at_ms } = event.series ? inSeries(before, event, entry) : asSaid(before, event)
  const first_heard_ms = Math.min(before?.first_heard_ms ?? Infinity, event.at_ms ?? entry.received_at_ms)
  return {
    state,
    version: said(event.version, before?.version),
    started_at_ms,
    finished_at_ms,
    at_ms: finished_at_ms ?? started_at_ms ?? first_heard_ms,
    first_heard_ms,
    url: said(event.url, before?.url),
    sources: withSource(before, entry),
  }
}

type Course = Pick<RunFact, 'state' | 'started_at_ms' | 'finished_at_ms'>

function asSaid(before: Course | null, event: DeploymentEvent | BuildEvent): Course {
  return {
    state: event.state,
    started_at_ms: said(event.started_at_ms, before?.started_at_ms),
    finished_at_ms: said(event.finished_at_ms, before?.finished_at_ms),
  }
}

/**
 * One of a series: it starts when it is first said to run and finishes when it is first said to have ended, which it
 * stays: what runs after that is the next of the series. A start after the end is another clock's, and no start.
 */
function inSeries(before: Course | null, event: DeploymentEvent | BuildEvent, entry: FoldEntry): Course {
  const at = event.at_ms ?? entry.received_at_ms
  const hasEnded = before !== null && finalStates.includes(before.state)
  const ends = !hasEnded && finalStates.includes(event.state)
  const told = event.started_at_ms ?? (event.state === 'started' ? at : null)
  const started = before?.started_at_ms ?? told
  const finished = ends ? at : (before?.finished_at_ms ?? null)
  const stays = hasEnded || (before?.state === 'started' && !ends)
  return {
    state: stays ? before.state : event.state,
    started_at_ms: started !== null && finished !== null && started > finished ? null : started,
    finished_at_ms: finished,
  }
}

function applyIncident(before: IssueFact | null, event: IncidentEvent, entry: FoldEntry): IssueFact {
  const resolved_at_ms = said(event.resolved_at_ms, before?.resolved_at_ms)
  const status = resolved_at_ms === null ? 'todo' : 'done'
  const isEstimated =
    event.resolved_at_ms === undefined ? (before?.end_estimated ?? false) : event.end_estimated === true
  return {
    type: 'issue',
    kind: 'incident',
    status,
    created_at_ms: event.started_at_ms,
    updated_at_ms: before?.updated_at_ms ?? null,
    resolved_at_ms,
    end_estimated: isEstimated,
    title: said(titleOf(event), before?.title),
    severity: said(event.severity, before?.severity),
    priority: before?.priority ?? null,
    story_points: before?.story_points ?? null,
    url: said(event.url, before?.url),
    deployment: said(event.deployment, before?.deployment),
    resolved_by: said(event.resolved_by, before?.resolved_by),
    history: [],
    came_closed: null,
    sources: withSource(before, entry),
  }
}

function applyIssue(before: IssueFact | null, event: IssueEvent, entry: FoldEntry): IssueFact {
  const updated = event.updated_at_ms ?? null
  if (before !== null && updated !== null && before.updated_at_ms !== null && updated < before.updated_at_ms)
    return { ...before, sources: withSource(before, entry) }
  const at = updated ?? entry.received_at_ms
  const { status, resolved_at_ms, came_closed } = resolution(before, event, at)
  const changed = before?.status !== status
  return {
    type: 'issue',
    kind: event.kind ?? before?.kind ?? 'issue',
    status,
    created_at_ms: event.created_at_ms ?? before?.created_at_ms ?? null,
    updated_at_ms: updated ?? before?.updated_at_ms ?? null,
    resolved_at_ms,
    end_estimated:
      typeof event.resolved_at_ms !== 'number' && resolved_at_ms !== null && before?.end_estimated === true,
    title: said(titleOf(event), before?.title),
    severity: said(event.severity, before?.severity),
    priority: said(event.priority, before?.priority),
    story_points: said(event.story_points, before?.story_points),
    url: said(event.url, before?.url),
    deployment: said(event.deployment, before?.deployment),
    resolved_by: said(event.resolved_by, before?.resolved_by),
    history: changed ? [...(before?.history ?? []), { status, at_ms: resolved_at_ms ?? at }] : (before?.history ?? []),
    came_closed,
    sources: withSource(before, entry),
  }
}

/** Whether an issue is resolved, and when. A time that is said decides; "done" alone means now, or when it already was. */
function resolution(
  before: IssueFact | null,
  event: IssueEvent,
  at: number,
): Pick<IssueFact, 'status' | 'resolved_at_ms' | 'came_closed'> {
  const wasDone = before?.status === 'done'
  // A close that came before its issue stands when the issue arrives.
  const told = JSON.stringify(event)
  const waited = wasDone && (before.created_at_ms === null || before.came_closed === told)
  const came_closed = waited ? told : null
  if (typeof event.resolved_at_ms === 'number')
    return { status: 'done', resolved_at_ms: event.resolved_at_ms, came_closed }
  const status = waited ? 'done' : (event.status ?? before?.status ?? 'todo')
  if (status !== 'done') return { status, resolved_at_ms: null, came_closed }
  return { status, resolved_at_ms: wasDone ? before.resolved_at_ms : at, came_closed }
}

/** As people may read it; what came is in the journal. */
function titleOf({ title }: { title?: string | null | undefined }): string | null | undefined {
  return typeof title === 'string' ? plain(title) : title
}

/** What the event says, or what stood before where it says nothing. */
function said<T>(now: T | null | undefined, before: T | null | undefined): T | null {
  return now === undefined ? (before ?? null) : now
}

/** Sorted, so that the order of arrival does not show. */
function withSource(before: { sources: string[] } | null, entry: FoldEntry): string[] {
  const sources = before?.sources ?? []
  return sources.includes(entry.source) ? sources : [...sources, entry.source].sort()
}
