// Who may talk to the listener at all: names it answers to, web pages, keys, slow clients, taken ports.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { hostAllowed } from '../../src-main/guard.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { cliHeaders, cliPath, type Door, filesWith, openDoor, statusOf } from './door.ts'

const body =
  '{"source":"cli","change_id":"c1","time_created":"2020-10-16T12:40:32Z","event_type":"commit","$type":"change"}'

/** Every address the listener knows, one it does not, and one of each dialect that is not open yet. */
const addresses = (key: string): [method: string, path: string][] => [
  ['GET', '/'],
  ['GET', '/health'],
  ['HEAD', '/health'],
  ['POST', `${cliPath}?api_key=${key}`],
  ['OPTIONS', cliPath],
  ['GET', cliPath],
  ['GET', '/nothing/here'],
  ['POST', '/events'],
  ['GET', '//health'],
  ['GET', '/%2e%2e/health'],
]

/** How many deliveries got in. */
async function accepted(door: Door): Promise<number> {
  return (await door.ask('journal.list', { outcome: 'accepted' })).total
}

/** How many requests were refused, by rows of the journal and by what is counted on them. */
async function refused(door: Door): Promise<{ rows: number; requests: number }> {
  const { rows } = await door.ask('journal.list', { outcome: 'rejected', limit: 10_000 })
  return { rows: rows.length, requests: rows.reduce((sum, row) => sum + 1 + row.repeats, 0) }
}

/** A whole request with these header lines for Host; `target` is what follows the method. */
function text(method: string, target: string, hosts: string[]): string {
  const lines = [`${method} ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), 'Connection: close']
  if (method === 'POST') lines.push('Content-Type: text/plain', `Content-Length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n${method === 'POST' ? body : ''}`
}

test('a foreign Host is answered nowhere, whatever the address', async () => {
  const door = await openDoor()
  const { port } = door
  const foreign: string[][] = [
    [`evil.com:${port}`],
    ['evil.com'],
    [`localhost.evil.com:${port}`],
    [`evil.com.localhost:${port}`],
    [`127.0.0.1.nip.io:${port}`],
    [`127.0.0.1.evil.com:${port}`],
    [`0.0.0.0:${port}`],
    [`[::]:${port}`],
    [`127.0.0.2:${port}`],
    [`192.168.1.5:${port}`],
    [`localhost.:${port}`],
    [`127.0.0.1.:${port}`],
    [`evil.com:${port + 1}`],
    ['localhost:65536'],
    ['localhost:-1'],
    ['localhost:'],
    [`2130706433:${port}`],
    [`0x7f.1:${port}`],
    [`user@localhost:${port}`],
    [`localhost:${port}@evil.com`],
    [`localhost:${port}, evil.com`],
    [`evil.com, localhost:${port}`],
    [`localhost:${port}`, `evil.com:${port}`],
    [`evil.com:${port}`, `localhost:${port}`],
    [`localhost:${port}`, `localhost:${port}`],
    [''],
    [],
  ]
  for (const hosts of foreign)
    for (const [method, path] of addresses(door.key)) {
      const status = statusOf(await door.raw(text(method, path, hosts)))
      expect([400, 421], `${method} ${path} with Host ${JSON.stringify(hosts)}`).toContain(status)
    }
  expect(await accepted(door)).toBe(0)
}, 60_000)

test('a whole URL as the target does not smuggle another host past', async () => {
  const door = await openDoor()
  const here = `localhost:${door.port}`
  for (const [method, path] of addresses(door.key))
    for (const target of [
      `http://evil.com${path}`,
      `http://evil.com:${door.port}${path}`,
      `http://${here}@evil.com${path}`,
    ]) {
      const status = statusOf(await door.raw(text(method, target, [here])))
      expect([400, 421], `${method} ${target}`).toContain(status)
    }
  expect(await accepted(door)).toBe(0)
})

test('loopback’s own names are answered, in any case', async () => {
  const door = await openDoor()
  for (const name of ['localhost', 'LOCALHOST', 'LocalHost', '127.0.0.1', '[::1]']) {
    const answer = await door.raw(text('GET', '/health', [`${name}:${door.port}`]))
    expect(answer, name).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"status":"ok"\}$/)
  }
})

