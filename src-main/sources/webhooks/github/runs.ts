// What GitHub tells of runs: a build, unless whoever set up the hook said in its address that this workflow deploys.
// https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run
import { z } from 'zod'
import { type DeploymentState, type Event, Id } from '../../../../src-shared/event.ts'
import { checked, type Kind, nameIn } from '../../provider-hook.ts'
import { Instant } from './time.ts'

const WorkflowRun = z.looseObject({
  action: z.string(),
  workflow_run: z.looseObject({
    id: z.int(),
    run_attempt: z.int().nullish(),
    name: z.string().nullish(),
    head_sha: Id,
    head_branch: z.string().nullish(),
    conclusion: z.string().nullish(),
    run_started_at: Instant.nullish(),
    created_at: Instant,
    updated_at: Instant,
    html_url: z.string().nullish(),
  }),
})

const begun = new Map<string, DeploymentState>([
  ['requested', 'pending'],
  ['in_progress', 'started'],
])

const concluded = new Map<string, DeploymentState>([
  ['success', 'succeeded'],
  // GitHub lets what needs it go on.
  ['neutral', 'succeeded'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
  ['cancelled', 'aborted'],
  ['skipped', 'aborted'],
  ['stale', 'aborted'],
])

export const workflowRun: Kind = (sent, { system, query }) => {
  const { action, workflow_run: run } = checked(WorkflowRun, sent)
  const isOver = action === 'completed'
  const state = isOver ? concluded.get(run.conclusion ?? '') : begun.get(action)
  if (state === undefined)
    return isOver ? `a run that ended as ${run.conclusion ?? 'nothing'} did nothing` : `${action} says nothing of a run`
  const both = {
    system,
    // As the step of the listener page says it, so that the two are one.
    id: `${run.id}.${run.run_attempt ?? 1}`,
    at_ms: run.updated_at,
    state,
    started_at_ms: run.run_started_at ?? run.created_at,
    ...(isOver && { finished_at_ms: run.updated_at }),
    url: run.html_url ?? null,
  }
  const deploys = query.getAll('workflow').includes(run.name ?? '')
  const event: Event = deploys
    ? {
        type: 'deployment',
        ...both,
        environment: nameIn(query, 'environment') ?? 'production',
        commits: [run.head_sha],
      }
    : { type: 'build', ...both, commit: run.head_sha, branch: run.head_branch ?? null }
  return [{ at: 'workflow_run', event }]
}
