// A deployment as DevLake's webhooks take it: one result, one or several repositories. The whole of it each time: what
// is left out the second time is gone.
import { z } from 'zod'
import { must } from '../../../../src-shared/assert.ts'
import { type DeploymentState, Id, idLength, type Translation } from '../../../../src-shared/event.ts'
import { shown } from '../../../../src-shared/reply.ts'
import { parseVersion } from '../../../../src-shared/version.ts'
import { OptionalText, orBlank, Text, Time, weakList, weakObject, weakText } from './weak.ts'

export const environments = ['PRODUCTION', 'STAGING', 'TESTING', 'DEVELOPMENT'] as const
/** Worst first: without a result of its own, a deployment fared as the worst of its commits. */
const results = ['FAILURE', 'ABORT', 'MANUAL', 'SUCCESS'] as const
const states: Record<(typeof results)[number], DeploymentState> = {
  FAILURE: 'failed',
  ABORT: 'aborted',
  // What GitLab, from where the word comes, calls a job that waits for somebody to start it.
  MANUAL: 'pending',
  SUCCESS: 'succeeded',
}
export const Result = orBlank(z.enum(results))

const Commit = weakObject({
  repoUrl: Text,
  commitSha: weakText(Id),
  refName: OptionalText,
  startedDate: Time.optional(),
  finishedDate: Time.optional(),
  createdDate: Time.optional(),
  result: Result,
})

/** Any of the fields. */
type Some<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined }

interface SaidCommit extends Some<Omit<z.infer<typeof Commit>, 'commitSha'>> {
  commitSha: string
}

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

/** What today's words say; those of older senders may leave out an id, a start and an end. */
export interface Reported extends Some<Omit<z.infer<typeof Deployment>, 'deploymentCommits'>> {
  deploymentCommits: SaidCommit[]
}

/**
 * Without an id the commit tells the deployment, and it may be deployed again: that is a series, which ends at a time.
 */
export function readDeployment(body: Reported, system: string, received_at_ms: number): Translation {
  const commits = body.deploymentCommits
  const result = body.result ?? results.find((word) => commits.some((commit) => commit.result === word)) ?? 'SUCCESS'
  const ids = [...new Set(commits.map((commit) => commit.commitSha.toLowerCase()))]
  const finished = body.finishedDate ?? received_at_ms
  return {
    events: [
      {
        type: 'deployment',
        system,
        environment: (body.environment ?? 'PRODUCTION').toLowerCase(),
        ...(body.id === undefined ? { id: idFrom(ids), series: true, at_ms: finished } : { id: body.id }),
        state: states[result],
        version: versionOf(commits),
        started_at_ms: body.startedDate ?? null,
        // What waits has not finished, whatever the required field says.
        finished_at_ms: result === 'MANUAL' ? null : finished,
        commits: ids,
        title: body.displayTitle ?? body.name ?? null,
      },
    ],
    at: ['body'],
    skipped: [],
    warnings: [
      ...(result === 'MANUAL' ? [manualWaits] : []),
      ...(body.finishedDate === undefined ? ['"end_time" is nothing: it finished when this report came.'] : []),
      ...commits.flatMap((commit, i) => warningsOn(commit, `deploymentCommits.${i}`, body.result)),
    ],
  }
}

/** All commits of it where they fit, else the first. */
function idFrom(commits: readonly string[]): string {
  const all = commits.join('+')
  return all.length <= idLength ? all : must(commits[0], 'because there is one at least')
}

const manualWaits = '"result" is "MANUAL": kept as pending, which counts nowhere, until it is sent again.'

function warningsOn(commit: SaidCommit, at: string, result: string | undefined): string[] {
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
function versionOf(commits: readonly SaidCommit[]): string | null {
  const names = commits.map((commit) => (commit.refName ?? '').replace(/^refs\/tags\//, ''))
  const versions = new Set(names.filter((name) => !name.startsWith('refs/') && parseVersion(name) !== null))
  return versions.size === 1 ? ([...versions][0] ?? null) : null
}
