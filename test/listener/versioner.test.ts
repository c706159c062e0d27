// Versioner's events over real HTTP: what its clients send, what each becomes, what is answered and refused.
import { describe, expect, test } from 'vitest'
import { newestBody } from './door.ts'
import { minutesPast, openVersionerDoor, replied, sha } from './versioner-door.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/
const event = { product_name: 'shop-api', version: '1.2.3', environment_name: 'production', status: 'success' }

describe('the answer', () => {
  test('200 with every field the clients read', async () => {
    const { deploy } = await openVersionerDoor()
    const answer = await deploy(0, 'success', { deployed_by: 'release-bot', scm_sha: sha })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/json')
    const id = expect.stringMatching(uuid)
    expect(answer.json).toEqual({
      id,
      product_id: id,
      version_id: id,
      environment_id: id,
      product_name: 'shop-api',
      version: '1.2.3',
      environment_name: 'production',
      status: 'completed',
      started_at: null,
      completed_at: '2026-03-02T12:00:00Z',
      deployed_at: '2026-03-02T12:00:00Z',
      deployment_id: answer.json?.id,
      event_id: answer.json?.id,
      deployed_by: 'release-bot',
      created_at: '2026-03-02T12:00:00Z',
    })
  })

  test('of a build there is no environment', async () => {
    const { build } = await openVersionerDoor()
    const answer = await build(0, 'built', { started_at: minutesPast(-2), completed_at: minutesPast(-1) })
    expect(answer.json).toMatchObject({
      status: 'completed',
      started_at: '2026-03-02T11:58:00Z',
      completed_at: '2026-03-02T11:59:00Z',
      created_at: '2026-03-02T12:00:00Z',
    })
    expect(Object.keys(replied(answer)).filter((name) => /environment|deployed/.test(name))).toEqual([])
  })

  test('a retry has the same ids, other events and other names have others', async () => {
    const { deploy } = await openVersionerDoor()
    const first = replied(await deploy(0, 'success'))
    expect(replied(await deploy(1, 'success')).id).toBe(first.id)
    const elsewhere = replied(await deploy(2, 'success', { environment_name: 'staging' }))
    expect(elsewhere.id).not.toBe(first.id)
    expect(elsewhere.environment_id).not.toBe(first.environment_id)
    expect([elsewhere.product_id, elsewhere.version_id]).toEqual([first.product_id, first.version_id])
    const other = replied(await deploy(3, 'success', { product_name: 'shop-web' }))
    expect(other.product_id).not.toBe(first.product_id)
    // 1.2.3 of another product is another version.
    expect(other.version_id).not.toBe(first.version_id)
  })

  test('a test event is answered with an id and counts nowhere', async () => {
    const { door, post, deployments } = await openVersionerDoor()
    const headers = { Authorization: `Bearer ${door.key}`, 'X-Shiplog-Test': '1' }
    const answer = await post('/deployment-events/', event, headers)
    expect([answer.status, answer.json]).toEqual([200, { id: expect.stringMatching(uuid) }])
    expect(await deployments()).toEqual([])
  })

  test('a commit id that git has not is kept, and the answer says what it is not good for', async () => {
    const { deploy, door } = await openVersionerDoor()
    const answer = await deploy(0, 'success', { scm_sha: 'r4711' })
    expect(answer.json).toMatchObject({ warnings: [expect.stringContaining('"scm_sha" is "r4711"')] })
    const { rows } = await door.ask('deployments.list', {})
    expect((await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })).commit_ids).toEqual(['r4711'])
  })
})

describe('addresses and keys', () => {
  test.each(['/deployment-events', '/deployment-events/', '//deployment-events/', '/base/api/deployment-events/'])(
    '%s',
    async (path) => {
      const { post, deployments } = await openVersionerDoor()
      expect((await post(path, event)).status).toBe(200)
      expect(await deployments()).toEqual([['succeeded', null, 0]])
    },
  )

  test('without a key and with a wrong one', async () => {
    const { post, door, deployments } = await openVersionerDoor()
    const wrong: Record<string, string>[] = [
      {},
      { Authorization: 'Bearer sk_nobody_k1_registered' },
      { Authorization: `Basic ${door.key}` },
      { Authorization: 'Bearer' },
    ]
    for (const headers of wrong) {
      const answer = await post('/deployment-events/', event, headers)
      expect([answer.status, replied(answer).detail]).toEqual([401, 'Invalid API key'])
      expect(answer.json?.message).toBe(replied(answer).error)
    }
    expect(await deployments()).toEqual([])
    expect((await post('/deployment-events/', event, { authorization: `bearer ${door.key}` })).status).toBe(200)
  })

  test('other methods and neighbours are said to be nothing', async () => {
    const { door, post } = await openVersionerDoor()
    const got = await door.send({ method: 'GET', path: '/build-events/' })
    expect([got.status, got.json]).toEqual([405, expect.objectContaining({ detail: expect.any(String) })])
    const below = await post('/deployment-events/7', event)
    expect([below.status, replied(below).detail]).toEqual([404, 'Not found'])
  })
})

