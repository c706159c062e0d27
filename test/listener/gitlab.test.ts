// GitLab's webhooks over real HTTP: by their secret token and by their signing token, which is of Standard Webhooks.
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const body = JSON.stringify({
  object_kind: 'deployment',
  status: 'success',
  status_changed_at: '2026-11-20 10:05:00 +0000',
  deployment_id: 7,
  environment: 'production',
  short_sha: 'aaaaaaaa',
  project: { path_with_namespace: 'acme/shop' },
})

test('by the signing token', async () => {
  const now = Date.parse('2026-11-20T10:06:00Z')
  const door = await openDoor({ clock: () => now })
  const { key } = await door.ask('keys.add', { name: 'gitlab', signs: true })
  const secret = Buffer.from(key.replace('whsec_', ''), 'base64')
  const sign = (id: string) =>
    createHmac('sha256', secret)
      .update(`${id}.${now / 1000}.${body}`)
      .digest('base64')
  const post = (signature: string) =>
    door.send({
      path: '/hooks/gitlab',
      body,
      headers: { 'webhook-id': 'one', 'webhook-timestamp': String(now / 1000), 'webhook-signature': `v1,${signature}` },
    })
  expect((await post(sign('two'))).status).toBe(401)
  expect((await post(sign('one'))).status).toBe(200)
  expect(await door.ask('deployments.list', {})).toMatchObject({ total: 1, rows: [{ id: '7', system: 'acme/shop' }] })
})

test('a system in the address goes before the project, and one that is no name is refused', async () => {
  const door = await openDoor()
  const post = (system: string) =>
    door.send({ path: `/hooks/gitlab?system=${system}`, body, headers: { 'x-gitlab-token': door.key } })
  expect((await post('shop')).status).toBe(200)
  expect(await door.ask('deployments.list', {})).toMatchObject({ rows: [{ system: 'shop' }] })
  expect(await post('a%00b')).toMatchObject({ status: 400 })
  expect((await door.send({ path: '/hooks/gitlab', body })).status).toBe(401)
})

test('a webhook of a group makes a system of each project; a job that is run again is another deployment, a redelivery is not', async () => {
  const door = await openDoor()
  const sent = JSON.parse(body) as object
  const post = async (change: object, query = '') => {
    const headers = { 'x-gitlab-token': door.key }
    const answer = await door.send({
      path: `/hooks/gitlab${query}`,
      body: JSON.stringify({ ...sent, ...change }),
      headers,
    })
    expect(answer.status).toBe(200)
  }
  const web = { project: { path_with_namespace: 'acme/web' } }
  await post({})
  await post({})
  // The job of the same commit again, two minutes later.
  await post({ deployment_id: 8, status_changed_at: '2026-11-20 10:07:00 +0000' })
  await post({ ...web, deployment_id: 9, status_changed_at: '2026-11-20 10:09:00 +0000' })
  await post({ ...web, deployment_id: 10, status_changed_at: '2026-11-20 10:11:00 +0000' }, '?system=all')
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map(({ id, system }) => [id, system])).toEqual([
    ['10', 'all'],
    ['9', 'acme/web'],
    ['8', 'acme/shop'],
    ['7', 'acme/shop'],
  ])
})
