// Requests kept in test/fixtures/webhooks, each with what must come of it in a fresh workspace. In a request KEY stands
// for the key; in what is expected, text between slashes is a pattern, and objects name what matters.
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { type Answer, type Door, openDoor } from './door.ts'

interface Sent {
  method: string
  path: string
  query?: string
  headers: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  bodyText?: string
}

export interface Fixture {
  name: string
  /** What is sent first, and accepted. */
  before?: Sent[]
  request: Sent
  status: number
  body?: object
  /** Absent where the request is refused: there must be none. */
  facts?: Facts
}

interface Facts {
  /** The rows of the lists, all of them, newest first. */
  deployments?: object[]
  incidents?: object[]
  issues?: object[]
  builds?: object[]
  /** The commits of the first deployment. */
  commits?: string[]
  /** What the delivery was translated to. */
  events?: object[]
}

const none: Facts = { deployments: [], incidents: [], issues: [], builds: [] }
const folder = new URL('../fixtures/webhooks/', import.meta.url)

export function fixturesOf(dialect: string): [name: string, fixture: Fixture][] {
  return readdirSync(new URL(`${dialect}/`, folder)).map((file) => {
    const fixture = JSON.parse(readFileSync(new URL(`${dialect}/${file}`, folder), 'utf8')) as Fixture
    return [fixture.name, fixture]
  })
}

export async function replay(fixture: Fixture): Promise<void> {
  const { before = [], request, status, body, facts = none } = fixture
  const door = await openDoor()
  for (const one of before) expect(await send(door, one)).toMatchObject({ status: expect.toSatisfy(isSuccess) })
  const answer = await send(door, request)
  expect([answer.status, answer.text]).toEqual([status, expect.any(String)])
  if (body !== undefined) expect(answer.json).toMatchObject(asPatterns(body))
  await expectFacts(door, asPatterns(facts))
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
}

function isSuccess(status: number): boolean {
  return status < 300
}

function send(door: Door, { method, path, query, headers, body, bodyText }: Sent): Promise<Answer> {
  const withKey = (text: string) => text.replace('KEY', encodeURIComponent(door.key))
  const text = bodyText ?? (body === undefined ? undefined : JSON.stringify(body))
  return door.send({
    method,
    path: query === undefined ? path : `${path}?${withKey(query)}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, withKey(value)])),
    ...(text === undefined ? {} : { body: text }),
  })
}

async function expectFacts(door: Door, { commits, events, ...lists }: Facts): Promise<void> {
  for (const name of Object.keys(none) as (keyof typeof lists)[]) {
    const rows = lists[name]
    if (rows !== undefined) expect((await door.ask(`${name}.list`, {})).rows, name).toMatchObject(rows)
  }
  if (commits !== undefined) {
    const { number } = must((await door.ask('deployments.list', {})).rows[0], 'because a deployment was sent')
    expect((await door.ask('deployments.get', { number })).commit_ids).toEqual(commits)
  }
  if (events !== undefined) {
    const newest = must((await door.ask('journal.list', {})).rows[0], 'because something was delivered')
    const { parsed } = await door.ask('journal.get', { id: newest.id })
    expect(parsed.map((one) => one.event)).toMatchObject(events)
  }
}

/** The same with matchers in the place of patterns. */
function asPatterns<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' && /^\/.*\/$/.test(part) ? expect.stringMatching(new RegExp(part.slice(1, -1))) : part,
  ) as T
}
