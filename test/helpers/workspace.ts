// A real workspace in a temporary folder, in one thread, with a clock that stands still unless told otherwise.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { CallName, Input, Output } from '../../src-shared/contract/index.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event } from '../../src-shared/event.ts'
import type { Shiplog } from '../../src-main/shiplog.ts'
import { openWorkspace } from './open-workspace.ts'
import { silent } from '../../src-main/log.ts'
import type { WriterOps } from '../../src-main/writer-ops.ts'

export interface TestWorkspace {
  dataDir: string
  shiplog: Shiplog & { ops: WriterOps }
  /** The value of a call that must succeed. */
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
  /** The error sentence of a call that must be refused. */
  refusal(name: CallName, input: unknown): Promise<string>
  /** Hands events in as one delivery of Shiplog's own. */
  send(...events: Event[]): Promise<void>
  setNow(ms: number): void
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'shiplog-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function workspace(now = '2026-07-01T00:00:00Z'): Promise<TestWorkspace> {
  const dataDir = temporaryFolder()
  let time = Date.parse(now)
  const shiplog = await openWorkspace({ dataDir, clock: () => time, log: silent })
  onTestFinished(() => shiplog.close())
  return {
    dataDir,
    shiplog,
    setNow: (ms) => (time = ms),
    call: async (name, input) => {
      const reply = await shiplog.dispatch(name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
      return reply.value as never
    },
    refusal: async (name, input) => {
      const reply = await shiplog.dispatch(name, input)
      if (reply.ok) throw new Error(`${name} was not refused`)
      return reply.error.message
    },
    send: async (...events) => {
      const outcome = await shiplog.ops.deliver(
        deliveryOf(events, time),
        { events, at: events.map((_, i) => `event ${i + 1}`), skipped: [] },
        false,
      )
      if (outcome.state === 'rejected') throw new Error(outcome.message)
    },
  }
}

export function deliveryOf(events: Event[], received_at_ms: number): Delivery {
  const body = new Uint8Array(Buffer.from(JSON.stringify(events)))
  return {
    source: 'shiplog',
    method: 'POST',
    path: '/api/v1/events',
    query: '',
    headers: {},
    meta: {},
    body,
    received_at_ms,
  }
}

export function at(text: string): number {
  return Date.parse(text)
}

export function deployment(
  id: string,
  finished: string,
  more: Partial<Extract<Event, { type: 'deployment' }>> = {},
): Event {
  return {
    type: 'deployment',
    system: 'api',
    environment: 'production',
    id,
    state: 'succeeded',
    finished_at_ms: at(finished),
    ...more,
  }
}

export function incident(
  id: string,
  started: string,
  resolved: string | null,
  more: Partial<Extract<Event, { type: 'incident' }>> = {},
): Event {
  return {
    type: 'incident',
    system: 'api',
    id,
    started_at_ms: at(started),
    resolved_at_ms: resolved === null ? null : at(resolved),
    ...more,
  }
}

export function build(id: string, finished: string, more: Partial<Extract<Event, { type: 'build' }>> = {}): Event {
  return { type: 'build', system: 'api', id, state: 'succeeded', finished_at_ms: at(finished), ...more }
}

export function issue(id: string, created: string, more: Partial<Extract<Event, { type: 'issue' }>> = {}): Event {
  return { type: 'issue', system: 'api', id, created_at_ms: at(created), ...more }
}
