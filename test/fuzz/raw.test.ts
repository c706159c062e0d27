// Bytes that no client library would send, over plain sockets: half requests, two lengths, other protocols, one broken
// byte anywhere. The listener may refuse or hang up; it may not err, and it goes on serving others.
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { type Dice, diceFrom, effort, seeds } from '../helpers/random.ts'
import { type Door, openDoor } from '../listener/door.ts'
import { dialects, reportOf } from './reports.ts'
import { type Request, requestOf } from './requests.ts'
import { start } from './things.ts'

const requests = 250 * effort
const together = 50
const silenceMs = 250

/** Says it all, and hangs up when nothing more comes back. */
async function answerTo(port: number, bytes: Uint8Array): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port })
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  // Being hung up on is an answer, too.
  socket.on('error', () => undefined)
  socket.setTimeout(silenceMs, () => socket.end())
  socket.write(bytes)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}

function inBytes({ method, path, headers, body = '' }: Request, port: number): Buffer {
  const fields = { Host: `127.0.0.1:${port}`, ...headers, 'Content-Length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}

/** Changes to the text of a whole request, its bytes as characters. */
const breakages: ((text: string, dice: Dice) => string)[] = [
  (text, dice) => text.slice(0, dice.below(text.length)),
  (text, dice) => text.slice(dice.below(100)),
  (text, dice) => withCharacter(text, dice.below(text.length), dice.below(256)),
  (text, dice) => withCharacter(text, dice.below(60), dice.pick([0, 9, 10, 13, 32, 127, 128, 255])),
  (text) => text.replaceAll('\r\n', '\n'),
  (text) => text.replaceAll('\r\n', '\r'),
  (text) => text + text,
  (text) => `${text}GET /health HTTP/1.1\r\nHost: x\r\n\r\n`,
  (text, dice) => text.replace(/Content-Length: \d+/, `Content-Length: ${dice.pick(lengths)}`),
  (text) => text.replace(/Content-Length: (\d+)/, 'Content-Length: $1\r\nContent-Length: 1'),
  (text) => text.replace(/Content-Length: (\d+)/, 'Content-Length: $1\r\nTransfer-Encoding: chunked'),
  (text, dice) => text.replace(/Content-Length: \d+\r\n\r\n/, `Transfer-Encoding: chunked\r\n\r\n${dice.pick(chunks)}`),
  (text, dice) => text.replace('Host:', () => `${dice.pick(lines)}\r\nHost:`),
  (text) => text.replace(/Host: .*\r\n/, ''),
  (text) => text.replace(/Host: (.*)\r\n/, 'Host: $1\r\nHost: $1\r\n'),
  (text, dice) => text.replace('Host:', `X-Long: ${'x'.repeat(dice.pick([7_000, 9_000, 100_000]))}\r\nHost:`),
  (text, dice) => text.replace('Host:', `${'X-Many: 1\r\n'.repeat(dice.pick([100, 900, 3000]))}Host:`),
  (text, dice) => text.replace(' /', ` /${'a/'.repeat(dice.pick([100, 3000, 9000]))}`),
  (text, dice) => text.replace(' /', () => ` ${dice.pick(targets)}`),
  (text, dice) =>
    text.replace('HTTP/1.1', dice.pick(['HTTP/0.9', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP', 'RTSP/1.0', ''])),
  (text, dice) =>
    text.replace('POST', dice.pick(['post', 'PO\0ST', 'CONNECT', 'TRACE', 'PRI', 'M-SEARCH', 'X'.repeat(99), ''])),
  (_, dice) => dice.pick(greetings),
  (_, dice) => Array.from({ length: dice.below(300) }, () => String.fromCharCode(dice.below(256))).join(''),
]
const lengths = ['-1', '0', '1', '99999', '1e3', '0x10', '9'.repeat(30), '12, 12', '', 'x']
const chunks = ['zz\r\n', '-1\r\n', 'ffffffffffffffff\r\n', '5\r\n{"a":', '0\r\n', '1;ext="\0"\r\n{\r\n0\r\n\r\n']
const lines = ['Expect: 100-continue', 'Expect: tea', 'Upgrade: websocket\r\nConnection: upgrade', ' folded: line', 'NoColon', ': no name', 'X: \0', 'Connection: \r\n\r\n', 'X-\xff: y'] // prettier-ignore
const targets = [
  'http://127.0.0.1/',
  '*',
  '//',
  '/\0',
  '/%',
  '/\xff\xfe',
  '?',
  '/ /',
  '/../../',
  '#',
  'http://[::1',
  '127.0.0.1:80',
]
const greetings = ['', '\r\n\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00', 'EHLO example.com\r\n', 'SSH-2.0-x\r\n', 'GET\r\n\r\n'] // prettier-ignore

function withCharacter(text: string, at: number, code: number): string {
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
}

/** How often an answer says that something was accepted: there may be several in one connection. */
function accepted(answer: string): number {
  return answer.match(/HTTP\/1\.1 20[01] .*\r\n(?:.+\r\n)*\r\n.*"(?:id|events|success)":/g)?.length ?? 0
}

async function send(door: Door, dice: Dice): Promise<{ sent: string; answer: string }> {
  const text = inBytes(requestOf([reportOf(dice.pick(dialects), dice, start)], door.key), door.port).toString('latin1')
  const sent = dice.pick(breakages)(text, dice)
  return { sent, answer: await answerTo(door.port, Buffer.from(sent, 'latin1')) }
}

test.each(seeds)(
  `${requests} broken requests, from %s (%i)`,
  async (_, seed) => {
    const door = await openDoor()
    const dice = diceFrom(seed)
    let promised = 0
    for (let i = 0; i < requests; i += together) {
      const all = await Promise.all(Array.from({ length: together }, () => send(door, dice)))
      const errors = all.filter(({ answer }) => /HTTP\/1\.\d 5\d\d/.test(answer))
      expect(errors, `SHIPLOG_TEST_SEED=${seed}`).toEqual([])
      for (const { answer } of all) promised += accepted(answer)
      expect((await door.send({ method: 'GET', path: '/health' })).status).toBe(200)
    }
    // Some that were kept could not be answered any more; never the other way round.
    const kept = { accepted: 0, duplicate: 0 }
    for (const outcome of ['accepted', 'duplicate'] as const)
      kept[outcome] = (await door.ask('journal.list', { outcome })).total
    expect(promised).toBeGreaterThan(0)
    expect(kept.accepted + kept.duplicate).toBeGreaterThanOrEqual(promised)
    expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  },
  60_000 * effort,
)
