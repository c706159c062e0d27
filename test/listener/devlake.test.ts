// What DevLake's users post to its webhooks with curl, over real HTTP: what each becomes, what is answered, what is kept.
import { describe, expect, test } from 'vitest'
import {
  deploymentExample,
  issueExample,
  pullRequestExample,
} from '../../src-main/sources/webhooks/devlake/examples.ts'
import { base, deployments, fixture, incidents, post, refused, success, warnings } from './devlake-door.ts'
import { openDoor } from './door.ts'

const received = Date.UTC(2026, 2, 3, 12)

describe('what the documents and the UI of DevLake give people to post', () => {
  test('the deployment: failed, because it says so, whatever its commits do not say', async () => {
    const door = await openDoor()
    expect(await warnings(post(door, `${base}/deployments`, fixture('deployment')))).toEqual([
      expect.stringContaining('"c1", which is no commit of git'),
      expect.stringContaining('"c2", which is no commit of git'),
    ])
    const rows = await deployments(door)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      id: 'required-id',
      system: 'webhook 1',
      environment: 'production',
      state: 'failed',
      version: null,
      started_at_ms: Date.UTC(2020, 0, 1, 12),
      finished_at_ms: Date.UTC(2020, 0, 2, 13),
      sources: ['devlake'],
    })
    const got = await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })
    expect(got.commit_ids).toEqual(['c1', 'c2'])
  })

  test('the incident, without originalStatus and with empty texts, and its close', async () => {
    const door = await openDoor({ clock: () => received })
    expect(await warnings(post(door, `${base}/issues`, fixture('issue')))).toEqual([
      '"originalStatus" is nothing: "status", "TODO", was taken.',
    ])
    const started = Date.UTC(2020, 0, 1, 12)
    expect(await incidents(door)).toMatchObject([
      { id: 'DLK-1234', title: 'a feature from DLK', severity: null, started_at_ms: started, resolved_at_ms: null },
    ])
    const closed = await post(door, `${base}/issue/DLK-1234/close`)
    expect(closed.text).toBe(success)
    expect(await incidents(door)).toMatchObject([{ id: 'DLK-1234', resolved_at_ms: received }])
  })

  test('the deployment and the pull request of the UI', async () => {
    const door = await openDoor()
    await warnings(post(door, '/api/rest/plugins/webhook/connections/7/deployments', fixture('config-ui-deployment')))
    const answer = await post(door, '/api/rest/plugins/webhook/connections/7/pull_requests', fixture('pull-request'))
    expect(answer.text).toBe(success)
    expect(await deployments(door)).toMatchObject([{ system: 'webhook 7', state: 'succeeded' }])
  })

  test('the CircleCI job as printed: no JSON, refused with what is wrong', async () => {
    const door = await openDoor()
    const why = await refused(post(door, `${base}/deployments`, fixture('circleci-deployment')))
    expect(why).toContain('not valid JSON')
    expect(await deployments(door)).toEqual([])
  })

  test('the examples of the reference, without a warning, answered byte for byte', async () => {
    const door = await openDoor()
    expect((await post(door, `${base}/deployments`, deploymentExample)).text).toBe(success)
    expect((await post(door, `${base}/issues`, issueExample)).text).toBe(success)
    expect((await post(door, `${base}/pull_requests`, pullRequestExample)).text).toBe(success)
    const rows = await deployments(door)
    // The change was opened on 27 February at 08:00 and live on 2 March at 09:42: three days, 1 hour and 42 minutes.
    expect(rows).toMatchObject([{ id: 'build-771', version: 'v1.4.0', lead_time_ms: 3 * 86_400_000 + 6_120_000 }])
  })
})

describe('addresses', () => {
  const places = [
    ['1', 'webhook 1'],
    ['connections/1', 'webhook 1'],
    ['connections/01', 'webhook 1'],
    ['connections/by-name/shop%2Fapi', 'shop/api'],
    ['connections/by-name/webhook%201', 'webhook 1'],
    ['projects/Shop%20%26%20co', 'Shop & co'],
  ] as const

  test.each(['/api/rest', '/rest', '/api', ''])('below "%s"', async (prefix) => {
    const door = await openDoor()
    for (const [place, system] of places) {
      const to = `${prefix}/plugins/webhook/${place}`
      await warnings(post(door, `${to}/deployments`, { ...deploymentExample, id: place }))
      await warnings(post(door, `${to}/issues`, { ...issueExample, issueKey: 'a/b' }))
      await warnings(post(door, `${to}/issue/a%2Fb/close`))
      await warnings(post(door, `${to}/pull_requests`, pullRequestExample))
      expect((await deployments(door)).filter((row) => row.id === place).map((row) => row.system)).toEqual([system])
      const open = await door.ask('incidents.list', { systems: [system], state: 'open' })
      expect(open.rows).toEqual([])
    }
    expect((await door.ask('incidents.list', {})).total).toBe(3)
  })

  test.each([
    ['1%/deployments', 'The address cannot be decoded'],
    ['shop/deployments', '"shop", expected a whole number'],
    ['0/issues', '"0", expected a whole number'],
    ['99999999999999999999/issues', 'expected a whole number'],
    ['connections/by-name/100%/deployments', 'The address cannot be decoded'],
    ['connections/by-name/%0a/deployments', 'expected 1 to 100 characters'],
    [`connections/by-name/${'x'.repeat(101)}/deployments`, 'expected 1 to 100 characters'],
    [`projects/${'x'.repeat(256)}/deployments`, 'expected 1 to 255 characters'],
    ['1/issue/%E0%A4%A/close', 'The address cannot be decoded'],
    ['1/issue/%ff/close', 'The address cannot be decoded'],
    ['1/issue/%00/close', 'without control characters'],
  ])('%s is refused', async (to, why) => {
    const door = await openDoor()
    expect(await refused(post(door, `/api/rest/plugins/webhook/${to}`, deploymentExample))).toContain(why)
  })

  test('another address below it, and another method, in DevLake’s envelope', async () => {
    const door = await openDoor()
    await refused(post(door, `${base}/incidents`, {}), 404)
    await refused(door.send({ method: 'GET', path: `${base}/deployments` }), 405)
  })
})