describe('what is read', () => {
  test.each([
    ['pending', 'pending queued scheduled deployment.pending'],
    ['started', 'started in_progress init deploying building STARTED'],
    ['succeeded', 'success completed complete finished deployed built deployment.completed'],
    ['failed', 'failed fail failure error Deployment.Failed'],
    ['aborted', 'aborted abort cancelled cancel skipped deployment.preflight_failed'],
  ])('%s: %s', async (state, words) => {
    const { deploy, build, deployments, door } = await openVersionerDoor()
    for (const [i, word] of words.split(' ').entries()) {
      expect((await deploy(0, ` ${word}\n`, { version: `1.${i}` })).status).toBe(200)
      expect((await build(0, word.replace(/^deployment/i, 'build'), { version: `1.${i}` })).status).toBe(200)
    }
    const expected = words.split(' ').map(() => state)
    expect((await deployments()).map(([one]) => one)).toEqual(expected)
    expect((await door.ask('builds.list', {})).rows.map((row) => row.state)).toEqual(expected)
  })

  test('a hotfix and a rollback, where the metadata says so', async () => {
    const { deploy, door } = await openVersionerDoor()
    const said = ['hotfix', ' Rollback', 'blue-green', 7, undefined]
    for (const [i, deployment_type] of said.entries())
      await deploy(i, 'success', { version: `1.${i}`, extra_metadata: { deployment_type } })
    const { rows } = await door.ask('deployments.list', {})
    expect(rows.toReversed().map((row) => row.kind)).toEqual(['hotfix', 'rollback', 'regular', 'regular', 'regular'])
  })

  test('empty texts and nulls say nothing, as scripts send variables that are not set', async () => {
    const { deploy, build, door } = await openVersionerDoor()
    const blank = { scm_sha: '', invoke_id: '', scm_branch: '', build_url: '', deploy_url: null, completed_at: null }
    expect((await deploy(0, 'success', { ...blank, extra_metadata: null })).status).toBe(200)
    expect((await build(0, 'success', blank)).status).toBe(200)
    expect((await door.ask('deployments.list', {})).rows.map((row) => row.id)).toEqual(['1.2.3'])
    const { rows } = await door.ask('builds.list', {})
    expect(rows.map((row) => [row.id, row.commit, row.branch])).toEqual([['1.2.3', null, null]])
  })

  test('what is not read may have any shape, and is kept', async () => {
    const { deploy, door } = await openVersionerDoor()
    const odd = { build_number: 456, scm_repository: ['a'], skip_preflight_checks: true, extra_metadata: { a: [1] } }
    expect((await deploy(0, 'success', odd)).status).toBe(200)
    expect(JSON.parse((await newestBody(door)) ?? '')).toMatchObject(odd)
  })

  test('a build says what a version was made from: one commit for ever', async () => {
    const { build, deploy, builds } = await openVersionerDoor()
    // The documentation's own sequence: a start without a commit, an end with one.
    expect((await build(0, 'started')).status).toBe(200)
    expect((await build(5, 'completed', { scm_sha: 'abc123' })).status).toBe(200)
    const other = await build(6, 'completed', { scm_sha: 'def456' })
    expect(other.status).toBe(409)
    expect(replied(other).detail).toBe('Version 1.2.3 already exists with different SHA')
    expect(other.json?.message).toBe(replied(other).detail)
    expect(await builds()).toEqual([['succeeded', 0, 5]])
    // The same commit, whole; a deployment is never refused for it; another product has versions of its own.
    expect((await build(7, 'completed', { scm_sha: 'ABC123def456' })).status).toBe(200)
    expect((await deploy(8, 'success', { scm_sha: 'def456' })).status).toBe(200)
    expect((await build(9, 'completed', { scm_sha: 'def456', product_name: 'shop-web' })).status).toBe(200)
  })
})

const missing = (name: string) => ({ ...event, [name]: undefined })

