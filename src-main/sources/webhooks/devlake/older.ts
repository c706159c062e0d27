// A deployment in the words that DevLake took before version 1, which pipelines and a CircleCI orb still send: one commit
// stands beside the deployment's own fields, and neither an id, nor a start, nor an end is needed.
import { z } from 'zod'
import { Id } from '../../../../src-shared/event.ts'
import { environments, Result, type Reported } from './deployment.ts'
import { OptionalText, orBlank, sameWord, Time, weakList, weakObject, weakText } from './weak.ts'

const commit = { commit_sha: weakText(Id), ref_name: OptionalText }

const Older = weakObject({
  pipeline_id: orBlank(weakText(Id)),
  start_time: orBlank(Time),
  end_time: orBlank(Time),
  environment: orBlank(z.enum(environments)),
  result: Result,
  display_title: OptionalText,
  name: OptionalText,
  ...commit,
  commit_sha: orBlank(commit.commit_sha),
  deployment_commits: weakList(weakObject(commit)).optional(),
})

/** As today's words would say it; an id and an end that were left out stay so. */
export const OlderDeployment = Older.transform((sent, context): Reported => {
  const { commit_sha, ref_name, deployment_commits } = sent
  const alone = commit_sha === undefined ? [] : [{ commit_sha, ref_name }]
  const commits = deployment_commits ?? alone
  // Of such a commit there were never others than the deployment's, so nothing is to be said of them.
  const dates = { startedDate: sent.start_time ?? 0, finishedDate: sent.end_time ?? 0 }
  if (commits.length === 0)
    context.addIssue({ code: 'custom', path: ['commit_sha'], input: undefined, message: 'the id of a commit' })
  return {
    id: sent.pipeline_id,
    startedDate: sent.start_time,
    finishedDate: sent.end_time,
    environment: sent.environment,
    result: sent.result,
    displayTitle: sent.display_title,
    name: sent.name,
    deploymentCommits: commits.map((one) => ({
      commitSha: one.commit_sha,
      refName: one.ref_name,
      ...dates,
    })),
  }
})

const words = ['start_time', 'pipeline_id', 'commit_sha']

/** Told by words that today's do not have. */
export function isOlder(sent: unknown): boolean {
  if (typeof sent !== 'object' || sent === null) return false
  const keys = Object.keys(sent)
  return keys.some((key) => words.includes(key.toLowerCase())) && !keys.some((key) => sameWord(key, 'startedDate'))
}
