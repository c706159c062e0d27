// The listener's thread can end without the writer, and ends in order: what it has taken it finishes.
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import type { Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { openShiplog, type Shiplog } from '../../src-main/shiplog.ts'
import { startShiplog } from '../../src-main/workers.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { sendTo } from '../listener/door.ts'

const key = 'a-key-for-the-listener-tests-0123456789'
const open: Shiplog[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** A workspace in threads, and its threads in the order they were started: writer, listener, reader. */
async function start(dataDir: string, explicit = true): Promise<{ shiplog: Shiplog; threads: Worker[] }> {
  const threads: Worker[] = []
  const seen = (worker: Worker) => threads.push(worker)
  process.on('worker', seen)
  const shiplog = await startShiplog({
    dataDir,
    sample: false,
    listen: { host: '127.0.0.1', port: 0, explicit },
  })
  process.off('worker', seen)
  open.push(shiplog)
  await shiplog.dispatch('keys.add', { name: 'ci', value: key })
  return { shiplog, threads }
}

function send(port: number, id: string, agent?: Agent): Promise<number> {
  const body = `{"$type":"change","change_id":"${id}","time_created":"2026-11-20T10:00:00Z"}`
  const path = `/v1/ingestion/cli?api_key=${key}`
  return sendTo(port, { path, body, ...(agent === undefined ? {} : { agent }) }).then((answer) => answer.status)
}

async function accepted(shiplog: Pick<Shiplog, 'dispatch'>): Promise<number> {
  const reply = await shiplog.dispatch('journal.list', { outcome: 'accepted' })
  return reply.ok ? (reply.value as { total: number }).total : -1
}

async function stateOf(shiplog: Shiplog): Promise<string> {
  const reply = await shiplog.dispatch('listener.status', {})
  return reply.ok ? (reply.value as { listener: { state: string } }).listener.state : 'no answer'
}

test('a listener that ends takes nothing with it, and is there again on the same port', async () => {
  const { shiplog, threads } = await start(temporaryPath('data'))
  const { port } = shiplog.listener()
  expect(await send(port, 'c1')).toBe(200)
  await must(threads[1], 'because the listener has a thread').terminate()
  await expect.poll(() => stateOf(shiplog)).toBe('failed')
  await expect(send(port, 'c2')).rejects.toThrow('ECONNREFUSED')
  // The writer and the reader go on.
  expect(await shiplog.dispatch('settings.set', { zone: 'Europe/Berlin' })).toMatchObject({ ok: true })
  expect(await accepted(shiplog)).toBe(1)
  await expect.poll(() => stateOf(shiplog), { timeout: 15_000 }).toBe('on')
  // The host hears of it by a message of its own.
  await expect.poll(() => shiplog.listener(), { timeout: 5_000 }).toMatchObject({ state: 'on', port })
  expect(await send(port, 'c2')).toBe(200)
  expect(await accepted(shiplog)).toBe(2)
}, 40_000)

test('closed while the listener is being started again, no thread stays', async () => {
  const { shiplog, threads } = await start(temporaryPath('data'))
  const begun = once(process, 'worker') as Promise<[Worker]>
  await must(threads[1], 'because the listener has a thread').terminate()
  const [worker] = await begun
  const ended = once(worker, 'exit')
  open.splice(0)
  await shiplog.close()
  await ended
}, 40_000)

test('calls about the listener reach its thread, and what it refuses comes back', async () => {
  const { shiplog } = await start(temporaryPath('data'), false)
  const { port } = shiplog.listener()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  expect(await shiplog.dispatch('listener.set', { port: taken })).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining(`127.0.0.1:${taken} is taken`) as unknown },
  })
  expect(await send(port, 'c1')).toBe(200)
  other.close()
  await once(other, 'close')
  expect(await shiplog.dispatch('listener.set', { port: taken })).toMatchObject({ ok: true })
  expect(shiplog.listener()).toMatchObject({ state: 'on', port: taken })
  const tried = await shiplog.dispatch('listener.test', { dialect: 'devlake', system: 'shop' })
  expect(tried).toMatchObject({ ok: true, value: { status: 200, delivery: 2 } })
  expect(await shiplog.dispatch('listener.set', { on: false })).toMatchObject({ ok: true })
  await expect(send(taken, 'c2')).rejects.toThrow('ECONNREFUSED')
})

test('on closing, what was answered is stored, and what was being answered is answered', async () => {
  const dataDir = temporaryPath('data')
  const { shiplog } = await start(dataDir)
  const { port } = shiplog.listener()
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  let next = 0
  let ok = 0
  const others: unknown[] = []
  const closing = new AbortController()
  const client = async () => {
    while (!closing.signal.aborted) {
      const status = await send(port, `c${next++}`, agent).catch((error: NodeJS.ErrnoException) => error.code)
      if (status === 200) ok++
      else others.push(status)
    }
  }
  const clients = Promise.all(Array.from({ length: 64 }, client))
  await expect.poll(() => ok, { timeout: 15_000 }).toBeGreaterThan(300)
  const began = performance.now()
  const closed = shiplog.close()
  closing.abort()
  await clients
  await closed
  agent.destroy()
  expect(performance.now() - began).toBeLessThan(10_000)
  open.splice(0)
  // Whoever came to a closed socket was told so; nobody was told anything else.
  expect(others.filter((one) => one !== 'ECONNREFUSED' && one !== 'ECONNRESET')).toEqual([])
  const again = await openShiplog({ dataDir })
  open.push(again)
  expect(await accepted(again)).toBe(ok)
}, 40_000)
