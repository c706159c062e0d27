// Words of trackers and deployment tools for what Shiplog tells apart: whether an incident is over, how severe it is, how a
// deployment ended. Any case; `_` and `-` are spaces. Invariant: a word that is not known is said to be unknown.
import type { DeploymentState } from '../../../src-shared/event.ts'

export type IncidentState = 'open' | 'over' | 'none'

const incidentWords: Record<IncidentState, string[]> = {
  open: list(
    'triggered, open, opened, new, started, in triage, triage, detected, investigating, identified, firing, active, live, ' +
      'unresolved, to do, todo, reopened, in progress, on hold, pending, acknowledged, stable, monitoring, mitigated, ' +
      'waiting, hold, assigned, alerting, paused',
  ),
  over: list(
    'resolved, closed, done, solved, fixed, completed, complete, postmortem, post mortem, learning, post incident, 已完成, ' +
      'erledigt, terminé, resuelto, gelöst, geschlossen, fermé, cerrado',
  ),
  none: list(
    'declined, merged, duplicate, canceled, cancelled, not planned, won’t do, wont do, won’t fix, wont fix, test, example, ' +
      'drill, tutorial, maintenance, scheduled, verifying, false positive, rejected, no incident',
  ),
}

/** Null: a word that is not known. */
export function incidentState(word: string): IncidentState | null {
  const known = folded(word)
  for (const [state, words] of Object.entries(incidentWords)) if (words.includes(known)) return state as IncidentState
  return null
}

const deploymentWords: Record<DeploymentState, string[]> = {
  pending: list(
    'pending, queued, scheduled, created, blocked, on hold, waiting, requested, manual, action required, neutral, stale, ' +
      'not deployed, notdeployed, undefined',
  ),
  started: list('started, in progress, deploying, building, running, failing, terminating, active'),
  succeeded: list(
    'success, succeeded, successful, completed, deployed, built, ready, healthy, synced, passed, ok, done, released, ' +
      'published, finished, unstable, partiallysucceeded, partially succeeded, inactive',
  ),
  failed: list('failed, failure, error, errored, timed out, timedout, startup failure, degraded, broken'),
  aborted: list(
    'aborted, abort, cancelled, canceled, skipped, stopped, not built, not run, unauthorized, rejected, undeployed',
  ),
}

/** Null: a word that is not known. */
export function deploymentState(word: string): DeploymentState | null {
  const known = folded(word)
  for (const [state, words] of Object.entries(deploymentWords))
    if (words.includes(known)) return state as DeploymentState
  return null
}

export const deploymentWordsShown = 'pending, running, succeeded, failed or cancelled'

const severities: [RegExp, number][] = [
  [/^(?:p|sev ?|severity ?|priority ?)?([1-5])\b/, 0],
  [/^sev ?0$|^p0$/, 1],
  [/^(?:critical|highest|urgent|fatal|blocker|page|emergency|kritisch|critique|crítica|crítico|critica)(?!\p{L})/u, 1],
  [/^(?:major|high|error|hoch|haute|élevée?|alta|alto)(?!\p{L})/u, 2],
  [/^(?:medium|moderate|normal|minor|warning|average|mittel|moyenne|media|medio|média|médio)(?!\p{L})/u, 3],
  [/^(?:low|info|ticket|niedrig|gering|basse|faible|baja|bajo|baixa|baixo|bassa)(?!\p{L})/u, 4],
  [/^(?:lowest|planning|none|trivial)\b/, 5],
]

/** 1, the worst, to 5; null for a word that is not known. For comparing only: what is stored is the word itself. */
export function severityRank(word: string): number | null {
  const known = folded(word)
  for (const [pattern, rank] of severities) {
    const found = pattern.exec(known)
    if (found !== null) return rank === 0 ? Number(found[1]) : rank
  }
  return null
}

export function folded(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll("'", '’')
    .replace(/[\s_-]+/g, ' ')
}

function list(text: string): string[] {
  return text.split(', ')
}
