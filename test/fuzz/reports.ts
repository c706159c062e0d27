// Reports that every dialect accepts, about few things, so that they meet: the seed of the mutations and of the
// properties. A report is what one event says; a request carries one, or several where the dialect takes several.
import { type Dice } from '../helpers/random.ts'
import { github, gitlab } from './provider-reports.ts'
import { environments, moment, shas, step, systems, text } from './things.ts'

export const dialects = ['pulse', 'devlake', 'devgrid', 'versioner', 'shiplog', 'github', 'gitlab'] as const
export type DialectId = (typeof dialects)[number]

export interface Report {
  dialect: DialectId
  /** With the query, without the key. */
  path: string
  /** Beside those that every request of the dialect has. */
  headers?: Record<string, string>
  /** What is sent as JSON; undefined for no body. */
  body: unknown
  /** Reports about different things may come in any order. */
  thing: string
}

/** A report from a sender whose clock says `now`. */
export function reportOf(dialect: DialectId, dice: Dice, now: number): Report {
  return { dialect, ...makers[dialect](dice, now) }
}

type Maker = (dice: Dice, now: number) => Omit<Report, 'dialect'>

const makers: Record<DialectId, Maker> = {
  pulse,
  devlake,
  devgrid,
  versioner,
  shiplog,
  github,
  gitlab,
}

/** The fields of which the dice say that they are there. */
function some(dice: Dice, fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(() => dice.below(2) === 0))
}

function pulse(dice: Dice, now: number): Omit<Report, 'dialect'> {
  const system = dice.pick(systems)
  const id = `i${dice.below(3)}`
  const created = moment(dice, now)
  const time_created = text(created)
  const at = (door: string) => `/v1/ingestion/${door}?system=${system}`
  const cli = (thing: string, body: object) => ({ path: at('cli'), body: { source: 'cli', ...body }, thing })
  const sha = dice.pick(shas)
  const deployment = { deploy_id: id, time_created, changes: dice.pick([shas, [sha], null]), teams: ['core'] }
  const issue = `issue ${system} ${id}`
  const resolved = created + dice.below(30) * step
  const incident = { id, created_at: time_created, title: dice.pick(['slow', 'down']), urgency: 'high' }
  const word = dice.pick(['trigger', 'resolve', 'acknowledge'])
  return dice.pick([
    () => cli(`change ${system} ${sha}`, { change_id: sha, time_created, event_type: 'commit', $type: 'change' }),
    () => cli(`deployment ${system} ${id}`, { ...deployment, $type: 'deployment' }),
    () => cli(issue, { incident_id: id, time_created, time_resolved: text(resolved), $type: 'incident' }),
    () => ({
      path: at('statuspage'),
      body: { identifier: id, timestampCreated: created / 1000, timestampResolved: resolved / 1000 },
      thing: issue,
    }),
    () => ({
      path: at('pagerduty'),
      body: {
        messages: [{ event: `incident.${word}`, incident: { ...incident, last_status_change_at: text(resolved) } }],
      },
      thing: issue,
    }),
    () => ({
      path: at('pagerduty'),
      body: { event: { event_type: `incident.${word}d`, occurred_at: text(resolved), data: incident } },
      thing: issue,
    }),
  ])()
}

const webhooks = ['1', 'connections/1', 'connections/2', 'connections/by-name/shop', 'projects/web']

function devlake(dice: Dice, now: number): Omit<Report, 'dialect'> {
  const place = dice.pick(webhooks)
  const webhook = place.replace('connections/', '')
  const at = (end: string) => `${dice.pick(['/api/rest', '/rest', ''])}/plugins/webhook/${place}/${end}`
  const id = `i${dice.below(3)}`
  const created = moment(dice, now)
  const startedDate = text(created)
  const finishedDate = text(created + step)
  const sha = dice.pick(shas)
  const commit = {
    repoUrl: 'https://github.com/acme/shop',
    refName: 'v1.4.0',
    commitSha: sha,
    startedDate,
    finishedDate,
  }
  const environment = dice.pick(['PRODUCTION', 'STAGING'])
  const result = dice.pick(['SUCCESS', 'FAILURE', 'ABORT', 'MANUAL'])
  const status = dice.pick(['TODO', 'IN_PROGRESS', 'DONE'])
  const issue = `issue ${webhook} ${id}`
  const known = {
    issueKey: id,
    title: 'Checkout answers 500',
    status,
    originalStatus: 'open',
    createdDate: startedDate,
  }
  const more = { type: dice.pick(['INCIDENT', 'BUG']), updatedDate: finishedDate, resolutionDate: finishedDate }
  return dice.pick([
    () => ({
      path: at('deployments'),
      body: { id, startedDate, finishedDate, environment, result, deploymentCommits: [commit] },
      thing: `deployment ${webhook} ${environment} ${id}`,
    }),
    () => ({ path: at('issues'), body: { ...known, ...some(dice, { ...more, storyPoint: 3 }) }, thing: issue }),
    () => ({
      path: at(`issue/${id}/close`),
      body: dice.pick([undefined, { resolutionDate: finishedDate }]),
      thing: issue,
    }),
    () => ({
      path: at('pull_requests'),
      body: {
        id,
        displayTitle: 'Take vouchers',
        pullRequestKey: 12,
        status: 'MERGED',
        createdDate: startedDate,
        mergeCommitSha: sha,
      },
      thing: `change ${webhook} ${sha}`,
    }),
  ])()
}

