// One list of assertions for every way a call can travel: in this thread, to worker threads, over HTTP with a browser's
// cookie or the instance's token, and from the command line to a running instance. Real files, threads and sockets.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../src-shared/assert.ts'
import { type CallName, contract, type Input, type Push } from '../src-shared/contract/index.ts'
import type { CallOptions } from '../src-shared/client.ts'
import { Refusal, type Reply } from '../src-shared/reply.ts'
import { openAssets } from '../src-main/assets.ts'
import { connect } from '../src-main/hosts/cli/connect.ts'
import { serve } from '../src-main/hosts/http/index.ts'
import { silent } from '../src-main/log.ts'
import { answer, ask } from '../src-main/rpc.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { startShiplog } from '../src-main/workers.ts'
import { createHistory, createRepo, temporaryPath } from './helpers/repos.ts'
import { at, build, deliveryOf, deployment, incident, issue } from './helpers/workspace.ts'

interface Carrier {
  call(name: string, input: unknown, options?: CallOptions): Promise<Reply<unknown>>
  /** The job's name as this carrier sends it. */
  job: string
  pushes: Push[]
  close(): Promise<void>
}

const renderer = temporaryPath('renderer')
const csv = temporaryPath('incidents.csv')
const filled = temporaryPath('filled')
const history = createHistory(12_000, { name: 'long' })

beforeAll(async () => {
  mkdirSync(renderer)
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>Shiplog</title>')
  writeFileSync(csv, 'id,title,started,resolved\nA-1,Slow,2026-06-04T12:00:00Z,2026-06-04T14:00:00Z\nA-2,Down,soon,\n')
  const repo = createRepo({ name: 'api' })
  const first = repo.commit({ at: '2026-06-01T10:00:00Z' })
  repo.tag('v1.0.0', { of: first, annotated: true, at: '2026-06-02T10:00:00Z' })
  const second = repo.commit({ at: '2026-06-03T10:00:00Z' })
  const shiplog = await openShiplog({ dataDir: filled, clock: () => at('2026-07-01T00:00:00Z'), log: silent })
  const made = [
    await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' }),
    await shiplog.dispatch('imports.run', { file: csv, system: 'api' }),
    await shiplog.dispatch('keys.add', { name: 'ci' }),
  ]
  expect(made.map((reply) => reply.ok)).toEqual([true, true, true])
  const events = [
    deployment('D2', '2026-06-04T10:00:00Z', { commits: [second], kind: 'hotfix' }),
    deployment('D3', '2026-06-05T10:00:00Z', { environment: 'staging', changes: ['c-1'] }),
    deployment('D4', '2026-06-06T10:00:00Z', { state: 'failed' }),
    incident('I1', '2026-06-04T20:00:00Z', null, { title: 'Down', severity: 'high' }),
    build('B1', '2026-06-04T09:00:00Z', { version: '1.1.0', commit: second }),
    issue('U1', '2026-06-01T09:00:00Z', { kind: 'bug' }),
  ]
  await shiplog.ops.deliver(
    deliveryOf(events, at('2026-07-01T00:00:00Z')),
    { events, at: events.map((_, i) => `event ${i + 1}`), skipped: [] },
    false,
  )
  await shiplog.close()
})

async function inProcess(dataDir: string): Promise<Carrier> {
  const shiplog = await openShiplog({ dataDir, log: silent })
  const pushes: Push[] = []
  shiplog.subscribe((push) => pushes.push(push))
  return { call: shiplog.dispatch, job: 'a job', pushes, close: shiplog.close }
}

async function threads(dataDir: string): Promise<Carrier> {
  const shiplog = await startShiplog({ dataDir, sample: false, listen: null })
  const pushes: Push[] = []
  shiplog.subscribe((push) => pushes.push(push))
  return { call: shiplog.dispatch, job: 'a job', pushes, close: shiplog.close }
}