describe('what is refused', () => {
  test.each(['product_name', 'version', 'environment_name', 'status'])('400: no %s', async (name) => {
    const { post, deployments } = await openVersionerDoor()
    const answer = await post('/deployment-events/', missing(name))
    expect([answer.status, replied(answer).detail]).toEqual([400, `Field '${name}' is required`])
    expect(answer.json?.message).toContain(`"${name}" is nothing, expected a string`)
    expect(await deployments()).toEqual([])
  })

  test.each([
    ['nothing', '', 'The body is empty'],
    ['no JSON', '{"product_name":', 'not valid JSON'],
    ['a comment', `{"product_name":"a"} # build`, 'not valid JSON'],
    ['a fragment', '{ "status": "started" }', "Field 'product_name' is required; Field 'version' is required"],
  ])('400: %s', async (_, body, says) => {
    const { post } = await openVersionerDoor()
    const answer = await post('/deployment-events/', body)
    expect([answer.status, replied(answer).detail]).toEqual([400, expect.stringContaining(says)])
  })

  test.each([
    ['status', 'bogus', '"bogus"', 'one of pending, queued'],
    ['status', '', '""', 'one of pending, queued'],
    ['status', 'build.started', '"build.started"', 'one of pending'],
    ['status', '__proto__', '"__proto__"', 'one of pending'],
    ['status', 1, '1', 'a string'],
    ['product_name', '', '""', 'at least one character'],
    ['product_name', null, 'null', 'a string'],
    ['version', 1.2, '1.2', 'a string'],
    ['version', 'a\nb', String.raw`"a\nb"`, 'without control characters'],
    ['environment_name', 'x'.repeat(256), '"xxx', 'at most 255 characters'],
    ['scm_sha', 5, '5', 'a string'],
    ['deploy_url', 'https://\u0000', '"https://', 'without control characters'],
    ['invoke_id', 'x'.repeat(250), '"xxx', 'at most 252 characters together with the version'],
    ['completed_at', '2026-02-30T00:00:00Z', '"2026-02-30T00:00:00Z"', 'a time such as'],
    ['completed_at', '', '""', 'a time such as'],
    ['completed_at', 1772452800, '1772452800', 'a string'],
    ['extra_metadata', [], '[]', 'an object'],
    ['extra_metadata', 'a', '"a"', 'an object'],
    ['extra_metadata', { a: 'x'.repeat(102_393) }, '{"a":"x', 'at most 102400 bytes'],
  ])('422: %s is %j', async (name, value, shown, expected) => {
    const { post, deployments } = await openVersionerDoor()
    const answer = await post('/deployment-events/', { ...event, [name]: value })
    expect(answer.status).toBe(422)
    const detail = replied(answer).detail as { loc: string[]; msg: string; type: string }[]
    expect(detail).toEqual([{ loc: ['body', name], msg: expect.stringContaining(expected), type: 'value_error' }])
    expect(detail[0]?.msg).toContain(shown)
    for (const part of [`"${name}"`, shown, expected]) expect(answer.json?.message).toContain(part)
    expect(await deployments()).toEqual([])
  })

  test('no object at all', async () => {
    const { post } = await openVersionerDoor()
    const answer = await post('/build-events/', [event])
    expect([answer.status, replied(answer).detail]).toEqual([422, [expect.objectContaining({ loc: ['body'] })]])
  })

  test('a start that is no time, of a build', async () => {
    const { build } = await openVersionerDoor()
    const answer = await build(0, 'started', { started_at: 'yesterday' })
    expect([answer.status, replied(answer).detail]).toEqual([
      422,
      [{ loc: ['body', 'started_at'], msg: expect.stringContaining('"yesterday"'), type: 'value_error' }],
    ])
  })

  test('wrong and missing fields are all named at once', async () => {
    const { post } = await openVersionerDoor()
    const answer = await post('/build-events/', { version: 7, status: 'nope' })
    expect([answer.status, replied(answer).detail]).toEqual([
      422,
      [
        { loc: ['body', 'product_name'], msg: 'field required', type: 'value_error.missing' },
        { loc: ['body', 'version'], msg: '7 was sent, expected a string', type: 'value_error' },
        { loc: ['body', 'status'], msg: expect.stringContaining('"nope" was sent'), type: 'value_error' },
      ],
    ])
  })

  test('metadata of 100 KB is taken, whatever the client adds of its own', async () => {
    const { deploy } = await openVersionerDoor()
    // {"a":"…"} is eight characters around the text.
    const extra_metadata = { a: 'x'.repeat(102_392), vi_gh_workflow: 'Deploy', vi_gh_job: 'deploy' }
    expect((await deploy(0, 'success', { extra_metadata })).status).toBe(200)
  })
})
