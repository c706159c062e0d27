// A real listener over a fresh workspace, and what a client needs to knock: whole requests as node:http sends them, and
// raw bytes over a socket for what no client library would send.
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { client } from '../../src-shared/client.ts'
import type { CallName, Input, Output } from '../../src-shared/contract/index.ts'
import type { ListenTo } from '../../src-main/listener/reach.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { undescribed } from './described.ts'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body as JSON; undefined where it is none. */
  json: { message?: string; id?: string; errors?: { field: string; value: string; accepted: string }[] } | undefined
}

export interface Sent {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  agent?: Agent
}

export interface Door {
  dataDir: string
  port: number
  /** A live key. */
  key: string
  send(sent: Sent): Promise<Answer>
  /** One event to the Pulse address with the live key, as its CLI sends it; `query` goes after the key, encoded. */
  pulse(body: unknown, query?: string): Promise<Answer>
  /** Writes bytes as they are; what came back until the connection ended. */
  raw(text: string): Promise<string>
  /** A call of the contract that must succeed. */
  ask<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
  close(): Promise<void>
}

export const cliPath = '/v1/ingestion/cli'

/** What the Pulse CLI 1.9.32 puts on every request. */
export const cliHeaders = {
  'User-Agent': 'Go-http-client/1.1',
  'Cli-Version': '1.9.32',
  'Content-Type': 'application/json',
  Environment: 'github-actions',
  'Accept-Encoding': 'gzip',
}

/** Closed by itself after the test. */
export async function openDoor(
  options: { name?: string; key?: string; dataDir?: string; listen?: ListenTo; clock?: () => number } = {},
): Promise<Door> {
  const dataDir = options.dataDir ?? temporaryPath('data')
  const listen = options.listen ?? { host: '127.0.0.1', port: 0, explicit: true }
  const shiplog = await openWorkspace({
    dataDir,
    listen,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const { port } = shiplog.listener()
  const calls = client((name, input, how) => shiplog.dispatch(name, input, how))
  const ask: Door['ask'] = async (name, input) => {
    const reply = await calls.call(name, input)
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
    return reply.value
  }
  const send: Door['send'] = async (sent) => {
    const answer = await sendTo(port, sent)
    expect(undescribed(sent.method ?? 'POST', sent.path ?? cliPath, answer)).toBe(null)
    return answer
  }
  const added = await ask('keys.add', {
    name: options.name ?? 'ci',
    ...(options.key === undefined ? {} : { value: options.key }),
  })
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await shiplog.close()
  }
  onTestFinished(close)
  return {
    dataDir,
    port,
    key: added.key,
    send,
    ask,
    pulse: (body, query = '') =>
      send({
        path: `${cliPath}?api_key=${encodeURIComponent(added.key)}${query}`,
        headers: cliHeaders,
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    raw: (text) => rawTo(port, text),
    close,
  }
}

export async function sendTo(
  port: number,
  { method = 'POST', path = cliPath, headers = {}, body, agent }: Sent,
): Promise<Answer> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    method,
    path,
    headers,
    ...(agent === undefined ? {} : { agent }),
  }
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonOf(text) })
      })
    })
    asked.on('error', reject)
    // Go frames by length, an empty body too.
    asked.setHeader('Content-Length', bytes?.length ?? 0)
    asked.end(bytes)
  })
}

function jsonOf(text: string): Answer['json'] {
  try {
    return JSON.parse(text) as Answer['json']
  } catch {
    return undefined
  }
}

/** Gives up after 20 seconds, which is longer than the listener lets anybody dawdle. */
export async function rawTo(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port })
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  socket.on('error', () => undefined)
  socket.setTimeout(20_000, () => socket.destroy())
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return answer
}

/** 0 where the connection ended without an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}

/** Files below a folder that hold any of these texts. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    if (texts.some((text) => bytes.includes(text))) found.push(entry.name)
  }
  return found
}

/** The bytes of the newest delivery as they were kept, as text. */
export async function newestBody(door: Door): Promise<string | null> {
  const { rows } = await door.ask('journal.list', { limit: 1 })
  const { id } = must(rows[0], 'because something was delivered')
  return (await door.ask('journal.get', { id })).body
}
