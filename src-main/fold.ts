// Folds the ordered events about one thing into its fact. Pure: no clock, no database. A field an event does not
// mention stays as it was; null clears it. Folding an event twice gives what folding it once gives.
import type {
  ChangeEvent,
  DeploymentEvent,
  DeploymentKind,
  DeploymentState,
  Event,
  IncidentEvent,
} from '../src-shared/event.ts'
import { never } from '../src-shared/assert.ts'

export interface ChangeFact {
  type: 'change'
  created_at_ms: number
  sources: string[]
}

export interface DeploymentFact {
  type: 'deployment'
  state: DeploymentState
  kind: DeploymentKind
  /** Whether an event said the kind. */
  kind_said: boolean
  version: string | null
  started_at_ms: number | null
  finished_at_ms: number | null
  /** The time to list it by: finished, else started, else first heard of. */
  at_ms: number
  first_heard_ms: number
  teams: string[]
  changes: string[]
  commits: string[]
  sources: string[]
}

export interface IncidentFact {
  type: 'incident'
  title: string | null
  severity: string | null
  url: string | null
  started_at_ms: number
  resolved_at_ms: number | null
  deployment: string | null
  sources: string[]
}

export type Fact = ChangeFact | DeploymentFact | IncidentFact

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
    case 'incident':
      return applyIncident(before as IncidentFact | null, event, entry)
    default:
      return never(event)
  }
}

function applyChange(before: ChangeFact | null, event: ChangeEvent, entry: FoldEntry): ChangeFact {
  return { type: 'change', created_at_ms: event.created_at_ms, sources: withSource(before, entry) }
}

function applyDeployment(before: DeploymentFact | null, event: DeploymentEvent, entry: FoldEntry): DeploymentFact {
  const started_at_ms = said(event.started_at_ms, before?.started_at_ms)
  const finished_at_ms = said(event.finished_at_ms, before?.finished_at_ms)
  const first_heard_ms = Math.min(before?.first_heard_ms ?? Infinity, event.at_ms ?? entry.received_at_ms)
  return {
    type: 'deployment',
    state: event.state,
    kind: event.kind ?? before?.kind ?? 'regular',
    kind_said: event.kind !== undefined || (before?.kind_said ?? false),
    version: said(event.version, before?.version),
    started_at_ms,
    finished_at_ms,
    at_ms: finished_at_ms ?? started_at_ms ?? first_heard_ms,
    first_heard_ms,
    teams: event.teams ?? before?.teams ?? [],
    changes: event.changes ?? before?.changes ?? [],
    commits: event.commits ?? before?.commits ?? [],
    sources: withSource(before, entry),
  }
}

function applyIncident(before: IncidentFact | null, event: IncidentEvent, entry: FoldEntry): IncidentFact {
  return {
    type: 'incident',
    title: said(event.title, before?.title),
    severity: said(event.severity, before?.severity),
    url: said(event.url, before?.url),
    started_at_ms: event.started_at_ms,
    resolved_at_ms: said(event.resolved_at_ms, before?.resolved_at_ms),
    deployment: said(event.deployment, before?.deployment),
    sources: withSource(before, entry),
  }
}

/** What the event says, or what stood before where it says nothing. */
function said<T>(now: T | null | undefined, before: T | null | undefined): T | null {
  return now === undefined ? (before ?? null) : now
}

/** Sorted, so that the order of arrival does not show. */
function withSource(before: Fact | null, entry: FoldEntry): string[] {
  const sources = before?.sources ?? []
  return sources.includes(entry.source) ? sources : [...sources, entry.source].sort()
}
