// The table of what providers' webhooks become, which the listener page and docs/sources.md show, says what is done: every
// fixture, which the conformance suite sends over HTTP, and many random reports are among its cases, each case is one of a
// fixture, and so is each word.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sources } from '../src-main/sources/index.ts'
import type { WebhookSource } from '../src-main/sources/source.ts'
import { kinds as githubKinds } from '../src-main/sources/webhooks/github/github.ts'
import { kinds as gitlabKinds } from '../src-main/sources/webhooks/gitlab/gitlab.ts'
import { must } from '../src-shared/assert.ts'
import type { Event } from '../src-shared/event.ts'
import { providers } from '../src-shared/providers/index.ts'
import type { HookCase, Provider } from '../src-shared/providers/provider.ts'
import { type Reach, reachOf } from '../src-shared/providers/reach.ts'
import { type DialectId, reportOf } from './fuzz/reports.ts'
import { start } from './fuzz/things.ts'
import { diceFrom, seeds } from './helpers/random.ts'
import { withProviderTables } from './helpers/provider-tables.ts'
import { fixturesOf } from './listener/replay.ts'

interface Sent {
  path: string
  query: string
  headers: Record<string, string>
  body: unknown
}

/** What one delivery became, each with the kind it was of: an event, or why there is none. */
type Became = { kind: string; event: Event } | { kind: string; reason: string }

function translate({ source }: Provider, { path, query, headers, body }: Sent): Became[] {
  const { translate: of } = must(sources.get(source), 'because it is in the list') as WebhookSource
  const delivery = { source, method: 'POST', path, query, headers, meta: {}, received_at_ms: start }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const { events, at, skipped } = of({ ...delivery, body: bytes })
  const kindAt = (place: string) => kindOf(headers, body, place)
  return [
    ...events.map((event, i) => ({ kind: kindAt(at[i] ?? ''), event })),
    ...skipped.map((skip) => ({ kind: kindAt(skip.at), reason: skip.reason })),
  ]
}

interface Body {
  object_kind?: string
  event?: { event_type: string }
  messages?: { event: string }[]
}

function kindOf(headers: Record<string, string>, body: unknown, at: string): string {
  const named = headers['x-github-event']
  if (named !== undefined) return named
  const { object_kind, event, messages } = body as Body
  return object_kind ?? event?.event_type ?? messages?.[Number(at.split('.')[1])]?.event ?? ''
}

/** The cases that it is one of. */
function casesOf({ kinds }: Provider, became: Became): HookCase[] {
  const own = kinds.find(({ names }) => names.includes(became.kind)) ?? must(kinds.at(-1), 'because others are there')
  return own.cases.filter((one) => {
    if ('reason' in became) return one.becomes === 'nothing' && patternOf(one.says).test(became.reason)
    const { event } = became
    const becomes = event.type === 'issue' && event.kind === 'incident' ? 'incident' : event.type
    const words = 'state' in event ? one.words?.[event.state] : undefined
    return one.becomes === becomes && (one.words === undefined || words !== undefined)
  })
}

function patternOf(says: string): RegExp {
  return new RegExp(`^${says.replaceAll(/[?().+*]/g, '\\$&').replaceAll('…', '.+')}$`)
}

/** Fixtures of what was accepted. */
function fixtures({ id, source }: Provider): [name: string, sent: Sent][] {
  return fixturesOf(source).flatMap(([name, { status, request }]) => {
    const body = request.body ?? request.bodyText
    const isOurs = source === id || (typeof body === 'object' && ('event' in body || 'messages' in body))
    if (status !== 200 || !isOurs) return []
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, text]) => [key.toLowerCase(), text]))
    return [[name, { path: request.path, query: request.query ?? '', headers, body }]]
  })
}

/** The body with another word where the provider says how it went. */
const withWord: Record<string, (body: never, word: string) => object> = {
  deployment_status: (body: { deployment_status: object }, state) => ({
    ...body,
    deployment_status: { ...body.deployment_status, state },
  }),
  workflow_run: (body: { workflow_run: object }, word) =>
    word === 'requested' || word === 'in_progress'
      ? { ...body, action: word, workflow_run: { ...body.workflow_run, conclusion: null } }
      : { ...body, action: 'completed', workflow_run: { ...body.workflow_run, conclusion: word } },
  deployment: (body: object, status) => ({ ...body, status }),
  pipeline: (body: { object_attributes: object }, status) => ({
    ...body,
    object_attributes: { ...body.object_attributes, status },
  }),
}

/** Words that the documentation of some provider has for some kind, and others: each is tried with every kind. */
const words = `success failure neutral cancelled timed_out action_required stale skipped startup_failure requested
  in_progress completed error inactive pending queued waiting created blocked running failed canceled canceling approval
  rejected waiting_for_resource preparing scheduled manual waiting_for_callback SUCCESS done abandoned`.split(/\s+/)

