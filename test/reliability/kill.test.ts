// The promise behind every 2xx: the event is on disk. A real server is killed at random moments while clients of every
// dialect send; what it had acknowledged must be there once, and what it had not must be accepted when it is sent again.
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { diceFrom } from '../helpers/random.ts'
import { sendTo } from '../listener/door.ts'
import { bodyOf, kindOf, kinds, requestOf } from './clients.ts'
import { type Server, shiplog, startServer } from './process.ts'

/** More of them for a night; the seed repeats a run's moments, though not what the system makes of them. */
const kills = Number(process.env['SHIPLOG_TEST_KILLS'] ?? 3)
const seed = Number(process.env['SHIPLOG_TEST_SEED'] ?? 20_261_121)
const connections = 32
/** Enough to keep all connections busy until the kill, and an end if it never comes. */
const eventsPerRound = 600
const key = 'a-key-for-the-kill-test-0123456789'

interface Sender {
  acknowledged: Set<number>
  /** Sent, and nobody knows what became of it. */
  open: Set<number>
  next: number
}

/** Sends what is open and then new events, over many connections, until the server is gone or enough are sent. */
async function burst(server: Server, sender: Sender, more: number): Promise<void> {
  const port = Number(new URL(server.events).port)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const again = [...sender.open]
  const end = sender.next + more
  const take = () => again.shift() ?? (sender.next < end ? sender.next++ : undefined)
  const client = async () => {
    for (let i = take(); i !== undefined; i = take()) {
      sender.open.add(i)
      const answer = await sendTo(port, { ...requestOf(i, key), agent }).catch(() => null)
      // Whoever gets no answer sends the same again, as soon as somebody listens.
      if (answer === null) return
      if (answer.status >= 300) throw new Error(`event ${i} was answered ${answer.status}: ${answer.text}`)
      sender.open.delete(i)
      sender.acknowledged.add(i)
    }
  }
  await Promise.all(Array.from({ length: connections }, client))
  agent.destroy()
}

/** How often each event stands in the journal, by the body that was kept. */
function stored(dataDir: string): Map<string, number> {
  const opened = openReadDb(dataDir)
  const times = new Map<string, number>()
  for (const { body } of opened.db.each<{ body: Uint8Array }>(
    `SELECT body FROM deliveries WHERE outcome = 'accepted'`,
  )) {
    const text = Buffer.from(body).toString()
    times.set(text, (times.get(text) ?? 0) + 1)
  }
  opened.close()
  return times
}

/** The acknowledged events that are not there. */
function lost(dataDir: string, sender: Sender): number[] {
  const times = stored(dataDir)
  return [...sender.acknowledged].filter((i) => !times.has(bodyOf(i)))
}

function scalar(dataDir: string, sql: string): unknown {
  const opened = openReadDb(dataDir)
  const row = opened.db.get<Record<string, unknown>>(sql) ?? {}
  opened.close()
  return Object.values(row)[0]
}

async function workspaceWithKey(): Promise<string> {
  const dataDir = temporaryPath('data')
  const own = await openShiplog({ dataDir })
  await own.dispatch('keys.add', { name: 'ci', value: key })
  await own.close()
  return dataDir
}

/** One life of a server: up, under load, killed at a random moment. Returns whether requests were under way. */
async function oneLife(dataDir: string, sender: Sender, wait: number, answersEarly = false): Promise<boolean> {
  const server = await startServer(dataDir, answersEarly)
  const before = sender.acknowledged.size
  const sending = burst(server, sender, eventsPerRound)
  // From the first answer on, so that a slow start is not where all kills fall.
  for (let i = 0; i < 2000 && sender.acknowledged.size === before; i++) await sleep(2)
  await sleep(wait)
  await server.kill()
  await sending
  return sender.open.size > 0
}

test(
  `kill -9 under load, ${kills} times (seed ${seed}): nothing acknowledged is lost, nothing counts twice`,
  async () => {
    const dataDir = await workspaceWithKey()
    const dice = diceFrom(seed)
    const sender: Sender = { acknowledged: new Set(), open: new Set(), next: 0 }
    let underWay = 0
    for (let life = 0; life < kills; life++) {
      if (await oneLife(dataDir, sender, dice.next() * 250)) underWay++
      expect(lost(dataDir, sender), `after kill ${life + 1}`).toEqual([])
      expect(scalar(dataDir, 'PRAGMA integrity_check')).toBe('ok')
    }
    // A kill between requests would prove nothing.
    expect(underWay).toBeGreaterThan(0)

    const server = await startServer(dataDir)
    await burst(server, sender, 0)
    expect(sender.open.size).toBe(0)
    // Goes to the running server, as every writing command does.
    const rebuilt = await shiplog(dataDir, 'rebuild', '--json')
    expect(rebuilt.code).toBe(0)
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ changed: 0, deliveries: sender.next, events: sender.next })
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)

    const times = stored(dataDir)
    expect([...times.values()].filter((n) => n !== 1)).toEqual([])
    expect([...times.keys()].sort()).toEqual(Array.from({ length: sender.next }, (_, i) => bodyOf(i)).sort())
    for (const table of new Set(Object.values(kinds).map((one) => one.table))) {
      const sent = Array.from({ length: sender.next }, (_, i) => kinds[kindOf(i)].table).filter((one) => one === table)
      expect(scalar(dataDir, `SELECT count(*) FROM ${table}`), table).toBe(sent.length)
    }
    expect(scalar(dataDir, 'PRAGMA integrity_check')).toBe('ok')
    expect(scalar(dataDir, 'SELECT count(*) FROM pragma_foreign_key_check')).toBe(0)
  },
  // A kill and its restart take one to two seconds on a busy computer.
  30_000 + kills * 15_000,
)

test('the test above would notice: a listener that answers before it stores loses what it acknowledged', async () => {
  const dataDir = await workspaceWithKey()
  const dice = diceFrom(seed)
  const sender: Sender = { acknowledged: new Set(), open: new Set(), next: 0 }
  // Given time it passes on whatever a client sends: what is missing later was lost by the kill.
  const patient = await startServer(dataDir, true)
  await burst(patient, sender, Object.keys(kinds).length)
  await expect.poll(() => lost(dataDir, sender), { timeout: 10_000 }).toEqual([])
  await patient.kill()
  for (let life = 0; life < 5 && lost(dataDir, sender).length === 0; life++)
    await oneLife(dataDir, sender, dice.next() * 100, true)
  expect(lost(dataDir, sender).length).toBeGreaterThan(0)
}, 90_000)
