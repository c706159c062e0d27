// What Versioner's clients send about a deployment or a build. Strict about the fields that are read, blind to all
// others: scripts add their own. An empty text says nothing, because scripts send unset variables so.
import { z } from 'zod'
import { type DeploymentState, deploymentKinds, idLength, Name } from '../../../../src-shared/event.ts'
import { Instant } from '../../instant.ts'

/** The clients share one table for both kinds of event, so "built" may be said of a deployment. */
const words: Record<DeploymentState, readonly string[]> = {
  pending: ['pending', 'queued', 'scheduled'],
  started: ['started', 'in_progress', 'init', 'deploying', 'building'],
  succeeded: ['success', 'completed', 'complete', 'finished', 'deployed', 'built'],
  failed: ['failed', 'fail', 'failure', 'error'],
  // Nothing was deployed where a check before it said no.
  aborted: ['aborted', 'abort', 'cancelled', 'cancel', 'skipped', 'preflight_failed'],
}
const stateOf = new Map(
  Object.entries(words).flatMap(([state, list]) => list.map((word) => [word, state as DeploymentState])),
)

/** A word in any case, also as the name of an event: "deployment.started". */
function status(event: 'deployment' | 'build') {
  return z.string().transform((text, context) => {
    const word = text.trim().toLowerCase()
    const state = stateOf.get(word.startsWith(`${event}.`) ? word.slice(event.length + 1) : word)
    if (state !== undefined) return state
    context.addIssue({ code: 'custom', message: `one of ${[...stateOf.keys()].join(', ')}` })
    return z.NEVER
  })
}

const Text = z
  .string()
  .max(2000)
  .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'text without control characters')
  .nullish()
  .transform((text) => (text === '' || text === null ? undefined : text))

const Time = Instant.nullish()

const metadataBytesMax = 100 * 1024

const Metadata = z
  .looseObject({})
  .refine((data) => sizeOf(data) <= metadataBytesMax, `at most ${metadataBytesMax} bytes as JSON`)
  .nullish()

/** In bytes, without what clients add to what a person gave: their own keys begin with "vi_". */
function sizeOf(data: Record<string, unknown>): number {
  const own = Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith('vi_')))
  return Buffer.byteLength(JSON.stringify(own))
}

const fields = { product_name: Name, version: Name }
const optional = {
  invoke_id: Text,
  scm_sha: Text,
  build_url: Text,
  completed_at: Time,
  extra_metadata: Metadata,
}

export const DeploymentBody = z
  .looseObject({
    ...fields,
    environment_name: Name,
    status: status('deployment'),
    deploy_url: Text,
    deployed_by: Text,
    ...optional,
  })
  .superRefine(refuseLongId)
export type DeploymentBody = z.infer<typeof DeploymentBody>

export const BuildBody = z
  .looseObject({
    ...fields,
    status: status('build'),
    scm_branch: Text,
    built_by: Text,
    started_at: Time,
    ...optional,
  })
  .superRefine(refuseLongId)
export type BuildBody = z.infer<typeof BuildBody>

interface Named {
  version: string
  invoke_id?: string | undefined
  extra_metadata?: Record<string, unknown> | null | undefined
}

/**
 * What repeated events about one run have in common; a version that is deployed again later is told apart by time. A run
 * that is tried again on GitHub keeps its id, and both clients say which attempt it is.
 */
export function seriesOf({ version, invoke_id, extra_metadata }: Named): string {
  if (invoke_id === undefined) return version
  const attempt = extra_metadata?.['vi_gh_run_attempt']
  const again = typeof attempt === 'string' && attempt !== '1' && /^\d{1,6}$/.test(attempt) ? `.${attempt}` : ''
  return `${version} (${invoke_id}${again})`
}

/**
 * GitLab keeps the pipeline's id when one of its jobs is run again; the job has another then. CircleCI begins another
 * workflow, whose id is the run's. Azure DevOps, Bitbucket and Travis CI keep all that the CLI sends; the id of a step of
 * Bitbucket, which comes without its name, would tell two steps apart that speak of one deployment.
 */
export function jobOf({ extra_metadata }: Named): { name: string; id: string } | undefined {
  const [name, id] = [extra_metadata?.['vi_gl_job_name'], extra_metadata?.['vi_gl_job_id']]
  return typeof name === 'string' && typeof id === 'string' && name !== '' && id !== '' ? { name, id } : undefined
}

function refuseLongId(body: Named, context: z.RefinementCtx): void {
  if (seriesOf(body).length <= idLength) return
  const message = `at most ${idLength - 3} characters together with the version`
  context.addIssue({ code: 'custom', path: ['invoke_id'], input: body.invoke_id, message })
}

/** `hotfix` or `rollback` where the sender's metadata says so; Versioner has no field for it. */
export function kindOf({ extra_metadata }: { extra_metadata?: Record<string, unknown> | null | undefined }) {
  const said = extra_metadata?.['deployment_type']
  const word = typeof said === 'string' ? said.trim().toLowerCase() : undefined
  return deploymentKinds.find((kind) => kind === word)
}