/** Over HTTP as the pages ask, admitted by whatever `admit` makes of the two ways in. */
async function http(
  dataDir: string,
  admit: (link: string, token: string) => Promise<Record<string, string>>,
): Promise<Carrier> {
  const shiplog = await openShiplog({ dataDir, log: silent })
  const assets = await openAssets({
    rendererDir: renderer,
    dataDir,
    port: 0,
    dispatch: shiplog.dispatch,
    subscribe: (listener) => shiplog.subscribe((push) => listener({ ...push, workspace: 'own' })),
  })
  const headers = await admit(assets.mintLink(), assets.controlToken)
  const pushes: Push[] = []
  const stop = new AbortController()
  const stream = await fetch(`${assets.origin}/api/pushes`, { headers, signal: stop.signal })
  void readPushes(stream, pushes)
  return {
    pushes,
    job: 'a job',
    call: async (name, input, options) => {
      const response = await fetch(`${assets.origin}/api/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'x-shiplog': '1',
          ...(options?.job === undefined ? {} : { 'x-shiplog-job': options.job }),
        },
        body: JSON.stringify(input),
      })
      return (await response.json()) as Reply<unknown>
    },
    close: async () => {
      stop.abort()
      await assets.close()
      await shiplog.close()
    },
  }
}

async function readPushes(stream: Response, pushes: Push[]): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of must(stream.body, 'because pushes are a stream')) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) pushes.push(JSON.parse(line.slice(6)) as Push)
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  }
}

async function cookieOf(link: string): Promise<Record<string, string>> {
  const response = await fetch(link, { redirect: 'manual' })
  return { cookie: must(response.headers.get('set-cookie')?.split(';')[0], 'because a new link gives a session') }
}

/** The command line's connection to an instance that runs; it hears only of its own job. */
async function commandLine(dataDir: string): Promise<Carrier> {
  const listen = { host: '127.0.0.1', port: 0, explicit: true }
  const served = await serve({ dataDir, rendererDir: renderer, port: 0, listen })
  const pushes: Push[] = []
  // A write goes to the instance that runs; a read alone would open the file beside it.
  const connection = await connect(
    dataDir,
    'listener.status',
    () => {},
    (push) => pushes.push(push),
  )
  return {
    call: (name, input) => connection.call(name as CallName, input),
    job: `cli-${process.pid}`,
    pushes,
    close: async () => {
      await connection.close()
      await served.close()
    },
  }
}

type ReadName = { [N in CallName]: (typeof contract)[N]['kind'] extends 'read' ? N : never }[CallName]

/** One question for every read there is; a new one does not compile until it is here. */
const reads: { [N in ReadName]: Input<N> } = {
  'workspace.status': {},
  'workspace.choose': { what: 'folder' },
  'workspace.recognise': { file: '/nothing of the kind' },
  'jobs.cancel': { job: 'nothing of the kind' },
  'jobs.pause': { job: 'nothing of the kind' },
  'jobs.resume': { job: 'nothing of the kind' },
  'systems.list': {},
  'systems.environments': {},
  'repos.list': {},
  'imports.list': {},
  'imports.presets': {},
  'imports.profiles': {},
  'imports.watched': {},
  'journal.list': { limit: 10 },
  'journal.get': { id: 1 },
  'deployments.list': { environment: 'production' },
  'deployments.get': { number: 2 },
  'changes.where': { change: 'c-1' },
  'changes.undeployed': {},
  'incidents.list': { state: 'open' },
  'incidents.get': { number: 1 },
  'incidents.candidates': { incident: 1 },
  'decisions.list': {},
  'environments.matrix': {},
  'environments.history': { system: 'api', environment: 'production' },
  'environments.compare': { system: 'api', from: 'staging', to: 'production' },
  'builds.list': { states: ['succeeded'] },
  'builds.get': { number: 1 },
  'versions.list': {},
  'issues.list': { status: 'todo' },
  'issues.get': { number: 1 },
  'metrics.overview': { from: '2026-06-01', to: '2026-06-28', bucket: 'week', zone: 'Europe/Berlin' },
  'metrics.working': { from: '2026-06-01', to: '2026-06-28', metric: 'change-lead-time' },
  'definitions.list': {},
  'settings.get': {},
  'findings.list': {},
  'keys.list': {},
}
const readNames = Object.keys(reads) as ReadName[]
/** What an empty workspace does not have, and what only the window has. */
const missing = new Set([
  'journal.get',
  'deployments.get',
  'changes.where',
  'incidents.get',
  'incidents.candidates',
  'builds.get',
  'issues.get',
  'environments.history',
  'environments.compare',
])

const carriers: [name: string, open: (dataDir: string) => Promise<Carrier>, hearsAll: boolean][] = [
  ['in this thread', inProcess, true],
  ['worker threads', threads, true],
  ['HTTP with a cookie', (dataDir) => http(dataDir, cookieOf), true],
  ['HTTP with the token', (dataDir) => http(dataDir, async (_, token) => ({ authorization: `Bearer ${token}` })), true],
  ['the command line', commandLine, false],
]

function expectAnswer(name: CallName, reply: Reply<unknown>): void {
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  // Parsing drops what the contract does not know, so that the same back means: nothing but what it says.
  expect(contract[name].output.parse(reply.value)).toStrictEqual(reply.value)
  expect(JSON.parse(JSON.stringify(reply))).toStrictEqual(reply)
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !what(); i++) await sleep(10)
  expect(what()).toBe(true)
}

describe.each(carriers)('a call %s', (_, open, hearsAll) => {
  let empty: Carrier
  let full: Carrier

  beforeAll(async () => {
    empty = await open(temporaryPath('empty'))
    const copy = temporaryPath('copy')
    cpSync(filled, copy, { recursive: true })
    full = await open(copy)
  })

  afterAll(async () => {
    await empty.close()
    await full.close()
  })

  test.each(readNames.filter((name) => name !== 'workspace.choose'))(
    '%s answers what the contract says, full and empty',
    async (name) => {
      expectAnswer(name, await full.call(name, reads[name]))
      const reply = await empty.call(name, reads[name])
      if (missing.has(name)) expect(reply).toMatchObject({ ok: false, error: { code: 'not_found' } })
      else expectAnswer(name, reply)
    },
  )

  test('what only the window can do is refused with its sentence', async () => {
    expect(await full.call('workspace.choose', { what: 'folder' })).toStrictEqual({
      ok: false,
      error: {
        code: 'unavailable',
        message: 'Only the desktop window can open a dialog. Type the path instead.',
      },
    })
  })

  test.each(['nothing.here', '', 'constructor', '__proto__', '../pushes'])('there is no call %j', async (name) => {
    expect(await full.call(name, {})).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('a wrong input is refused with the field named', async () => {
    const reply = await full.call('deployments.list', { limit: 0, colour: 'red' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    const fields = reply.ok ? [] : (reply.error.fields ?? [])
    expect(fields).toContainEqual({ field: 'limit', value: '0', accepted: 'at least 1' })
    expect(fields).toContainEqual({ field: 'colour', value: 'unknown', accepted: 'no such field' })
  })

  test.each([null, 7, 'text', []])('the input %j is no object', async (input) => {
    const reply = await full.call('deployments.list', input)
    // Nothing at all asks with the defaults.
    if (input === null) expectAnswer('deployments.list', reply)
    else expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  test('a refusal keeps its code and its sentence', async () => {
    expect(await full.call('settings.set', { zone: 'Mars/Base' })).toStrictEqual({
      ok: false,
      error: {
        code: 'invalid',
        message: '"Mars/Base" is no time zone; give an IANA name such as Europe/Berlin or UTC.',
      },
    })
    expect(await full.call('keys.add', { name: 'ci' })).toStrictEqual({
      ok: false,
      error: {
        code: 'conflict',
        message: 'There is a key named "ci" already. Revoke it first, or choose another name.',
      },
    })
    expect(await full.call('keys.revoke', { name: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'not_found', message: 'There is no live key named "nobody".' },
    })
  })

  test('a write is seen by the next read, and announced', async () => {
    const before = full.pushes.length
    const added = await full.call('keys.add', { name: 'new' })
    expectAnswer('keys.add', added)
    const listed = await full.call('keys.list', {})
    expect(listed).toMatchObject({ ok: true, value: { total: 2, rows: [{ name: 'new' }, { name: 'ci' }] } })
    expectAnswer('keys.revoke', await full.call('keys.revoke', { name: 'new' }))
    expectAnswer('settings.set', await full.call('settings.set', { zone: 'Europe/Berlin' }))
    expect(await full.call('settings.get', {})).toStrictEqual({
      ok: true,
      value: { zone: 'Europe/Berlin', week_start: 1 },
    })
    if (!hearsAll) return
    await until(() => full.pushes.slice(before).filter((push) => push.type === 'changed').length >= 3)
    const revisions = full.pushes.flatMap((push) => (push.type === 'changed' ? [push.revision] : []))
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
  })

  test('a rebuild changes nothing', async () => {
    const reply = await full.call('workspace.rebuild', {})
    expectAnswer('workspace.rebuild', reply)
    expect(reply).toMatchObject({ ok: true, value: { changed: 0 } })
    expectAnswer('listener.status', await full.call('listener.status', {}))
  })

  test('a key is limited and replaced, and the listener is set', async () => {
    expectAnswer('keys.add', await empty.call('keys.add', { name: 'one', dialects: ['pulse'], systems: ['api'] }))
    expectAnswer('keys.scope', await empty.call('keys.scope', { name: 'one', dialects: null, systems: ['web'] }))
    expectAnswer('keys.rotate', await empty.call('keys.rotate', { name: 'one', keep_hours: 1 }))
    expectAnswer('keys.list', await empty.call('keys.list', {}))
    const set = await empty.call('listener.set', { capture: true })
    expectAnswer('listener.set', set)
    expect(set).toMatchObject({ ok: true, value: { capture: true, keyless: false } })
    expect(await empty.call('listener.set', { reach: 'world' })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    })
    expect(await empty.call('journal.replay', { id: 99 })).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('a file is looked at, imported, taken back and put back', async () => {
    const preview = await empty.call('imports.preview', { file: csv, system: 'api' })
    expectAnswer('imports.preview', preview)
    // "soon" is no time, so one of two rows is rejected.
    expect(preview).toMatchObject({ ok: true, value: { rows: 2, new: 1, skipped: 1 } })
    const done = await empty.call('imports.run', { file: csv, system: 'api' })
    expectAnswer('imports.run', done)
    expect(done).toMatchObject({ ok: true, value: { batch: 1, new: 1, skipped: 1 } })
    expectAnswer('imports.undo', await empty.call('imports.undo', { batch: 1 }))
    expect(await empty.call('incidents.list', {})).toStrictEqual({ ok: true, value: { total: 0, rows: [] } })
    expectAnswer('imports.redo', await empty.call('imports.redo', { batch: 1 }))
    expect(await empty.call('incidents.list', {})).toMatchObject({ ok: true, value: { total: 1 } })
  })

  test('a job reports, is cancelled, and can be done again', async () => {
    const { job } = empty
    const before = empty.pushes.length
    const own = () =>
      empty.pushes.slice(before).flatMap((push) => (push.type === 'progress' && push.job === job ? [push] : []))
    const scan = empty.call('repos.add', { path: history.path, system: 'long' }, { job })
    await until(() => own().length > 0)
    expect(own()[0]).toMatchObject({ title: 'Reading long', unit: 'commits', done: false })
    const cancelled = await empty.call('jobs.cancel', { job })
    expect(cancelled).toStrictEqual({ ok: true, value: { cancelled: true } })
    expect(await scan).toStrictEqual({ ok: false, error: { code: 'conflict', message: 'Cancelled.' } })
    await until(() => own().at(-1)?.done === true)
    expect(await empty.call('jobs.cancel', { job })).toStrictEqual({ ok: true, value: { cancelled: false } })

    const looked = await empty.call('repos.detect', { path: history.path })
    expectAnswer('repos.detect', looked)
    const again = await empty.call('repos.scan', { path: history.path }, { job })
    expectAnswer('repos.scan', again)
    // Every hundredth commit has a version tag.
    expect(again).toMatchObject({ ok: true, value: { scans: [{ repo: { commits: 12_000, deployments: 120 } }] } })
    // Where it is already: the same repository.
    const located = await empty.call('repos.locate', { path: history.path, to: history.path }, { job })
    expectAnswer('repos.locate', located)
    expect(located).toMatchObject({ ok: true, value: { commits_new: 0, repo: { gone: false } } })
    const removed = await empty.call('repos.remove', { path: history.path })
    expectAnswer('repos.remove', removed)
    expect(removed).toMatchObject({ ok: true, value: { commits: 12_000, deployments: 120 } })
  })
})

// What only threads have: an end of their own.

describe('between threads', () => {
  test('a call to threads that ended is answered, not left waiting', async () => {
    const shiplog = await startShiplog({ dataDir: temporaryPath('ended'), sample: false, listen: null })
    await shiplog.close()
    const message = 'Shiplog is closing: the other thread ended.'
    for (const name of ['settings.get', 'workspace.rebuild'])
      expect(await shiplog.dispatch(name, {})).toStrictEqual({ ok: false, error: { code: 'unavailable', message } })
  })

  test('events come first: the reader follows the listener, and what is asked before it is there is answered', async () => {
    const listen = { host: '127.0.0.1', port: 0, explicit: true }
    const open = () => startShiplog({ dataDir: temporaryPath('first'), sample: false, listen })
    const shiplog = await open()
    expect(shiplog.listener().url).toMatch(/^http:/)
    expect(await shiplog.dispatch('settings.get', {})).toMatchObject({ ok: true })
    await shiplog.close()
    // Closed before its time, it is closed all the same.
    const other = await open()
    await other.close()
    expect(await other.dispatch('settings.get', {})).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })

  test('a refusal is one again on the other side; anything else is only its words', async () => {
    const { port1, port2 } = new MessageChannel()
    answer(port1, {
      refuse: () => Promise.reject(new Refusal('conflict', 'No.', [{ field: 'a', value: '1', accepted: '2' }])),
      fail: () => Promise.reject(new TypeError('a bug')),
    })
    const other = ask<{ refuse(): Promise<void>; fail(): Promise<void>; lack(): Promise<void> }>(port2)
    const refused: unknown = await other.refuse().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).toError()).toStrictEqual({
      code: 'conflict',
      message: 'No.',
      fields: [{ field: 'a', value: '1', accepted: '2' }],
    })
    await expect(other.fail()).rejects.toThrow('TypeError: a bug')
    await expect(other.lack()).rejects.toThrow('no method lack')
    port1.close()
    await new Promise((resolve) => port2.once('close', resolve))
    await expect(other.fail()).rejects.toMatchObject({ code: 'unavailable' })
  })
})

// What only a port has: everything a browser or another program may try.

interface Door {
  origin: string
  port: number
  token: string
  link(): string
  close(): Promise<void>
}

async function openDoor(): Promise<Door> {
  const dataDir = temporaryPath('door')
  const shiplog = await openShiplog({ dataDir, log: silent })
  const assets = await openAssets({
    rendererDir: renderer,
    dataDir,
    port: 0,
    dispatch: shiplog.dispatch,
    subscribe: (listener) => shiplog.subscribe((push) => listener({ ...push, workspace: 'own' })),
  })
  return {
    origin: assets.origin,
    port: Number(new URL(assets.origin).port),
    token: assets.controlToken,
    link: assets.mintLink,
    close: async () => {
      await assets.close()
      await shiplog.close()
    },
  }
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

describe('the port of the user interface', () => {
  let door: Door
  let cookie: string

  beforeAll(async () => {
    door = await openDoor()
    cookie = (await cookieOf(door.link()))['cookie'] ?? ''
  })
  afterAll(() => door.close())

  /** As node:http sends it: fetch would not let a test name its own Host. Ends at the headers of a stream. */
  function send(method: string, where: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: door.port, method, path: where, headers, agent: false })
      asked.on('error', reject)
      asked.on('response', (response) => {
        const { statusCode = 0 } = response
        if (response.headers['content-type'] === 'text/event-stream') {
          resolve({ status: statusCode, headers: response.headers, text: '' })
          asked.destroy()
          return
        }
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: statusCode, headers: response.headers, text }))
      })
      asked.end(body)
    })
  }

  const ours = () => ({ cookie, 'x-shiplog': '1', 'content-type': 'application/json' })
  const places: [method: string, where: string][] = [
    ['GET', '/'],
    ['GET', '/index.html'],
    ['GET', '/nothing/here'],
    ['GET', '/api/pushes'],
    ['GET', '/?token=guessed'],
    ['POST', '/api/workspace.status'],
    ['POST', '/api/nothing.here'],
    ['POST', '/upload'],
    ['POST', '/session/link'],
    ['PUT', '/'],
    ['OPTIONS', '/api/workspace.status'],
  ]

  test.each(places)('%s %s without a session is refused', async (method, where) => {
    const headers = { 'x-shiplog': '1', 'content-type': 'application/json' }
    expect((await send(method, where, headers, method === 'POST' ? '{}' : '')).status).toBe(403)
  })

  test.each(['Bearer wrong', 'Bearer ', 'Basic x'])('%j is no token, even beside a cookie', async (authorization) => {
    expect((await send('GET', '/', { authorization })).status).toBe(403)
    expect((await send('GET', '/', { authorization, cookie })).status).toBe(403)
  })

  test('a cookie made up is no session', async () => {
    const [name = ''] = cookie.split('=')
    expect((await send('GET', '/', { cookie: `${name}=${'A'.repeat(43)}` })).status).toBe(403)
    expect((await send('GET', '/', { cookie: `${name}=` })).status).toBe(403)
  })

  test('a link lets one browser in, once; a stranger gets a page that says how', async () => {
    const where = door.link().slice(door.origin.length)
    const first = await send('GET', where)
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(String(first.headers['set-cookie'])).toMatch(/^shiplog_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    const again = await send('GET', where)
    expect(again).toMatchObject({ status: 403, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(again.text).toContain('shiplog open')
    expect(again.headers['set-cookie']).toBeUndefined()
    // The browser that is in already may click it twice.
    expect((await send('GET', where, { cookie })).status).toBe(303)
  })

  test('a session sees the pages, the calls and the pushes', async () => {
    expect(await send('GET', '/', { cookie })).toMatchObject({ status: 200, text: expect.stringContaining('Shiplog') })
    expect((await send('POST', '/api/workspace.status', ours(), '{}')).status).toBe(200)
    expect((await send('GET', '/api/pushes', { cookie })).status).toBe(200)
    const link = await send('POST', '/session/link', ours(), '{}')
    expect(link.text).toContain(`${door.origin}/?token=`)
  })

  test.each([
    'example.org',
    'shiplog.local',
    'localhost.example.org',
    '0.0.0.0',
    '10.0.0.1',
    '[::]',
    '127.1',
    'a@127.0.0.1',
  ])('the Host %j is not answered, at our port or another', async (name) => {
    for (const host of [`${name}:${door.port}`, name])
      expect((await send('GET', '/', { cookie, host })).status).toBe(421)
  })

  test('our name with another port is not ours', async () => {
    for (const host of ['127.0.0.1', 'localhost:1', '127.0.0.1:80'])
      expect((await send('GET', '/', { cookie, host })).status).toBe(421)
  })

  test('loopback has three names', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]'])
      expect((await send('GET', '/', { cookie, host: `${name}:${door.port}` })).status).toBe(200)
  })

  test('a request without the header that only our pages add is refused', async () => {
    const { 'x-shiplog': _, ...plain } = ours()
    for (const where of ['/api/workspace.status', '/upload', '/session/link'])
      expect((await send('POST', where, plain, '{}')).status).toBe(403)
  })

  test.each(['cross-site', 'same-site'])('a page of %s may not ask', async (site) => {
    const headers = { ...ours(), 'sec-fetch-site': site }
    expect((await send('POST', '/api/workspace.status', headers, '{}')).status).toBe(403)
    expect((await send('GET', '/', headers)).status).toBe(403)
  })

  test.each(['same-origin', 'none'])('a request marked %s may', async (site) => {
    expect((await send('GET', '/', { cookie, 'sec-fetch-site': site })).status).toBe(200)
  })

  test('a page of another origin may not ask, where the browser says only that', async () => {
    const headers = { ...ours(), origin: 'http://example.org' }
    expect((await send('POST', '/api/workspace.status', headers, '{}')).status).toBe(403)
    const own = { ...ours(), origin: door.origin }
    expect((await send('POST', '/api/workspace.status', own, '{}')).status).toBe(200)
  })

  test('refusals come with their status', async () => {
    const ask = async (name: string, input: unknown) =>
      (await send('POST', `/api/${name}`, ours(), JSON.stringify(input))).status
    expect(await ask('nothing.here', {})).toBe(404)
    expect(await ask('deployments.list', { limit: 0 })).toBe(400)
    expect(await ask('workspace.choose', { what: 'file' })).toBe(503)
    await ask('keys.add', { name: 'twice' })
    expect(await ask('keys.add', { name: 'twice' })).toBe(409)
    expect((await send('POST', '/api/keys.list', ours(), '{')).status).toBe(400)
    expect((await send('POST', '/api/keys.list', ours(), JSON.stringify('x'.repeat(2 ** 21)))).status).toBe(413)
  })

  test('every answer carries the security headers', async () => {
    const answers = [
      await send('GET', '/', { cookie }),
      await send('GET', '/'),
      await send('GET', '/?token=guessed'),
      await send('GET', door.link().slice(door.origin.length)),
      await send('GET', '/nothing', { cookie }),
      await send('GET', '/%zz', { cookie }),
      await send('GET', '/', { cookie, host: 'example.org' }),
      await send('GET', '/api/pushes', { cookie }),
      await send('POST', '/api/workspace.status', ours(), '{}'),
      await send('POST', '/api/workspace.status', ours(), '{'),
      await send('POST', '/api/nothing.here', ours(), '{}'),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([200, 403, 403, 303, 404, 400, 421, 200, 200, 400, 404])
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('an uploaded file can be imported', async () => {
    const text = 'id,started,resolved\nU-1,2026-06-04T12:00:00Z,2026-06-04T13:00:00Z\n'
    const upload = await send('POST', '/upload', { cookie, 'x-shiplog': '1', 'content-type': 'text/csv' }, text)
    expect(upload.status).toBe(200)
    const { value } = JSON.parse(upload.text) as { value: { file: string } }
    const input = JSON.stringify({ file: value.file, name: 'incidents.csv' })
    const run = await send('POST', '/api/imports.run', ours(), input)
    expect(JSON.parse(run.text)).toMatchObject({ ok: true, value: { batch: 1, new: 1, skipped: 0 } })
    const list = await send('POST', '/api/imports.list', ours(), '{}')
    expect(JSON.parse(list.text)).toMatchObject({ value: { rows: [{ name: 'incidents.csv' }] } })
  })

  test('a path out of the folder of pages leads nowhere', async () => {
    for (const where of ['/../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/instance.json'])
      expect((await send('GET', where, { cookie })).status).toBeGreaterThanOrEqual(400)
  })
})
