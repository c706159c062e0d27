// A deployment as DevLake's webhooks take it: one result, one or several repositories. The whole of it each time: what
// is left out the second time is gone.
import { z } from 'zod'
import { type DeploymentState, Id, type Translation } from '../../../../src-shared/event.ts'
import { shown } from '../../../../src-shared/reply.ts'
import { parseVersion } from '../../../../src-shared/version.ts'
import { OptionalText, orBlank, Text, Time, weakList, weakObject, weakText } from './weak.ts'

const environments = ['PRODUCTION', 'STAGING', 'TESTING', 'DEVELOPMENT'] as const
/** Worst first: without a result of its own, a deployment fared as the worst of its commits. */
const results = ['FAILURE', 'ABORT', 'MANUAL', 'SUCCESS'] as const
const states: Record<(typeof results)[number], DeploymentState> = {
  FAILURE: 'failed',
  ABORT: 'aborted',
  // What GitLab, from where the word comes, calls a job that waits for somebody to start it.
  MANUAL: 'pending',
  SUCCESS: 'succeeded',
}
const Result = orBlank(z.enum(results))

const Commit = weakObject({
  repoUrl: Text,
  commitSha: weakText(Id),
  refName: OptionalText,
  startedDate: Time.optional(),
  finishedDate: Time.optional(),
  createdDate: Time.optional(),
  result: Result,
})
type Commit = z.infer<typeof Commit>

export const Deployment = weakObject({
  id: weakText(Id),
  startedDate: Time,
  finishedDate: Time,
  createdDate: Time.optional(),
  environment: orBlank(z.enum(environments)),
  result: Result,
  displayTitle: OptionalText,
  name: OptionalText,
  deploymentCommits: weakList(Commit).refine((commits) => commits.length > 0, 'at least one commit'),
})

export function readDeployment(body: z.infer<typeof Deployment>, system: string): Translation {
  const commits = body.deploymentCommits
  const result = body.result ?? results.find((word) => commits.some((commit) => commit.result === word)) ?? 'SUCCESS'
  return {
    events: [
      {
        type: 'deployment',
        system,
        environment: (body.environment ?? 'PRODUCTION').toLowerCase(),
        id: body.id,
        state: states[result],
        version: versionOf(commits),
        started_at_ms: body.startedDate,
        // What waits has not finished, whatever the required field says.
        finished_at_ms: result === 'MANUAL' ? null : body.finishedDate,
        commits: [...new Set(commits.map((commit) => commit.commitSha.toLowerCase()))],
        title: body.displayTitle ?? body.name ?? null,
      },
    ],
    at: ['body'],
    skipped: [],
    warnings: [
      ...(result === 'MANUAL' ? [manualWaits] : []),
      ...commits.flatMap((commit, i) => warningsOn(commit, `deploymentCommits.${i}`, body.result)),
    ],
  }
}

const manualWaits = '"result" is "MANUAL": kept as pending, which counts nowhere, until it is sent again.'

function warningsOn(commit: Commit, at: string, result: string | undefined): string[] {
  const warnings: string[] = []
  for (const name of ['startedDate', 'finishedDate'] as const)
    if (commit[name] === undefined) warnings.push(`"${at}.${name}" is nothing: the deployment's was taken.`)
  if (result !== undefined && commit.result !== undefined && commit.result !== result)
    warnings.push(`"${at}.result" is ${shown(commit.result)}: the deployment's, ${shown(result)}, is what counts.`)
  if (!/^[0-9a-f]{7,64}$/i.test(commit.commitSha))
    warnings.push(`"${at}.commitSha" is ${shown(commit.commitSha)}, which is no commit of git: it tells no lead time.`)
  return warnings
}

/** The version tag that was deployed; null where the commits have none, or several. */
function versionOf(commits: readonly Commit[]): string | null {
  const names = commits.map((commit) => (commit.refName ?? '').replace(/^refs\/tags\//, ''))
  const versions = new Set(names.filter((name) => !name.startsWith('refs/') && parseVersion(name) !== null))
  return versions.size === 1 ? ([...versions][0] ?? null) : null
}