describe.each(providers.map((provider) => [provider.id, provider] as const))('%s', (id, provider) => {
  const sent = fixtures(provider)

  test('every fixture is one of its cases', () => {
    for (const [name, one] of sent)
      for (const became of translate(provider, one))
        expect(casesOf(provider, became), `${name}: ${JSON.stringify(became)}`).not.toEqual([])
  })

  test('each of its cases is one of a fixture', () => {
    const seen = new Set(
      sent.flatMap(([, one]) => translate(provider, one).flatMap((became) => casesOf(provider, became))),
    )
    const never = provider.kinds.flatMap(({ names, cases }) =>
      cases.filter((one) => !seen.has(one)).map(({ which }) => `${names.join()}: ${which}`),
    )
    expect(never).toEqual([])
  })

  test('its words are those that are known, each with its state', () => {
    for (const { names, cases } of provider.kinds)
      for (const one of cases.filter((each) => each.words !== undefined)) {
        const [name = ''] = names
        const like = must(
          sent.find(([, each]) => translate(provider, each).some((became) => casesOf(provider, became).includes(one))),
          'because each case is one of a fixture',
        )[1]
        const stateOf = new Map(
          Object.entries(one.words ?? {}).flatMap(([state, list]) => list.map((word) => [word, state])),
        )
        for (const word of [...words, ...stateOf.keys()]) {
          const put = must(withWord[name], 'because it has words')
          const [became] = translate(provider, { ...like, body: put(like.body as never, word) })
          const state = became !== undefined && 'event' in became && 'state' in became.event ? became.event.state : null
          expect(state, `${name} ${word}`).toBe(stateOf.get(word) ?? null)
        }
      }
  })

  test('random reports are among its cases', () => {
    const dialect = provider.source as DialectId
    const dice = diceFrom(seeds[0]?.[1] ?? 0)
    for (let i = 0; i < 3000; i++) {
      const { path, headers = {}, body } = reportOf(dialect, dice, start)
      if (dialect !== id && !path.includes(id)) continue
      const [place = '', query = ''] = path.split('?')
      const lower = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]))
      for (const became of translate(provider, { path: place, query, headers: lower, body }))
        expect(casesOf(provider, became), JSON.stringify(became)).not.toEqual([])
    }
  })
})

test('the kinds are those that are read', () => {
  const named = (id: string) =>
    providers.find((provider) => provider.id === id)?.kinds.flatMap(({ names }) => names) ?? []
  expect(named('github').sort()).toEqual(Object.keys(githubKinds).sort())
  expect(named('gitlab').sort()).toEqual(Object.keys(gitlabKinds).sort())
})

test('a case that is not done, and one that is not told, are noticed', () => {
  const github = must(providers[0], 'because it is the first')
  const ping: Became = { kind: 'ping', reason: 'the webhook works; a ping says nothing else' }
  expect(casesOf(github, ping)).toHaveLength(1)
  expect(casesOf(github, { ...ping, reason: 'the webhook works' })).toEqual([])
  expect(casesOf(github, { ...ping, kind: 'push' })).toEqual([])
  const push = (type: 'change' | 'issue'): Became => ({
    kind: 'push',
    event: type === 'change' ? { type, system: 's', id: 'c', created_at_ms: 0 } : { type, system: 's', id: 'c' },
  })
  expect([casesOf(github, push('change')).length, casesOf(github, push('issue')).length]).toEqual([1, 0])
})

test('docs/sources.md shows it; "node test/helpers/provider-tables.ts" and the formatter write it', () => {
  const page = readFileSync(new URL('../docs/sources.md', import.meta.url), 'utf8')
  for (const { id } of providers) expect(page).toContain(`<!-- table: ${id} -->`)
  // Widths are the formatter's.
  const plain = (text: string) => text.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ')
  expect(plain(page)).toBe(plain(withProviderTables(page)))
})

describe('who reaches the listener', () => {
  const on = { state: 'on', reach: 'computer', certificate: null } as const
  const certificate = { names: [], ends_at_ms: 0, self_signed: true, fixed: false }
  const own = { name: 'GitLab', hosted: false, note: 'Its administrator has to allow it.' }
  const cloud = { name: 'gitlab.com', hosted: true }

  test.each<[string, Reach, boolean, string]>([
    ['what is outside, never by itself', reachOf(cloud, { ...on, reach: 'network' }), false, 'a tunnel of your own'],
    ['a server of one’s own, not while only this computer does', reachOf(own, on), false, 'runs on this computer'],
    ['by the network', reachOf(own, { ...on, reach: 'network' }), true, 'as plain HTTP. Its administrator'],
    ['with a certificate', reachOf(own, { ...on, reach: 'network', certificate }), true, 'told to trust'],
    ['nobody when it is off', reachOf(own, { ...on, state: 'off' }), false, 'not on'],
  ])('%s', (_, { reaches, says }, expected, words) => {
    expect([reaches, says]).toEqual([expected, expect.stringContaining(words)])
  })
})
