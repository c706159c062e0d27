// HTTPS: a certificate made by openssl, and clients that check it: Node's and curl. Nothing is sent without encryption
// because a file is wrong; what is wrong is said to the person who named it.
import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { hostAllowed } from '../../src-main/guard.ts'
import { readTls } from '../../src-main/listener/tls.ts'
import { endingSoon } from '../../src-main/listener/reach.ts'
import { snippet } from '../../src-shared/snippets/snippet.ts'
import { certificateFor, openssl } from '../helpers/certificates.ts'
import { runScript } from '../helpers/pipelines.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { openDoor } from './door.ts'

const anyPort = { host: '127.0.0.1', port: 0, explicit: false }
const files = certificateFor('DNS:localhost,IP:127.0.0.1,DNS:*.example.test')
const other = certificateFor('DNS:localhost')
const change = '{"$type":"change","change_id":"c1","time_created":"2026-11-20T10:00:00Z"}'

interface Https {
  status: number
  text: string
}

/** Trusts this certificate and no other, and wants the name it asks for in it. */
function ask(port: number, path: string, how: { ca?: string; host?: string; body?: string; origin?: string } = {}) {
  const { ca = files.cert, host, body, origin } = how
  return new Promise<Https>((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        ca: readFileSync(ca),
        agent: false,
        ...(host === undefined ? {} : { servername: host.split(':')[0] }),
        headers: { ...(host === undefined ? {} : { host }), ...(origin === undefined ? {} : { origin }) },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    asked.on('error', reject).end(body)
  })
}

const plain = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status,
    () => 'nobody',
  )

test('switched on it speaks HTTPS at once, on the same port; switched off plain HTTP again', async () => {
  const door = await openDoor({ listen: anyPort })
  const on = await door.ask('listener.set', { tls: files })
  const url = `https://127.0.0.1:${door.port}`
  expect(on).toMatchObject({
    listener: { state: 'on', url, port: door.port, warning: null },
    tls: files,
  })
  expect(on.listener.certificate).toMatchObject({
    names: ['localhost', '127.0.0.1', '*.example.test'],
    self_signed: true,
    fixed: false,
  })
  // Loopback, which the certificate names, then its other names; nobody can be told to go to a wildcard.
  expect(on.listener.addresses).toEqual([
    { url, name: 'this computer' },
    { url: `https://localhost:${door.port}`, name: 'certificate' },
  ])
  expect(await ask(door.port, '/health')).toEqual({ status: 200, text: '{"status":"ok"}' })
  expect(await plain(door.port)).toBe(400)
  const sent = await ask(door.port, `/v1/ingestion/cli?api_key=${door.key}&system=api`, { body: change })
  expect(sent.status).toBe(200)
  expect((await door.ask('journal.list', { outcome: 'accepted' })).total).toBe(1)
  // A client that was not told of this certificate goes no further.
  await expect(ask(door.port, '/health', { ca: other.cert })).rejects.toThrow('self-signed certificate')

  const off = await door.ask('listener.set', { tls: null })
  expect(off).toMatchObject({
    listener: { state: 'on', url: `http://127.0.0.1:${door.port}`, certificate: null },
    tls: null,
  })
  expect(await plain(door.port)).toBe(200)
})

test('it stays on when Shiplog is opened again', async () => {
  const first = await openDoor({ listen: anyPort })
  await first.ask('listener.set', { tls: files })
  await first.close()
  const door = await openDoor({ dataDir: first.dataDir, name: 'again', listen: anyPort })
  expect((await ask(door.port, '/health')).status).toBe(200)
})

test('the reference says https; only the listener’s own names and origin pass', async () => {
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { tls: files })
  const host = `127.0.0.1:${door.port}`
  const { servers } = JSON.parse((await ask(door.port, '/openapi.json')).text) as { servers: unknown }
  expect(servers).toEqual([{ url: `https://${host}` }])
  const { text } = await ask(door.port, '/docs')
  expect(text).toContain(`https://${host}/`)
  expect(text).not.toContain(`http://${host}`)

  const status = async (name: string) => (await ask(door.port, '/health', { host: `${name}:${door.port}` })).status
  expect(await status('ci.example.test')).toBe(200)
  const evil = request({
    host: '127.0.0.1',
    port: door.port,
    path: '/health',
    headers: { host: `evil.example:${door.port}` },
    rejectUnauthorized: false,
  }).end()
  expect(await new Promise((resolve) => evil.on('response', ({ statusCode }) => resolve(statusCode)))).toBe(421)

  const from = async (origin: string) =>
    (await ask(door.port, `/v1/ingestion/cli?api_key=${door.key}`, { body: change, origin })).status
  expect([await from(`http://${host}`), await from(`https://${host}`)]).toEqual([403, 200])
  // Without a port it is the usual one of the scheme.
  expect([hostAllowed('localhost', 443, undefined, 443), hostAllowed('localhost', 443)]).toEqual([true, false])
})