/** The body is one element of "events". */
function devgrid(dice: Dice, now: number): Omit<Report, 'dialect'> {
  const entityId = dice.pick(systems)
  const env = dice.pick(environments)
  const optional = {
    build_commit_sha: dice.pick(shas),
    change_id: 'CHG0012345',
    build_url: 'https://ci.example.com/builds/1',
    description: dice.pick(['first', 'second']),
    deployment_type: dice.pick(['hotfix', 'rollback', 'canary']),
  }
  const build = dice.pick([undefined, 'b1', 'b2'])
  const attributes = { env, status: dice.pick(['success', 'failed']), build_id: build, ...some(dice, optional) }
  const timestamp = dice.pick([undefined, text(moment(dice, now))])
  return {
    path: '/events',
    body: { type: 'event-deploy', timestamp, entityId, attributes },
    thing: `${entityId} ${env === 'prod' ? 'production' : env} ${build ?? 'without a build'}`,
  }
}

function versioner(dice: Dice, now: number): Omit<Report, 'dialect'> {
  const n = dice.below(3)
  const version = `1.2.${n}`
  const product_name = dice.pick(systems)
  const invoke_id = dice.pick([undefined, 'run-1'])
  const named = { product_name, version, invoke_id }
  const status = dice.pick(['pending', 'started', 'success', 'failed', 'aborted'])
  // A version keeps its commit, or the second is refused.
  const optional = { scm_sha: shas[n], completed_at: text(moment(dice, now)), build_url: 'https://ci.example.com/1' }
  const environment_name = dice.pick(environments)
  const where = environment_name === 'prod' ? 'production' : environment_name
  const series = `${product_name} ${version} ${invoke_id ?? ''}`
  return dice.pick([
    () => ({
      path: '/deployment-events/',
      body: { ...named, environment_name, status, ...some(dice, { ...optional, deployed_by: 'release-bot' }) },
      thing: `deployment ${where} ${series}`,
    }),
    () => ({
      path: '/build-events/',
      body: { ...named, status, ...some(dice, { ...optional, scm_branch: 'main', extra_metadata: { runs: [1, 2] } }) },
      thing: `build ${series}`,
    }),
  ])()
}

/** The body is one of the events of a request. */
function shiplog(dice: Dice, now: number): Omit<Report, 'dialect'> {
  const system = dice.pick(systems)
  const id = `i${dice.below(3)}`
  const environment = dice.pick(environments)
  const created = moment(dice, now)
  const state = dice.pick(['pending', 'started', 'succeeded', 'failed', 'aborted'])
  const at = some(dice, { at: text(created) })
  const course = some(dice, {
    started_at: text(created),
    finished_at_ms: created + step,
    url: 'https://ci.example.com/1',
  })
  const said = some(dice, {
    version: '1.4.0',
    commits: shas.slice(1),
    changes: [shas[0]],
    names: ['CHG1'],
    kind: 'hotfix',
  })
  const status = dice.pick(['todo', 'in_progress', 'done'])
  const told = some(dice, {
    status,
    kind: dice.pick(['bug', 'incident']),
    updated_at: text(created),
    story_points: 2.5,
  })
  const where = environment === 'prod' ? 'production' : environment
  const about = (thing: string, body: object) => ({ path: '/api/v1/events', body: { system, ...body }, thing })
  return dice.pick([
    () => about(`change ${system} ${id}`, { type: 'change', id, created_at: text(created), ...at }),
    () =>
      about(`deployment ${system} ${where} ${id}`, {
        type: 'deployment',
        id,
        environment,
        state,
        ...course,
        ...said,
        ...at,
      }),
    // Known by its version, which takes the place of an id.
    () => about(`deployment ${system} ${where} ${id}`, { type: 'deployment', version: id, environment, state, ...at }),
    () => about(`build ${system} ${id}`, { type: 'build', id, state, ...course, ...at }),
    () =>
      about(`issue ${system} ${id}`, {
        type: 'incident',
        id,
        started_at: text(created),
        ...some(dice, { resolved_at: text(created + step), deployment: '1.4.0', title: 'Checkout is slow' }),
        ...at,
      }),
    () => about(`issue ${system} ${id}`, { type: 'issue', id, created_at: text(created), ...told, ...at }),
  ])()
}