test('through a tunnel or a mapped port the name counts, not the port; a page counts as ours by both', async () => {
  const door = await openDoor()
  const post = async (headers: Record<string, string>, key = `?api_key=${door.key}`) =>
    (await door.send({ path: cliPath + key, headers: { ...cliHeaders, ...headers }, body })).status
  for (const host of ['localhost:18080', '127.0.0.1:1', '[::1]:65535', 'localhost'])
    expect(await post({ Host: host }), host).toBe(200)
  const host = 'localhost:18080'
  const from = (origin: string) => post({ Host: host, Origin: origin })
  expect(await from('http://localhost:18080')).toBe(200)
  // The page of another program on this computer, which no tunnel makes ours.
  expect(await from(`http://localhost:${door.port}`)).toBe(403)
  expect(await from('http://localhost')).toBe(403)
  expect(await from('https://localhost:18080')).toBe(403)
  expect(await post({ Host: host, 'Sec-Fetch-Site': 'same-site' })).toBe(403)
  // Whoever is at the other end of the tunnel is no program on this computer.
  await door.ask('listener.set', { keyless: true })
  expect([await post({}, ''), await post({ Host: host }, ''), await post({ Host: 'localhost' }, '')]).toEqual([
    200, 401, 401,
  ])
})

test('besides loopback’s own names only those pass that are known to be this computer’s, at our port', () => {
  const ours = (name: string) => ['192.168.1.5', 'fe80::1', 'build-box'].includes(name)
  expect(hostAllowed('192.168.1.5:8787', 8787, ours)).toBe(true)
  expect(hostAllowed('[fe80::1]:8787', 8787, ours)).toBe(true)
  expect(hostAllowed('Build-Box:8787', 8787, ours)).toBe(true)
  expect(hostAllowed('192.168.1.6:8787', 8787, ours)).toBe(false)
  expect(hostAllowed('0.0.0.0:8787', 8787, ours)).toBe(false)
  expect(hostAllowed('[::]:8787', 8787, ours)).toBe(false)
  expect(hostAllowed('evil.com:8787', 8787, ours)).toBe(false)
  expect(hostAllowed('192.168.1.5:8788', 8787, ours)).toBe(false)
  expect(hostAllowed('192.168.1.5:8788', null, ours)).toBe(true)
  expect(hostAllowed('evil.com:8788', null, ours)).toBe(false)
  expect(hostAllowed('192.168.1.5:8787', 8787)).toBe(false)
  // Port 80 is the one a Host header leaves out.
  expect(hostAllowed('localhost', 80)).toBe(true)
})

test('another web page is refused with 403, what a person typed or a program sent is not', async () => {
  const door = await openDoor()
  const path = `${cliPath}?api_key=${door.key}`
  for (const site of ['cross-site', 'same-site', 'nonsense', 'none, cross-site']) {
    const answer = await door.send({ path, headers: { ...cliHeaders, 'Sec-Fetch-Site': site }, body })
    expect(answer.status, site).toBe(403)
    expect(answer.json?.message).toContain('other web pages')
  }
  expect(await accepted(door)).toBe(0)
  const typed = await door.send({ path, headers: { ...cliHeaders, 'Sec-Fetch-Site': 'none' }, body })
  expect(typed.status).toBe(200)
})

test('no answer ever lets another origin read it', async () => {
  const door = await openDoor()
  const origin = {
    Origin: 'https://evil.example',
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'x-api-key',
  }
  const plain = { Origin: 'https://evil.example', 'Access-Control-Request-Private-Network': 'true' }
  const answers = []
  for (const [method, path] of addresses(door.key))
    for (const headers of [
      origin,
      plain,
      { ...origin, 'Sec-Fetch-Site': 'cross-site' },
      { ...plain, Host: 'evil.com' },
    ])
      answers.push(await door.send({ method, path, headers: { ...headers }, ...(method === 'POST' ? { body } : {}) }))
  for (const answer of answers) {
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.text).not.toContain('evil')
  }
  const preflight = await door.send({ method: 'OPTIONS', path: cliPath, headers: origin })
  expect(preflight.status).toBe(405)
})

