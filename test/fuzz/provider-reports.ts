// What GitHub and GitLab send of themselves, as far as it counts.
import type { Dice } from '../helpers/random.ts'
import { environments, moment, shas, step, systems, text } from './things.ts'

interface Hook {
  path: string
  headers?: Record<string, string>
  body: unknown
  thing: string
}

const ends = ['success', 'failure', 'timed_out', 'cancelled', 'skipped', null]
const tags = ['v1.4.0', 'v1.4.0-rc.1', '1.5.0', 'nightly']
const labelNames = ['incident', 'Bug', 'help wanted']

export function github(dice: Dice, now: number): Hook {
  const system = dice.pick(systems)
  const n = dice.below(3)
  const tag = dice.pick(tags)
  const sha = dice.pick(shas)
  const created = moment(dice, now)
  const created_at = text(created)
  const updated = created + dice.below(30) * step
  const updated_at = text(updated)
  const environment = dice.pick(environments)
  const sent = (kind: string, thing: string, body: object): Hook => ({
    path: `/hooks/github?system=${system}&releases=production&tags=production`,
    headers: { 'X-GitHub-Event': kind },
    body: { repository: { name: 'shop', default_branch: 'main', pushed_at: updated / 1000 }, ...body },
    thing,
  })
  const state = dice.pick(['success', 'failure', 'error', 'in_progress', 'pending', 'queued', 'waiting', 'inactive'])
  const target_url = dice.pick(['', 'https://ci.example.com/1'])
  const isClosed = dice.below(2) === 0
  const labels = [{ name: dice.pick(labelNames) }]
  const issue = { number: n, title: dice.pick(['slow', 'down']), labels, created_at, updated_at }
  const commits = [{ id: sha, timestamp: created_at }]
  return dice.pick([
    () =>
      sent('deployment_status', `deployment ${system} ${environment === 'prod' ? 'production' : environment} ${n}`, {
        deployment_status: { state, environment, created_at: updated_at, target_url },
        deployment: { id: n, sha, environment, created_at },
      }),
    () =>
      sent('issues', `issue ${system} ${n}`, {
        action: dice.pick(['opened', 'closed', 'labeled', 'deleted']),
        issue: { ...issue, ...(isClosed ? { state: 'closed', closed_at: updated_at } : { state: 'open' }) },
      }),
    () => sent('push', `change ${system} ${sha}`, { ref: `refs/heads/${dice.pick(['main', 'try'])}`, commits }),
    () =>
      sent('pull_request', `change ${system} ${sha}`, {
        action: 'closed',
        pull_request: { merged: dice.pick([true, false]), merge_commit_sha: sha, created_at },
      }),
    () =>
      sent('workflow_run', `build ${system} ${n}.1`, {
        action: 'completed',
        workflow_run: {
          id: n,
          run_attempt: 1,
          name: 'CI',
          head_sha: sha,
          conclusion: dice.pick(ends),
          created_at,
          updated_at,
        },
      }),
    () =>
      sent('push', `deployment ${system} production ${tag}`, {
        ref: `refs/tags/${tag}`,
        ...dice.pick([{ head_commit: { id: sha } }, { deleted: true, head_commit: null }]),
        commits: [],
      }),
    () =>
      sent('release', `deployment ${system} production ${tag}`, {
        action: dice.pick(['published', 'released', 'edited']),
        release: { tag_name: tag, prerelease: dice.pick([true, false]), published_at: updated_at },
      }),
    () => sent(dice.pick(['ping', 'star']), 'nothing', { zen: 'Keep it logically awesome.' }),
  ])()
}

/** As GitLab writes times, where it does not write them as others do. */
function spaced(ms: number): string {
  return `${text(ms).slice(0, 19).replace('T', ' ')} UTC`
}

export function gitlab(dice: Dice, now: number): Hook {
  const system = dice.pick(systems)
  const n = dice.below(3)
  const tag = dice.pick(tags)
  const sha = dice.pick(shas)
  const created = moment(dice, now)
  const updated = created + dice.below(30) * step
  const created_at = spaced(created)
  const environment = dice.pick(environments)
  const sent = (object_kind: string, thing: string, body: object): Hook => ({
    path: '/hooks/gitlab?releases=production&tags=production',
    body: { object_kind, project: { path_with_namespace: system, default_branch: 'main' }, ...body },
    thing,
  })
  const status = dice.pick(['created', 'blocked', 'running', 'success', 'failed', 'canceled', 'approval'])
  const commit_url = `https://gitlab.example.com/acme/shop/-/commit/${sha}`
  const issue = { iid: n, type: dice.pick(['Issue', 'Incident']), title: dice.pick(['slow', 'down']), created_at }
  const isClosed = dice.below(2) === 0
  const course = isClosed ? { state: 'closed', closed_at: spaced(updated) } : { state: 'opened' }
  return dice.pick([
    () =>
      sent('deployment', `deployment ${system} ${environment === 'prod' ? 'production' : environment} ${n}`, {
        status,
        status_changed_at: `${spaced(updated).slice(0, 19)} +0000`,
        deployment_id: n,
        environment,
        ...dice.pick([{}, { short_sha: sha.slice(0, 8), commit_url }]),
      }),
    () =>
      sent(dice.pick(['issue', 'incident']), `issue ${system} ${n}`, {
        object_attributes: { ...issue, ...course, updated_at: spaced(updated) },
        labels: [{ title: dice.pick(labelNames) }],
      }),
    () =>
      sent('push', `change ${system} ${sha}`, {
        ref: `refs/heads/${dice.pick(['main', 'try'])}`,
        commits: [{ id: sha, timestamp: text(created) }],
      }),
    () =>
      sent('merge_request', `change ${system} ${sha}`, {
        object_attributes: { action: dice.pick(['merge', 'open']), merge_commit_sha: sha, created_at },
      }),
    () =>
      sent('pipeline', `build ${system} ${n}`, {
        object_attributes: {
          id: n,
          sha,
          status: dice.pick(['success', 'failed', 'skipped']),
          created_at,
          finished_at: spaced(updated),
        },
      }),
    () =>
      sent('tag_push', `deployment ${system} production ${tag}`, {
        ref: `refs/tags/${tag}`,
        ...dice.pick([
          { after: 'b'.repeat(40), checkout_sha: sha },
          { after: '0'.repeat(40), checkout_sha: null },
        ]),
      }),
    () =>
      sent('release', `deployment ${system} production ${tag}`, {
        action: dice.pick(['create', 'update']),
        tag,
        created_at,
        ...dice.pick([{}, { released_at: created_at }, { released_at: spaced(updated) }]),
        commit: { id: sha },
      }),
    () => sent('wiki_page', 'nothing', {}),
  ])()
}
