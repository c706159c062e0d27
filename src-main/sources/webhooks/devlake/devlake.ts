// Apache DevLake's incoming webhooks, for the curl commands that its users have in their pipelines: JSON under whatever
// Content-Type, one thing a request. A webhook is a system. Every difference to DevLake is listed in docs/sources.md.
// https://devlake.apache.org/docs/Plugins/webhook
import type { z } from 'zod'
import { must } from '../../../../src-shared/assert.ts'
import type { Translation } from '../../../../src-shared/event.ts'
import { systemOfWebhook } from '../../../../src-shared/webhook.ts'
import {
  causes,
  type Delivery,
  type Route,
  type WebhookOutcome,
  type WebhookReply,
  type WebhookSource,
} from '../../source.ts'
import { issueAt, pathsTo, prefix, webhookAt } from './address.ts'
import { Deployment, readDeployment, type Reported } from './deployment.ts'
import { denied, envelope, Refused, Stored } from './answers.ts'
import { closeExample, deploymentExample, issueExample, pullRequestExample, taskExample } from './examples.ts'
import { Close, Issue, readClose, readIssue } from './issue.ts'
import { isOlder, OlderDeployment } from './older.ts'
import { parsed } from './parsed.ts'
import { PullRequest, readPullRequest } from './pull-request.ts'
import { readFinish, readTask, Task } from './task.ts'

interface Action {
  route: Route
  read(body: Uint8Array, system: string, delivery: Pick<Delivery, 'path' | 'received_at_ms'>): Translation
}

const base = '/api/rest/plugins/webhook/connections/{id}'
const elsewhere =
  'Also below webhook/{id}, connections/by-name/{name} and projects/{name}, each after /api/rest, /rest, /api or nothing.'

const actions: Action[] = [
  {
    route: {
      method: 'POST',
      path: `${base}/deployments`,
      match: pathsTo('deployments'),
      summary: `One deployment to one or several repositories, as DevLake takes it. ${elsewhere}`,
      body: Deployment,
      example: deploymentExample,
      answered: Stored,
    },
    read: (body, system, { received_at_ms }) => readDeployment(deploymentIn(body), system, received_at_ms),
  },
  {
    route: {
      method: 'POST',
      path: `${base}/issues`,
      match: pathsTo('issues'),
      summary: `One issue or incident, new or as it is now. ${elsewhere}`,
      body: Issue,
      example: issueExample,
      answered: Stored,
    },
    read: (body, system) => readIssue(parsed(Issue, 'The issue', body), system),
  },
  {
    route: {
      method: 'POST',
      path: `${base}/issue/{key}/close`,
      match: pathsTo('issue/(?:[^/]+/)?[^/]+/close'),
      summary: `Closes an issue, now or at a resolutionDate; the body may be empty. ${elsewhere}`,
      body: Close,
      mayBeEmpty: true,
      example: closeExample,
      answered: Stored,
    },
    read: (body, system, { path }) => readClose(parsed(Close, 'The close', body, '{}'), system, issueAt(path)),
  },
  {
    route: {
      method: 'POST',
      path: `${base}/pull_requests`,
      match: pathsTo('pull_requests'),
      summary: `One pull request; a merged one is a change. ${elsewhere}`,
      body: PullRequest,
      example: pullRequestExample,
      answered: Stored,
    },
    read: (body, system) => readPullRequest(parsed(PullRequest, 'The pull request', body), system),
  },
  {
    route: {
      method: 'POST',
      path: `${base}/cicd_tasks`,
      match: pathsTo('cicd_tasks'),
      summary: `One task of a pipeline, as DevLake 0.14 took it: a deployment or a build. Today’s address is deployments. ${elsewhere}`,
      body: Task,
      example: taskExample,
      answered: Stored,
    },
    read: (body, system, { received_at_ms }) => readTask(parsed(Task, 'The task', body), system, received_at_ms),
  },
  {
    route: {
      method: 'POST',
      path: `${base}/cicd_pipeline/{name}/finish`,
      match: pathsTo('cicd_pipeline/[^/]+/finish'),
      summary: `That a pipeline of DevLake 0.14 is done, which changes nothing: its tasks say how they ended. ${elsewhere}`,
      answered: Stored,
    },
    read: readFinish,
  },
]

export const devlake: WebhookSource = {
  id: 'devlake',
  title: 'Apache DevLake',
  routes: actions.map((action) => action.route),
  keyPlace: 'header Authorization: Bearer',
  claims: (path) => new RegExp(`${prefix}(?:/|$)`).test(path),
  secretQuery: [],
  refused: Refused,
  key: (request) => /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? null,

  translate(delivery) {
    const { path, body } = delivery
    const action = must(
      actions.find(({ route }) => route.match.test(path)),
      'because only its addresses lead here',
    )
    return action.read(body, systemOfWebhook(webhookAt(path)), delivery)
  },

  reply(outcome: WebhookOutcome, delivery): WebhookReply {
    if (outcome.state === 'accepted') {
      const warnings = [...outcome.warnings, ...outcome.skipped.map((skip) => skip.reason)]
      return { status: 200, body: { ...envelope(true, 'success'), ...(warnings.length > 0 ? { warnings } : {}) } }
    }
    const { cause, message, fields } = outcome
    if (cause === 'no key') {
      const sent = delivery.headers['authorization'] !== undefined
      return { status: 401, body: denied(sent ? 'token is not present or malformed' : 'token is missing') }
    }
    if (cause === 'unknown key') return { status: 403, body: denied('api key is invalid') }
    if (cause === 'out of scope') return { status: 403, body: denied(message) }
    const each = fields.map(({ field, value, accepted }) => `"${field}" is ${value}, expected ${accepted}`)
    return { status: causes[cause], body: envelope(false, message, each.length > 0 ? each : null) }
  },
}

function deploymentIn(body: Uint8Array): Reported {
  return parsed<z.ZodType<Reported>>((sent) => (isOlder(sent) ? OlderDeployment : Deployment), 'The deployment', body)
}