test('its own test event and the lines for curl go over HTTPS', async () => {
  const door = await openDoor({ listen: anyPort })
  const { listener } = await door.ask('listener.set', { tls: certificateFor('DNS:nowhere.example') })
  // Its own address is not in its certificate, which it knows all the same.
  expect(listener.addresses.map(({ name }) => name)).toEqual(['this computer, not in the certificate', 'certificate'])
  expect(await door.ask('listener.test', { dialect: 'shiplog' })).toMatchObject({ status: 200 })

  await door.ask('listener.set', { tls: files })
  const address = `https://127.0.0.1:${door.port}`
  const choice = { ci: 'curl', dialect: 'shiplog', secret: 'SHIPLOG_KEY', system: 'api', failures: false }
  const { text } = snippet({ ...choice, address, harmless: false })
  const env = { SHIPLOG_KEY: door.key, CURL_CA_BUNDLE: files.cert }
  expect(await runScript(text, 'curl', env)).toMatchObject({ code: 0 })
  expect((await door.ask('deployments.list', {})).total).toBe(1)
  await expect(promisify(execFile)('curl', ['-sS', `${address}/health`])).rejects.toThrow('SSL certificate problem')
})

test('to its network it needs no warning any more', async () => {
  const door = await openDoor({ listen: anyPort })
  expect((await door.ask('listener.set', { reach: 'network' })).listener.warning).toContain('Plain HTTP')
  const { listener } = await door.ask('listener.set', { tls: files })
  expect(listener).toMatchObject({ reach: 'network', warning: null, state: 'on' })
  expect(listener.addresses[0]?.url).toBe(`https://127.0.0.1:${listener.port}`)
  expect((await ask(listener.port, '/health')).status).toBe(200)
})

const bad = temporaryPath('bad-certificates')
mkdirSync(bad)
writeFileSync(`${bad}/text.pem`, 'hello')
writeFileSync(`${bad}/broken.pem`, '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUXk\n-----END CERTIFICATE-----\n')
openssl('pkcs8', '-topk8', '-in', files.key, '-passout', 'pass:secret', '-out', `${bad}/locked.key`)
copyFileSync(files.cert, `${bad}/private.pem`)
chmodSync(`${bad}/private.pem`, 0)
const ended = certificateFor('DNS:localhost', -1)

test.each([
  ['missing', { ...files, cert: `${bad}/none.pem` }, 'The certificate file', 'does not exist'],
  ['missing', { ...files, key: `${bad}/none.key` }, 'The key file', 'does not exist'],
  ['a folder', { ...files, cert: bad }, 'The certificate file', 'is a folder'],
  ['not absolute', { ...files, cert: 'cert.pem' }, 'The certificate file "cert.pem"', 'is no absolute path'],
  ['no certificate', { ...files, cert: `${bad}/text.pem` }, 'The certificate file', 'holds no PEM certificate.'],
  [
    'mixed up',
    { cert: files.key, key: files.cert },
    'The certificate file',
    'a private key: are the two files mixed up?',
  ],
  ['cut off', { ...files, cert: `${bad}/broken.pem` }, 'The certificate file', 'that cannot be read'],
  ['no key', { ...files, key: files.cert }, 'The key file', 'holds no PEM private key'],
  ['locked', { ...files, key: `${bad}/locked.key` }, 'The key file', 'is protected by a password'],
  ['of another', { ...files, key: other.key }, 'The key file', 'is not the key of the certificate'],
  ['ended', ended, 'The certificate file', 'ended on 2020-02-01T00:00:00'],
])('files that will not do are refused, and nothing changes: %s', async (_, tls, file, what) => {
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { tls: files })
  const refused = door.ask('listener.set', { tls, keyless: true })
  await expect(refused).rejects.toThrow(file)
  await expect(refused).rejects.toThrow(what)
  expect(await door.ask('listener.status', {})).toMatchObject({ tls: files, keyless: false })
  expect((await ask(door.port, '/health')).status).toBe(200)
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read', () => {
  expect(() => readTls({ ...files, cert: `${bad}/private.pem` }, Date.now())).toThrow('may not be read by you')
})

test('a certificate of tomorrow will not do today', () => {
  expect(() => readTls(files, Date.parse('2020-01-01T00:00:00Z'))).toThrow('begins on 20')
})