describe('keys', () => {
  test.each([
    ['none', {}, 401, 'token is missing'],
    ['basic', { Authorization: 'Basic abc' }, 401, 'token is not present or malformed'],
    ['lower case', { Authorization: 'bearer abc' }, 401, 'token is not present or malformed'],
    ['no value', { Authorization: 'Bearer ' }, 401, 'token is not present or malformed'],
    ['unknown', { Authorization: 'Bearer abc' }, 403, 'api key is invalid'],
  ])('%s', async (_, headers, status, message) => {
    const door = await openDoor()
    const answer = await door.send({
      path: `${base}/deployments`,
      headers,
      body: JSON.stringify(deploymentExample),
    })
    expect(answer.status).toBe(status)
    expect(answer.text).toBe(JSON.stringify({ success: false, message }))
    expect(await deployments(door)).toEqual([])
  })
})

describe('weak typing', () => {
  test('keys in any case, numbers and digits for each other, one commit without its list, null for nothing', async () => {
    const door = await openDoor()
    const body = `{"ID":771,"startedDATE":"2026-03-02 09:30","FinishedDate":"2026-03-02 09:42:00","createdDate":null,
      "environment":"","result":null,"displayTitle":"","Name":12.5,"nonsense":{"a":[1]},
      "deploymentcommits":{"repourl":5,"CommitSha":"015E3D3B480E417AEDE5A1293BD61DE9B0FD051D"}}`
    expect(await warnings(post(door, `${base}/deployments`, body))).toEqual([
      '"deploymentCommits.0.startedDate" is nothing: the deployment\'s was taken.',
      '"deploymentCommits.0.finishedDate" is nothing: the deployment\'s was taken.',
    ])
    const rows = await deployments(door)
    expect(rows).toMatchObject([
      { id: '771', environment: 'production', state: 'succeeded', finished_at_ms: Date.UTC(2026, 2, 2, 9, 42) },
    ])
    await warnings(post(door, `${base}/issues`, { ...issueExample, issueKey: 12, type: 'BUG', storyPoint: '3.5' }))
    await warnings(post(door, `${base}/issues`, { ...issueExample, issueKey: '13', type: 'BUG', storyPoint: '' }))
    const issues = await door.ask('issues.list', {})
    expect(issues.rows.map((row) => `${row.id}: ${row.story_points}`).sort()).toEqual(['12: 3.5', '13: null'])
  })

  test.each([
    '2026-03-02T09:42:00Z',
    '2026-03-02T09:42:00.000Z',
    '2026-03-02T09:42:00+00:00',
    '2026-03-02T17:42:00+0800',
    '2026-03-02T17:42:00.000+08:00',
    '2026-03-02T05:42:00.000000-04:00',
    '2026-03-02 09:42:00',
    '2026-03-02 09:42',
  ])('the time %s', async (time) => {
    const door = await openDoor()
    await warnings(post(door, `${base}/deployments`, { ...deploymentExample, finishedDate: time }))
    expect(await deployments(door)).toMatchObject([{ finished_at_ms: Date.UTC(2026, 2, 2, 9, 42) }])
  })

  test('a day is its beginning in UTC', async () => {
    const door = await openDoor()
    await warnings(post(door, `${base}/issues`, { ...issueExample, createdDate: '2026-03-02' }))
    expect(await incidents(door)).toMatchObject([{ started_at_ms: Date.UTC(2026, 2, 2) }])
  })
})

const commit = deploymentExample.deploymentCommits[0]