test('wrong keys: refused, then slowed down, while a right key is never held up', async () => {
  // A clock that stands still: the budget of 30 wrong keys does not refill.
  const door = await openDoor({ clock: () => Date.UTC(2026, 10, 21) })
  const statuses: number[] = []
  for (let i = 0; i < 100; i++) {
    const wrong = await door.send({ path: `${cliPath}?api_key=guess-${i}`, headers: cliHeaders, body })
    statuses.push(wrong.status)
    if (wrong.status === 429) expect(wrong.headers['retry-after']).toBe('1')
    expect(wrong.json?.message).toMatch(/key/)
    if (i % 10 === 0) expect((await door.pulse(body.replace('c1', `c${i}`))).status).toBe(200)
  }
  expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401))
  expect(statuses.slice(30)).toEqual(Array.from({ length: 70 }, () => 429))
  const { rows } = await door.ask('journal.list', { outcome: 'accepted' })
  expect(rows).toHaveLength(10)
})

test('the budget for wrong keys refills: ten a second', async () => {
  let now = Date.UTC(2026, 10, 21)
  const door = await openDoor({ clock: () => now })
  const guess = async () => (await door.send({ path: `${cliPath}?api_key=guess`, headers: cliHeaders, body })).status
  for (let i = 0; i < 30; i++) await guess()
  expect(await guess()).toBe(429)
  now += 200
  expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429])
})

test('no key, an empty one, and one in the wrong place', async () => {
  const door = await openDoor()
  const answers = [
    await door.send({ path: cliPath, headers: cliHeaders, body }),
    await door.send({ path: `${cliPath}?api_key=`, headers: cliHeaders, body }),
    await door.send({ path: `${cliPath}?API_KEY=${door.key}`, headers: cliHeaders, body }),
    await door.send({ path: cliPath, headers: { ...cliHeaders, Authorization: `Bearer ${door.key}` }, body }),
    await door.send({ path: cliPath, headers: cliHeaders, body: `{"api_key":"${door.key}"}` }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401])
  expect(answers[0]?.json?.message).toContain('shiplog keys add')
})

test('a revoked key is refused from the next request on', async () => {
  const door = await openDoor()
  expect((await door.pulse(body)).status).toBe(200)
  await door.ask('keys.revoke', { name: 'ci' })
  const answer = await door.pulse(body)
  expect(answer.status).toBe(401)
  expect(answer.json?.message).toContain('revoked')
})

test('of somebody without a key only size and hash are kept', async () => {
  const door = await openDoor()
  await door.ask('listener.set', { capture: true })
  const secret = 'the-body-of-a-stranger'
  const headers = { ...cliHeaders, Authorization: 'Bearer something' }
  const sent = { path: `${cliPath}?api_key=wrong-key-here`, headers, body: `{"x":"${secret}"}` }
  expect((await door.send(sent)).status).toBe(401)
  const { rows } = await door.ask('journal.list', {})
  // {"x":"the-body-of-a-stranger"} has 30 characters.
  expect(rows).toMatchObject([{ outcome: 'rejected', status: 401, bytes: 30, body_kept: false, repeats: 0 }])
  expect(rows[0]?.hash).toMatch(/^[0-9a-f]{16}$/)
  await door.close()
  expect(filesWith(door.dataDir, [secret, 'wrong-key-here', 'Bearer something'])).toEqual([])
})

test('a stranger cannot fill the disk: 60 refusals are kept, then one a second, and all are counted', async () => {
  let now = Date.UTC(2026, 10, 21)
  const door = await openDoor({ clock: () => now })
  // Wrong keys cost a tenth of a second each, so that none of these is a 429.
  for (let i = 0; i < 100; i++) {
    now += 100
    const path = i % 2 === 0 ? cliPath : `${cliPath}?api_key=guess`
    expect((await door.send({ path, headers: cliHeaders, body })).status).toBe(401)
  }
  // No two in a row are alike, so each would be a row. The budget of 60 refills by one a second, and of the 9.9 seconds
  // from the first to the last each gives one more: at most 69. Of those one that follows its like is counted there.
  const { rows, requests } = await refused(door)
  expect(rows).toBeGreaterThan(60)
  expect(rows).toBeLessThanOrEqual(69)
  expect(requests).toBeLessThanOrEqual(69)
  // The others are written down, as counts, when the listener closes at the latest.
  await door.close()
  const all = await refused(await openDoor({ dataDir: door.dataDir, name: 'again' }))
  expect(all.requests).toBe(100)
  expect(all.rows).toBeLessThanOrEqual(rows + 2)
})