test('files that went missing stop nobody from starting, and nothing is taken without encryption', async () => {
  const dir = temporaryPath('moved-certificate')
  mkdirSync(dir)
  const tls = { cert: `${dir}/cert.pem`, key: `${dir}/key.pem` }
  copyFileSync(files.cert, tls.cert)
  copyFileSync(files.key, tls.key)
  const first = await openDoor({ listen: anyPort })
  await first.ask('listener.set', { tls })
  await first.close()
  writeFileSync(tls.cert, '')
  const door = await openDoor({ dataDir: first.dataDir, name: 'again' })
  const { listener } = await door.ask('listener.status', {})
  expect(listener).toMatchObject({ state: 'failed', url: null, addresses: [] })
  expect(listener.note).toContain('holds no PEM certificate')
  // Put back, they are used at once.
  copyFileSync(files.cert, tls.cert)
  const on = await door.ask('listener.set', { tls })
  expect(on.listener).toMatchObject({ state: 'on' })
  expect((await ask(on.listener.port, '/health')).status).toBe(200)
})

test('the same files with another certificate are used from the next connection on; open ones go on', async () => {
  const dir = temporaryPath('renewed-certificate')
  mkdirSync(dir)
  const tls = { cert: `${dir}/cert.pem`, key: `${dir}/key.pem` }
  copyFileSync(files.cert, tls.cert)
  copyFileSync(files.key, tls.key)
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { tls })
  const open = connect({ port: door.port, host: '127.0.0.1', ca: readFileSync(files.cert) })
  await new Promise((resolve) => open.once('secureConnect', resolve))
  const next = certificateFor('IP:127.0.0.1')
  copyFileSync(next.cert, tls.cert)
  copyFileSync(next.key, tls.key)
  const { listener } = await door.ask('listener.set', { tls })
  expect(listener.certificate?.names).toEqual(['127.0.0.1'])
  expect((await ask(door.port, '/health', { ca: next.cert })).status).toBe(200)
  let answer = ''
  open.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
  open.write(`GET /health HTTP/1.1\r\nHost: localhost:${door.port}\r\nConnection: close\r\n\r\n`)
  await new Promise((resolve) => open.once('close', resolve))
  expect(answer).toContain('HTTP/1.1 200')
})

test('files of the command line are for this run, and one that will not do is no reason to go on without', async () => {
  const listen = { ...anyPort, tls: files }
  const door = await openDoor({ listen })
  expect((await door.ask('listener.status', {})).listener.certificate).toMatchObject({ fixed: true })
  expect((await door.ask('listener.set', { tls: null })).listener).toMatchObject({ certificate: { fixed: true } })
  expect((await ask(door.port, '/health')).status).toBe(200)
  await door.close()
  await expect(openDoor({ listen: { ...anyPort, tls: ended } })).rejects.toThrow('ended on 2020-02-01')
})

test('plain HTTP is told to use https, whatever it asks or sends, and nothing of it is read or kept', async () => {
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { tls: files })
  const address = `http://127.0.0.1:${door.port}`
  const url = `${address}/v1/ingestion/cli?api_key=${door.key}`
  for (const asked of [
    {},
    { method: 'POST', body: change },
    { method: 'PUT', body: 'x'.repeat(200_000) },
    { method: 'DELETE' },
  ]) {
    const answer = await fetch(url, asked)
    expect([answer.status, await answer.text()]).toEqual([
      400,
      'This port speaks HTTPS: begin the address with https:// instead of http://.\n',
    ])
  }
  const { stdout } = await promisify(execFile)('curl', ['-sS', '-d', change, url])
  expect(stdout).toContain('https://')
  // What is no HTTP at all is still told nothing.
  expect(await door.raw('hello\r\n\r\n')).toBe('')
  expect((await door.ask('journal.list', {})).total).toBe(0)
  expect((await ask(door.port, '/health')).status).toBe(200)
})

test('who has not begun to speak, or speaks plain HTTP, does not hold up its end', async () => {
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { tls: files })
  expect(await door.raw('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('400 Bad Request')
  const silent = connect({ port: door.port, host: '127.0.0.1', ca: readFileSync(files.cert) })
  await new Promise((resolve) => silent.once('secureConnect', resolve))
  await door.close()
  expect(
    silent.destroyed ||
      silent.readableEnded ||
      (await new Promise((resolve) => silent.once('close', () => resolve(true)))),
  ).toBe(true)
})

test('an end that comes near is told two weeks before', () => {
  const tls = readTls(files, Date.now())
  const day = 86_400_000
  expect(endingSoon(tls, tls.ends_at_ms - 15 * day)).toBeNull()
  expect(endingSoon(tls, tls.ends_at_ms - 13 * day)).toMatch(/^The certificate ends on 20\d\d-\d\d-\d\d; put a new one/)
  expect(endingSoon(tls, tls.ends_at_ms)).toMatch(/^The certificate ended on 20\d\d-\d\d-\d\d; senders refuse it\.$/)
})
