// Versioner's events API, for its CLI and its GitHub Action as they are. One event a request, below any prefix. Nothing
// ties the events of one deployment together but product, version, environment and run, so they are a series.
// https://docs.versioner.io (Event Tracking API); what the real clients send is in docs/sources.md.
import type { z } from 'zod'
import { type BuildEvent, type DeploymentEvent, finalStates } from '../../../../src-shared/event.ts'
import { shown } from '../../../../src-shared/reply.ts'
import { refuseFields } from '../../fields.ts'
import { jsonBody } from '../../json-body.ts'
import type { Delivery, Route, WebhookSource } from '../../source.ts'
import { Refused, Stored } from './answers.ts'
import { BuildBody, DeploymentBody, jobOf, kindOf, seriesOf } from './body.ts'
import { accepted, rejected, type Said } from './reply.ts'

const builds = {
  method: 'POST',
  summary: 'One state of one build. A version keeps the commit it was first built from.',
  body: BuildBody,
  example: {
    product_name: 'shop-api',
    version: '1.2.3',
    status: 'completed',
    scm_branch: 'main',
    scm_sha: '3f786850e387550fdab836ed7e6dc881de23001b',
    build_url: 'https://ci.example.com/builds/123',
  },
  answered: Stored,
} as const

const routes: Route[] = [
  {
    method: 'POST',
    path: '/deployment-events/',
    match: /\/deployment-events$/,
    summary: 'One state of one deployment: pending, started, or how it ended.',
    body: DeploymentBody,
    example: {
      product_name: 'shop-api',
      version: '1.2.3',
      environment_name: 'production',
      status: 'success',
      scm_sha: '3f786850e387550fdab836ed7e6dc881de23001b',
      deployed_by: 'release-bot',
    },
    answered: Stored,
  },
  { ...builds, path: '/build-events/', match: /\/build-events$/ },
  { ...builds, path: '/version-events/', match: /\/version-events$/ },
]

export const versioner: WebhookSource = {
  id: 'versioner',
  title: 'Versioner',
  routes,
  keyPlace: 'header Authorization: Bearer',
  claims: (path) => /\/(?:deployment|build|version)-events(?:\/|$)/.test(path),
  secretQuery: [],
  refused: Refused,
  key: (request) => /^Bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? null,

  translate(delivery) {
    const { body, event } = read(delivery)
    const translation = { events: [event], at: ['body'], skipped: [], warnings: warningsOn(body.scm_sha) }
    return event.type === 'build' ? { ...translation, versionsFixed: true } : translation
  },

  reply(outcome, delivery) {
    if (outcome.state === 'rejected') return rejected(outcome, delivery)
    // Of a test event nothing is kept that could be told of.
    return accepted(outcome, outcome.told.length === 0 ? null : read(delivery), delivery.received_at_ms)
  },
}

function read(delivery: Delivery): Said {
  return delivery.path.endsWith('/deployment-events') ? readDeployment(delivery) : readBuild(delivery)
}

/**
 * The time of a running state is when we hear of it: the Action calls every event completed now. Only how it ended may
 * have happened earlier.
 */
function readDeployment(delivery: Delivery): Said {
  const body = parse(DeploymentBody, 'The deployment', delivery)
  const event: DeploymentEvent = {
    type: 'deployment',
    system: body.product_name,
    environment: body.environment_name,
    id: seriesOf(body),
    series: true,
    job: jobOf(body),
    at_ms: (isFinal(body) ? body.completed_at : null) ?? delivery.received_at_ms,
    state: body.status,
    version: body.version,
    kind: kindOf(body),
    // Absent, the commit that an earlier state named stands.
    commits: body.scm_sha === undefined ? undefined : [body.scm_sha.toLowerCase()],
    url: body.deploy_url ?? body.build_url,
  }
  return { body, event }
}

/** The Action calls every build started now, finished ones too: a start counts where it is apart from the end. */
function readBuild(delivery: Delivery): Said {
  const body = parse(BuildBody, 'The build', delivery)
  const { started_at, completed_at, scm_sha, scm_branch, build_url } = body
  const told = isFinal(body) ? completed_at : started_at
  const isApart = isFinal(body) && started_at != null && completed_at != null && completed_at - started_at >= 1000
  const event: BuildEvent = {
    type: 'build',
    system: body.product_name,
    id: seriesOf(body),
    series: true,
    job: jobOf(body),
    at_ms: told ?? delivery.received_at_ms,
    state: body.status,
    version: body.version,
    started_at_ms: isApart ? started_at : undefined,
    commit: scm_sha?.toLowerCase(),
    branch: scm_branch,
    url: build_url,
  }
  return { body, event }
}

function isFinal({ status }: Pick<BuildBody, 'status'>): boolean {
  return finalStates.includes(status)
}

function parse<S extends z.ZodType>(schema: S, what: string, delivery: Delivery): z.infer<S> {
  const empty = 'The body is empty; send one event as a JSON object.'
  const parsed = schema.safeParse(jsonBody(delivery.body, empty), { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, what)
  return parsed.data
}

function warningsOn(sha: string | undefined): string[] {
  if (sha === undefined || /^[0-9a-f]{7,64}$/i.test(sha)) return []
  return [`"scm_sha" is ${shown(sha)}, which is no commit id of git: lead times cannot be told from it.`]
}
