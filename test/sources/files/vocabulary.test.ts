// Words of trackers and deployment tools, as their documents have them: what each means here.
import { expect, test } from 'vitest'
import { deploymentState, incidentState, severityRank } from '../../../src-main/sources/files/vocabulary.ts'

test.each([
  [
    'open',
    'triggered, open, New, started, in_triage, detected, investigating, identified, firing, active, live, unresolved, To Do, ' +
      'todo, reopened, In Progress, in_progress, on hold, pending, acknowledged, stable, monitoring, mitigated',
  ],
  [
    'over',
    'resolved, Closed, DONE, solved, fixed, completed, complete, postmortem, post-incident, learning, 已完成, erledigt, ' +
      'terminé, resuelto',
  ],
  [
    'none',
    "declined, merged, duplicate, canceled, Cancelled, not_planned, won't do, Won’t Do, test, example, drill, tutorial, " +
      'maintenance, scheduled, false positive',
  ],
  [null, 'blorp, , resolved?, openly'],
])('an incident is %s', (state, words) => {
  for (const word of words.split(', ')) expect([word, incidentState(word)]).toEqual([word, state])
})

test.each([
  [1, 'P1, p1, SEV1, SEV-1, sev 1, SEV0, P0, 1 - Critical, 1, critical, Highest, urgent, fatal, page, Priority 1'],
  [2, 'P2, SEV-2, 2 - High, major, high, error, hoch, Élevée'],
  [3, 'P3, SEV3, 3 - Moderate, minor, medium, normal, warning, mittel'],
  [4, 'P4, SEV-4, 4 - Low, low, info, ticket'],
  [5, 'P5, 5 - Planning, lowest, none'],
  [null, 'UNKNOWN, P6, 10, hochfest, , highway, P12'],
])('a severity is %s', (rank, words) => {
  for (const word of words.split(', ')) expect([word, severityRank(word)]).toEqual([word, rank])
})

test.each([
  [
    'pending',
    'pending, queued, scheduled, created, blocked, on_hold, waiting, requested, MANUAL, action_required, neutral, stale',
  ],
  ['started', 'started, in_progress, IN_PROGRESS, deploying, building, running, failing'],
  [
    'succeeded',
    'SUCCESS, success, completed, deployed, built, succeeded, SUCCESSFUL, READY, Healthy, UNSTABLE, partiallySucceeded',
  ],
  ['failed', 'FAILURE, failed, failure, error, timed_out, startup_failure, ERROR'],
  ['aborted', 'ABORT, aborted, cancelled, canceled, skipped, STOPPED, NOT_BUILT, not_run, unauthorized, rejected'],
  [null, 'maybe, , successfully, notok'],
])('a deployment is %s', (state, words) => {
  for (const word of words.split(', ')) expect([word, deploymentState(word)]).toEqual([word, state])
})
