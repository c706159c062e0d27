// Where the listener is reached: by this computer alone or by its network, under which names, on which port, and what
// becomes of the old address when a new one cannot be had.
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { connect } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { type Door, openDoor, rawTo, sendTo, statusOf } from './door.ts'

const anyPort = { host: '127.0.0.1', port: 0, explicit: false }
/** An address of this computer on a network; a computer without one cannot run half of these tests. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address

const others: Server[] = []

afterEach(() => {
  for (const other of others.splice(0)) other.close()
})

/** A port that another program has. */
async function takenPort(host = '127.0.0.1'): Promise<number> {
  const other = createServer().listen(0, host)
  others.push(other)
  await once(other, 'listening')
  const address = other.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function freePort(): Promise<number> {
  const port = await takenPort()
  const other = must(others.pop(), 'because it was just opened')
  other.close()
  await once(other, 'close')
  return port
}

/** The status of /health at an address, or why there was none. */
async function healthAt(port: number, host = '127.0.0.1'): Promise<number | string> {
  const response = await fetch(`http://${host}:${port}/health`).catch(() => null)
  return response === null ? 'nobody' : response.status
}

function health(port: number, host: string): Promise<number> {
  return rawTo(port, `GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(statusOf)
}

async function state(door: Door) {
  return (await door.ask('listener.status', {})).listener
}

test('at first only this computer reaches it', async () => {
  const door = await openDoor({ listen: anyPort })
  expect(await door.ask('listener.status', {})).toEqual({
    listener: {
      state: 'on',
      url: `http://127.0.0.1:${door.port}`,
      host: '127.0.0.1',
      port: door.port,
      note: null,
      reach: 'computer',
      addresses: [{ url: `http://127.0.0.1:${door.port}`, name: 'this computer' }],
      warning: null,
      fixed: false,
      certificate: null,
    },
    keyless: false,
    capture: false,
    tls: null,
    breaks: [],
  })
  if (outside !== undefined) expect(await healthAt(door.port, outside)).toBe('nobody')
})

test.skipIf(outside === undefined)(
  'its network reaches it when a person says so, on the same port, by its own names only',
  async () => {
    const door = await openDoor({ listen: anyPort })
    const { listener } = await door.ask('listener.set', { reach: 'network' })
    const { port } = door
    expect(listener).toMatchObject({
      state: 'on',
      host: '0.0.0.0',
      port,
      reach: 'network',
      url: `http://127.0.0.1:${port}`,
    })
    expect(listener.warning).toContain('anybody on this network can read')
    const urls = listener.addresses.map((one) => one.url)
    expect(urls[0]).toBe(`http://127.0.0.1:${port}`)
    expect(urls).toContain(`http://${outside}:${port}`)
    expect(urls.at(-1)).toBe(`http://${hostname()}:${port}`)
    expect(await healthAt(port, outside)).toBe(200)
    for (const name of ['localhost', '127.0.0.1', outside ?? '', hostname(), `${hostname().toUpperCase()}.local`])
      expect(await health(port, `${name}:${port}`), name).toBe(200)
    for (const name of [
      'evil.example',
      '192.0.2.1',
      '0.0.0.0',
      '[::]',
      `${hostname()}.evil.example`,
      `evil.${hostname()}`,
    ])
      expect(await health(port, `${name}:${port}`), name).toBe(421)

    const back = await door.ask('listener.set', { reach: 'computer' })
    expect(back.listener).toMatchObject({ host: '127.0.0.1', port, reach: 'computer', warning: null })
    expect([await healthAt(port), await healthAt(port, outside)]).toEqual([200, 'nobody'])
    expect(await health(port, `${hostname()}:${port}`)).toBe(421)
  },
)

test('it moves to another port at once, and stays there when it is opened again', async () => {
  const door = await openDoor({ listen: anyPort })
  const port = await freePort()
  const { listener } = await door.ask('listener.set', { port })
  expect(listener).toMatchObject({ state: 'on', port, url: `http://127.0.0.1:${port}` })
  expect([await healthAt(port), await healthAt(door.port)]).toEqual([200, 'nobody'])
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, name: 'again', listen: anyPort })
  expect(again.port).toBe(port)
})

test('a port that is taken is refused; the old one goes on and nothing is written down', async () => {
  const door = await openDoor({ listen: anyPort })
  const port = await takenPort()
  await expect(door.ask('listener.set', { port, keyless: true })).rejects.toThrow(
    `127.0.0.1:${port} is taken by another program`,
  )
  expect(await healthAt(door.port)).toBe(200)
  expect(await door.ask('listener.status', {})).toMatchObject({
    listener: { state: 'on', port: door.port },
    keyless: false,
  })
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, name: 'again', listen: anyPort })
  expect(again.port).not.toBe(port)
})

test.skipIf(outside === undefined)(
  'where the network’s side of its port is taken it stays on this computer’s',
  async () => {
    const port = await takenPort(outside)
    const door = await openDoor({ listen: { host: '127.0.0.1', port, explicit: false } })
    expect(door.port).toBe(port)
    await door.ask('listener.set', { port })
    await expect(door.ask('listener.set', { reach: 'network' })).rejects.toThrow(
      `0.0.0.0:${port} is taken by another program`,
    )
    expect(await state(door)).toMatchObject({ state: 'on', host: '127.0.0.1', port, reach: 'computer' })
    expect(await healthAt(port)).toBe(200)
  },
)