describe('what is refused, naming field and value', () => {
  const changes: [to: string, example: object, change: object, why: string][] = [
    ['deployments', deploymentExample, { id: undefined }, '"id" is nothing, expected a string'],
    ['deployments', deploymentExample, { id: '' }, '"id" is "", expected at least one character'],
    ['deployments', deploymentExample, { id: true }, '"id" is true, expected a string'],
    ['deployments', deploymentExample, { id: 2 ** 60 }, '"id" is 1152921504606847000, expected a string'],
    ['deployments', deploymentExample, { startedDate: undefined }, '"startedDate" is nothing, expected a time such as'],
    ['deployments', deploymentExample, { finishedDate: null }, '"finishedDate" is nothing, expected a time such as'],
    ['deployments', deploymentExample, { finishedDate: '' }, '"finishedDate" is "", expected a time such as'],
    ['deployments', deploymentExample, { startedDate: 1772443800 }, '"startedDate" is 1772443800, expected a time'],
    ['deployments', deploymentExample, { startedDate: '2026-03-02T09:30:00' }, 'expected a time such as'],
    ['deployments', deploymentExample, { startedDate: '2026-02-30' }, '"startedDate" is "2026-02-30", expected a time'],
    ['deployments', deploymentExample, { createdDate: 'soon' }, '"createdDate" is "soon", expected a time'],
    [
      'deployments',
      deploymentExample,
      { environment: 'production' },
      'one of PRODUCTION, STAGING, TESTING, DEVELOPMENT',
    ],
    ['deployments', deploymentExample, { result: 'success' }, '"result" is "success", expected one of FAILURE, ABORT'],
    ['deployments', deploymentExample, { result: 'DONE' }, '"result" is "DONE", expected one of'],
    [
      'deployments',
      deploymentExample,
      { deploymentCommits: [] },
      '"deploymentCommits" is [], expected at least one commit',
    ],
    ['deployments', deploymentExample, { deploymentCommits: undefined }, '"deploymentCommits" is nothing'],
    [
      'deployments',
      deploymentExample,
      { deploymentCommits: ['c1'] },
      '"deploymentCommits.0" is "c1", expected an object',
    ],
    [
      'deployments',
      deploymentExample,
      { deploymentCommits: [commit, { ...commit, commitSha: undefined, sha: 'c2' }] },
      '"deploymentCommits.1.commitSha" is nothing, expected a string',
    ],
    [
      'deployments',
      deploymentExample,
      { deploymentCommits: { ...commit, result: 'ok' } },
      '.result" is "ok", expected one of',
    ],
    ['issues', issueExample, { issueKey: undefined }, '"issueKey" is nothing, expected a string'],
    ['issues', issueExample, { issueKey: 'x'.repeat(256) }, 'expected at most 255 characters'],
    ['issues', issueExample, { title: '' }, '"title" is "", expected at least one character'],
    ['issues', issueExample, { status: 'done' }, '"status" is "done", expected one of'],
    ['issues', issueExample, { status: undefined }, '"status" is nothing, expected one of'],
    ['issues', issueExample, { createdDate: undefined }, '"createdDate" is nothing, expected a time'],
    ['issues', issueExample, { resolutionDate: '' }, '"resolutionDate" is "", expected a time'],
    ['issues', issueExample, { updatedDate: 0 }, '"updatedDate" is 0, expected a time'],
    ['issues', issueExample, { storyPoint: 'many' }, '"storyPoint" is "many", expected a number'],
    ['pull_requests', pullRequestExample, { id: undefined }, '"id" is nothing, expected a string'],
    ['pull_requests', pullRequestExample, { displayTitle: undefined }, '"displayTitle" is nothing'],
    [
      'pull_requests',
      pullRequestExample,
      { pullRequestKey: 0 },
      '"pullRequestKey" is 0, expected a whole number other than 0',
    ],
    ['pull_requests', pullRequestExample, { createdDate: '' }, '"createdDate" is "", expected a time'],
    [
      'pull_requests',
      pullRequestExample,
      { status: 'merged' },
      '"status" is "merged", expected one of OPEN, CLOSED, MERGED',
    ],
    ['issue/A-1/close', {}, { resolutionDate: 'now' }, '"resolutionDate" is "now", expected a time'],
  ]

  test('in each field', async () => {
    const door = await openDoor()
    for (const [to, example, change, why] of changes)
      expect(await refused(post(door, `${base}/${to}`, { ...example, ...change })), why).toContain(why)
    expect((await deployments(door)).length + (await incidents(door)).length).toBe(0)
  })

  test.each(['', '[]', 'null', '{"id":', '"text"'])('a body that is no object: %s', async (body) => {
    const door = await openDoor()
    for (const to of ['deployments', 'issues', 'pull_requests']) await refused(post(door, `${base}/${to}`, body))
  })

  test('every wrong field is among the causes', async () => {
    const door = await openDoor()
    const answer = await post(door, `${base}/issues`, {})
    expect((answer.json as unknown as { causes: string[] }).causes).toEqual([
      '"issueKey" is nothing, expected a string',
      '"title" is nothing, expected a string',
      expect.stringMatching(/^"status" is nothing, expected one of .+, IN_PROGRESS, DONE$/),
      '"createdDate" is nothing, expected a time such as 2020-01-01T12:00:00+00:00',
    ])
  })
})
