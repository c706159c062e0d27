// Tasks of pipelines as DevLake 0.14 took them, at addresses that it no longer has and that scripts still call: one of type
// DEPLOYMENT is a deployment, one of type BUILD a build. What a pipeline is made of besides is not counted.
import { z } from 'zod'
import { type DeploymentState, Id, idLength, type Translation } from '../../../../src-shared/event.ts'
import { environments } from './deployment.ts'
import { OptionalText, orBlank, Time, weakObject, weakText } from './weak.ts'

const types = ['TEST', 'LINT', 'BUILD', 'DEPLOYMENT'] as const
const states = {
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
  ABORT: 'aborted',
  IN_PROGRESS: 'started',
} as const satisfies Record<string, DeploymentState>
const results = Object.keys(states) as (keyof typeof states)[]

const Part = weakText(Id.max((idLength - 1) / 2))

export const Task = weakObject({
  pipeline_name: Part,
  name: Part,
  type: z.enum(types),
  status: z.enum(['IN_PROGRESS', 'DONE']),
  result: z.enum(results),
  environment: orBlank(z.enum(environments)),
  created_date: Time,
  finished_date: orBlank(Time),
  branch: OptionalText,
  commit_sha: orBlank(weakText(Id)),
})

/** Called by its pipeline and its name, which is what told it in DevLake. */
export function readTask(body: z.infer<typeof Task>, system: string, received_at_ms: number): Translation {
  const { type } = body
  if (type !== 'DEPLOYMENT' && type !== 'BUILD')
    return left(`a task of type ${type} is neither a deployment nor a build`)
  // A pipeline that was done aborted what it found running.
  const isOver = body.status === 'DONE'
  const state = !isOver ? 'started' : body.result === 'IN_PROGRESS' ? 'aborted' : states[body.result]
  const commit = body.commit_sha?.toLowerCase()
  const both = {
    system,
    id: `${body.pipeline_name}:${body.name}`,
    state,
    started_at_ms: body.created_date,
    finished_at_ms: isOver ? (body.finished_date ?? received_at_ms) : null,
  } as const
  const environment = (body.environment ?? 'PRODUCTION').toLowerCase()
  return {
    events: [
      type === 'BUILD'
        ? { type: 'build', ...both, commit, branch: body.branch }
        : { type: 'deployment', environment, ...both, commits: commit ? [commit] : undefined },
    ],
    at: ['body'],
    skipped: [],
    warnings:
      isOver && body.finished_date === undefined
        ? ['"finished_date" is nothing: it finished when this report came.']
        : [],
  }
}

/** Tasks say themselves how they ended, and nothing else is counted of a pipeline. */
export function readFinish(): Translation {
  return left('that a pipeline is done changes nothing: each of its tasks says how it ended')
}

function left(reason: string): Translation {
  return { events: [], at: [], skipped: [{ at: 'body', reason, left: true }] }
}