test('off and on again, on the same port; what was being answered is answered', async () => {
  const door = await openDoor({ listen: anyPort })
  await door.ask('listener.set', { port: door.port })
  const { port } = door
  // A request whose body is still to come when the socket closes.
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  const body = '{"$type":"change","change_id":"c1","time_created":"2026-11-20T10:00:00Z"}'
  socket.write(
    `POST /v1/ingestion/cli?api_key=${door.key} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  // Another request is answered, so this one is being read.
  expect(await healthAt(port)).toBe(200)
  const off = door.ask('listener.set', { on: false })
  // Node closes the listening socket at once.
  await expect.poll(() => healthAt(port)).toBe('nobody')
  socket.write(body)
  await once(socket, 'close')
  expect(statusOf(answer)).toBe(200)
  expect((await off).listener).toMatchObject({ state: 'off', url: null, addresses: [] })
  expect((await door.ask('journal.list', { outcome: 'accepted' })).total).toBe(1)

  const on = await door.ask('listener.set', { on: true })
  expect(on.listener).toMatchObject({ state: 'on', port })
  expect(await healthAt(port)).toBe(200)
  await door.ask('listener.set', { on: false })
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, name: 'again', listen: anyPort })
  expect(await state(again)).toMatchObject({ state: 'off', url: null })
})

test('a port of the settings that is taken at the start is no reason not to start', async () => {
  const first = await openDoor({ listen: anyPort })
  const port = await freePort()
  await first.ask('listener.set', { port })
  await first.close()
  const other = createServer().listen(port, '127.0.0.1')
  others.push(other)
  await once(other, 'listening')
  const door = await openDoor({ dataDir: first.dataDir, name: 'again', listen: anyPort })
  expect(await state(door)).toMatchObject({ state: 'failed', url: null, port, reach: 'computer' })
  expect((await state(door)).note).toContain(`127.0.0.1:${port} is taken by another program`)
  const elsewhere = await freePort()
  expect((await door.ask('listener.set', { port: elsewhere })).listener).toMatchObject({ state: 'on', port: elsewhere })
  expect(await healthAt(elsewhere)).toBe(200)
})

test('an address of the command line is for this run, whatever the settings say', async () => {
  const door = await openDoor()
  const port = await freePort()
  const { listener } = await door.ask('listener.set', { port, reach: 'network' })
  expect(listener).toMatchObject({ state: 'on', port: door.port, host: '127.0.0.1', reach: 'computer', fixed: true })
  expect([await healthAt(door.port), await healthAt(port)]).toEqual([200, 'nobody'])
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, name: 'again', listen: anyPort })
  expect(await state(again)).toMatchObject({ port, reach: 'network', fixed: false })
})

test('moves asked for at the same time are made one after the other', async () => {
  const door = await openDoor({ listen: anyPort })
  const ports = [await freePort(), await freePort(), await freePort()]
  const moved = await Promise.all(ports.map((port) => door.ask('listener.set', { port })))
  expect(moved.map((one) => one.listener.port)).toEqual(ports)
  expect(await Promise.all(ports.map((port) => healthAt(port)))).toEqual(['nobody', 'nobody', 200])
})

test('a port that cannot be one is refused in words', async () => {
  const door = await openDoor({ listen: anyPort })
  for (const port of [0, 65_536, 1.5, Number.NaN])
    await expect(door.ask('listener.set', { port })).rejects.toThrow('"port" is')
  expect(await healthAt(door.port)).toBe(200)
})

test('a page of another origin cannot write, the listener’s own can, and reading is nobody’s secret', async () => {
  const door = await openDoor()
  const sent = (origin: string, method = 'POST') => ({
    method,
    path: `/v1/ingestion/cli?api_key=${door.key}`,
    headers: { origin, 'content-type': 'text/plain' },
    body: '{"$type":"change","change_id":"c1","time_created":"2026-11-20T10:00:00Z"}',
  })
  const own = `http://127.0.0.1:${door.port}`
  for (const origin of [
    'null',
    'https://evil.example',
    `https://127.0.0.1:${door.port}`,
    `http://localhost:${door.port}`,
    `${own}0`,
  ])
    expect((await sendTo(door.port, sent(origin))).status, origin).toBe(403)
  expect((await sendTo(door.port, sent(own))).status).toBe(200)
  expect(
    (await sendTo(door.port, { method: 'GET', path: '/health', headers: { origin: 'https://evil.example' } })).status,
  ).toBe(200)
})

test.skipIf(outside === undefined)(
  'one other computer has 64 connections at most; this one is not limited by it',
  async () => {
    const door = await openDoor({ listen: anyPort })
    await door.ask('listener.set', { reach: 'network' })
    let ended = 0
    const sockets = Array.from({ length: 70 }, () =>
      connect(door.port, outside)
        .on('error', () => undefined)
        .on('close', () => ended++),
    )
    await expect.poll(() => ended).toBe(6)
    expect([await healthAt(door.port, outside), await healthAt(door.port)]).toEqual(['nobody', 200])
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => healthAt(door.port, outside)).toBe(200)
  },
)
