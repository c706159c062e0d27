// A version tag that a provider's webhook tells of and that a scan of the repository finds is one deployment, whichever
// comes first; and one without a time is of when it was first heard of.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { type Door, openDoor } from './door.ts'

const heard = Date.parse('2026-11-20T10:00:00Z')
const hour = 3_600_000

/** A repository whose v1.4.0 was made at 09:30, as GitHub and GitLab tell of it: pushed half an hour later. */
function tagged() {
  const repo = createRepo()
  repo.commit({ at: '2026-11-19T08:00:00Z' })
  repo.tag('v1.3.0', { annotated: true, at: '2026-11-19T09:30:00Z' })
  const commit = repo.commit({ at: '2026-11-20T08:00:00Z' })
  repo.tag('v1.4.0', { annotated: true, at: '2026-11-20T09:30:00Z' })
  return { path: repo.path, commit }
}

const sends = {
  github: (door: Door, sha: string, environment = 'production', tag = 'v1.4.0') =>
    door.send({
      path: `/hooks/github?api_key=${encodeURIComponent(door.key)}&system=shop&tags=${environment}`,
      headers: { 'x-github-event': 'push' },
      body: JSON.stringify({
        ref: `refs/tags/${tag}`,
        after: 'b'.repeat(40),
        deleted: false,
        commits: [],
        head_commit: { id: sha },
        repository: { name: 'shop', pushed_at: heard / 1000 },
      }),
    }),
  gitlab: (door: Door, sha: string, environment = 'production', tag = 'v1.4.0') =>
    door.send({
      path: `/hooks/gitlab?system=shop&tags=${environment}`,
      headers: { 'x-gitlab-token': door.key },
      body: JSON.stringify({
        object_kind: 'tag_push',
        ref: `refs/tags/${tag}`,
        after: 'b'.repeat(40),
        checkout_sha: sha,
        project: { path_with_namespace: 'acme/shop' },
      }),
    }),
}

async function shown(door: Door) {
  const { rows } = await door.ask('deployments.list', {})
  return rows.map(({ id, environment, finished_at_ms, sources }) => ({ id, environment, finished_at_ms, sources }))
}

test.each(['github', 'gitlab'] as const)('%s: one with the tag of the repository', async (provider) => {
  const { path, commit } = tagged()
  const two = [
    { id: 'v1.4.0', environment: 'production', finished_at_ms: heard },
    { id: 'v1.3.0', environment: 'production', finished_at_ms: Date.parse('2026-11-19T09:30:00Z') },
  ]
  for (const first of ['hook', 'scan']) {
    const door = await openDoor({ clock: () => heard })
    if (first === 'scan') await door.ask('repos.add', { path, system: 'shop' })
    expect((await sends[provider](door, commit)).status).toBe(200)
    if (first === 'hook') await door.ask('repos.add', { path, system: 'shop' })
    expect(await shown(door), first).toMatchObject(two)
    expect(await shown(door)).toHaveLength(2)
    // It ships the one commit since v1.3.0, which was made at eight: two hours.
    const { metrics } = await door.ask('metrics.overview', { from: '2026-11-20', to: '2026-11-20', zone: 'UTC' })
    expect(metrics.find(({ id }) => id === 'change-lead-time')).toMatchObject({ n: 1, value: 2 * hour })
    expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  }
})

test('by its version alone, where the commit is of another clone; elsewhere it is another', async () => {
  const { path } = tagged()
  const door = await openDoor({ clock: () => heard })
  await door.ask('repos.add', { path, system: 'shop' })
  await sends.github(door, 'c'.repeat(40))
  expect((await shown(door)).map(({ id }) => id)).toEqual(['v1.4.0', 'v1.3.0'])
  await sends.github(door, 'c'.repeat(40), 'staging')
  expect((await shown(door)).filter(({ id }) => id === 'v1.4.0').map(({ environment }) => environment)).toEqual(
    expect.arrayContaining(['production', 'staging']),
  )
})

test('GitLab says no time: it is when it was first heard of, however often it is told', async () => {
  let now = heard
  const door = await openDoor({ clock: () => now })
  const [first, second] = ['a'.repeat(40), 'c'.repeat(40)]
  const ends = async () => (await shown(door)).map(({ finished_at_ms }) => finished_at_ms)
  await sends.gitlab(door, first)
  now += hour
  await sends.gitlab(door, first)
  expect(await ends()).toEqual([heard])
  // A tag that was moved is deployed when it was.
  await sends.gitlab(door, second)
  expect(await ends()).toEqual([heard + hour])
  now += hour
  await sends.gitlab(door, second)
  expect(await ends()).toEqual([heard + hour])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})
