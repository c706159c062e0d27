// Keys and the listener from a terminal: what is asked, what is printed, and what is refused, with Shiplog running and
// without.
import path from 'node:path'
import { expect, test } from 'vitest'
import { certificateFor } from '../../helpers/certificates.ts'
import { runCli } from '../../helpers/cli.ts'
import { temporaryPath } from '../../helpers/repos.ts'
import { sendTo } from '../../listener/door.ts'
import { startServer } from '../../reliability/process.ts'

test('a key for some dialects and systems is made, changed and replaced', async () => {
  const data = temporaryPath('data')
  const cli = (...args: string[]) => runCli([...args, '--data', data])
  const scope = ['--dialect', 'pulse', '--dialect', 'devlake', '--system', 'shop']
  expect((await cli('keys', 'add', 'ci', ...scope)).stdout).toMatch(/^slk_[\w-]{43}\n$/)
  const listed = (await cli('keys', 'list', '--json')).json()
  expect(listed).toMatchObject({ rows: [{ name: 'ci', dialects: ['pulse', 'devlake'], systems: ['shop'] }] })
  expect((await cli('keys', 'scope', 'ci', '--system', 'bank')).stdout).toBe(
    'ci may report through any dialect, for bank.\n',
  )
  expect((await cli('keys', 'rotate', 'ci', '--keep-hours', '24')).stdout).toMatch(/^slk_[\w-]{43}\n$/)
  const table = (await cli('keys', 'list')).stdout.split('\n')
  expect(table[1]).toMatch(/^ci +slk_..… +all +bank +.* live$/)
  expect(table[2]).toMatch(/^ci +slk_..… +all +bank +.* ends \d{4}-\d\d-\d\d \d\d:\d\dZ$/)

  const signing = await cli('keys', 'add', 'other', '--signs')
  expect(signing.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/)
  expect((await cli('keys', 'list')).stdout).toMatch(/^other +whsec_.{4}… .* live, signs$/m)

  const unknown = await cli('keys', 'add', 'third', '--dialect', 'jenkins')
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toContain('"dialects" has "jenkins", expected one of pulse, devlake')
  for (const hours of ['169', '1.5', '-1'])
    expect((await cli('keys', 'rotate', 'ci', '--keep-hours', hours)).code).toBe(2)
}, 60_000)

test('what is set while nothing runs holds when it does', async () => {
  const data = temporaryPath('data')
  const cli = (...args: string[]) => runCli([...args, '--data', data])
  const off = await cli('listener', 'status')
  expect(off).toMatchObject({ code: 0, stderr: '' })
  expect(off.stdout).toBe('The listener is off.\nKeys: needed by everybody.\nBodies of refused requests: not kept.\n')
  const set = await cli(
    'listener',
    'set',
    '--reach',
    'network',
    '--port',
    '18787',
    '--keyless',
    'yes',
    '--capture',
    'yes',
  )
  expect(set.stdout).toContain('Keys: not needed by programs on this computer.')

  const server = await startServer(data)
  const running = (await cli('listener', 'status', '--json')).json()
  // Its address was given on the command line.
  expect(running).toMatchObject({
    listener: { state: 'on', url: server.events, reach: 'computer', fixed: true },
    keyless: true,
    capture: true,
  })
  const { port } = new URL(server.events)
  const body = '{"$type":"change","change_id":"c1","time_created":"2026-11-20T10:00:00Z"}'
  expect((await sendTo(Number(port), { path: '/v1/ingestion/cli', body })).status).toBe(200)
  expect((await cli('listener', 'set', '--keyless', 'no')).stdout).toContain(`  ${server.events} (this computer)\n`)
  expect((await sendTo(Number(port), { path: '/v1/ingestion/cli', body })).status).toBe(401)
  expect((await cli('listener', 'set', '--off')).stdout).toMatch(/^The listener is off\.\n/)
  await expect(sendTo(Number(port), { path: '/v1/ingestion/cli', body })).rejects.toThrow('ECONNREFUSED')
}, 60_000)

test('HTTPS is set, given for a run, and ended; files by the path they have where the command runs', async () => {
  const data = temporaryPath('data')
  const cli = (...args: string[]) => runCli([...args, '--data', data])
  const files = certificateFor('IP:127.0.0.1')
  const given = ['--tls-cert', path.relative(process.cwd(), files.cert), '--tls-key', files.key]
  const set = await cli('listener', 'set', ...given)
  expect(set.stdout).toContain(`HTTPS, when it is on: ${files.cert} with ${files.key}.`)
  const server = await startServer(data)
  expect(server.events).toMatch(/^https:/)
  expect((await cli('listener', 'status')).stdout).toMatch(
    /HTTPS: a certificate for 127\.0\.0\.1, until 20\d\d-\S+ \S+, signed by itself/,
  )
  const off = await cli('listener', 'set', '--no-tls')
  expect(off.stdout).toContain(`  ${server.events.replace('https', 'http')} (this computer)\n`)
  const one = await cli('listener', 'set', '--tls-cert', files.cert)
  expect(one).toMatchObject({ code: 1, stdout: '' })
  expect(one.stderr).toContain('Give both --tls-cert and --tls-key')
  const wrong = await cli('listener', 'set', '--tls-cert', files.key, '--tls-key', files.cert)
  expect(wrong.stderr).toContain('are the two files mixed up?')

  const bad = ['serve', '--no-open', '--listen', '127.0.0.1:0', '--tls-cert', files.key, '--tls-key', files.key]
  const refused = await runCli([...bad, '--data', temporaryPath('data')])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('holds no PEM certificate')
}, 60_000)

test('wrong usage', async () => {
  const data = temporaryPath('data')
  for (const flags of [
    ['--on', '--off'],
    ['--no-tls', '--tls-cert', 'a.pem'],
    ['--reach', 'world'],
    ['--port', '65536'],
    ['--keyless', 'maybe'],
    ['--capture', 'true'],
  ])
    expect((await runCli(['listener', 'set', ...flags, '--data', data])).code, flags.join(' ')).toBe(2)
  const zero = await runCli(['listener', 'set', '--port', '0', '--data', data])
  expect(zero).toMatchObject({ code: 1 })
  expect(zero.stderr).toContain('"port" is 0, expected at least 1')
})