test('a request that breaks off is its sender’s doing: 400 in the journal, and no error of ours', async () => {
  const door = await openDoor()
  const socket = connect({ host: '127.0.0.1', port: door.port })
  socket.on('error', () => undefined)
  const head = `POST ${cliPath}?api_key=${door.key} HTTP/1.1\r\nHost: localhost:${door.port}\r\nContent-Length: 100\r\n\r\n`
  socket.end(`${head}{"x`)
  await vi.waitFor(async () => expect((await door.ask('journal.list', {})).rows).toHaveLength(1), 10_000)
  const { rows } = await door.ask('journal.list', {})
  expect(rows).toMatchObject([{ outcome: 'rejected', status: 400, bytes: 100 }])
  expect(rows[0]?.reason).toContain('broke off')
  await door.close()
  expect(readFileSync(join(door.dataDir, 'shiplog.log'), 'utf8')).not.toContain('"error"')
})

test('requests that are no HTTP end with an answer of 4xx and the listener goes on', async () => {
  const door = await openDoor()
  const host = `Host: localhost:${door.port}\r\n`
  const hostile = [
    'nonsense\r\n\r\n',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
    `POST ${cliPath} HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `POST ${cliPath} HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST ${cliPath} HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
    `POST ${cliPath} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `GET /%zz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET /%00 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
  ]
  for (const one of hostile) expect(Math.floor(statusOf(await door.raw(one)) / 100), one.slice(0, 60)).toBe(4)
  expect((await door.pulse(body)).status).toBe(200)
})

test('clients that drip their headers or their body are cut off while others are answered', async () => {
  const door = await openDoor()
  const host = `Host: localhost:${door.port}\r\n`
  const starts = [
    `POST ${cliPath}?api_key=${door.key} HTTP/1.1\r\n${host}`,
    `POST ${cliPath}?api_key=${door.key} HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n{`,
  ]
  const dripping = starts.map(async (start) => {
    const socket = connect({ host: '127.0.0.1', port: door.port })
    socket.on('error', () => undefined).resume()
    socket.write(start)
    // Headers have 5 seconds and a request 15, looked at every 2: 25 seconds are more than enough.
    for (let i = 0; i < 100 && !socket.closed; i++) {
      await sleep(250)
      if (socket.writable) socket.write(start.endsWith('{') ? ' ' : `X-${i}: 1\r\n`)
    }
    const over = socket.closed
    socket.destroy()
    return over
  })
  expect((await door.pulse(body)).status).toBe(200)
  expect(await Promise.all(dripping)).toEqual([true, true])
}, 40_000)

test('a taken port: one that was asked for is refused, the default one moves on and says so', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    const refused = await openShiplog({
      dataDir: temporaryPath('data'),
      listen: { host: '127.0.0.1', port, explicit: true },
    }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'conflict' })
    expect(String(refused)).toContain(`127.0.0.1:${port} is taken by another program`)
    expect(String(refused)).toContain('--listen')

    const moved = await openShiplog({
      dataDir: temporaryPath('data'),
      listen: { host: '127.0.0.1', port, explicit: false },
    })
    const state = moved.listener()
    expect(state).toMatchObject({ state: 'on', host: '127.0.0.1', url: `http://127.0.0.1:${state.port}` })
    expect(state.port).toBeGreaterThan(port)
    expect(state.note).toBe(`Port ${port} was taken, so Shiplog listens for events on ${state.port}.`)
    await moved.close()
  } finally {
    other.close()
  }
})

test('an address that is not this computer’s is refused', async () => {
  // 203.0.113.0/24 is kept for documentation: no computer has it.
  const listen = { host: '203.0.113.7', port: 0, explicit: true }
  const refused = await openShiplog({ dataDir: temporaryPath('data'), listen }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'invalid', message: '203.0.113.7 is not an address of this computer.' })
})
