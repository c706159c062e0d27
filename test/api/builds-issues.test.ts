// Builds and issues as they are listed: filters, pages, one of them with the deliveries behind it, refusals.
import { describe, expect, test } from 'vitest'
import type { Input } from '../../src-shared/contract/index.ts'
import { at, build, incident, issue, workspace } from '../helpers/workspace.ts'

const x = 'a'.repeat(40)

describe('builds', () => {
  test('are listed newest first, by system, period and state, a page at a time', async () => {
    const { call, send, refusal } = await workspace()
    await send(
      build('1', '2026-06-01T10:00:00Z', {
        version: '1.0.0',
        commit: x,
        branch: 'main',
        url: 'https://ci.example.org/1',
      }),
      build('2', '2026-06-02T10:00:00Z', { state: 'failed', started_at_ms: at('2026-06-02T09:58:00Z') }),
      build('3', '', { state: 'started', finished_at_ms: null, started_at_ms: at('2026-06-03T10:00:00Z') }),
      build('1', '2026-06-04T10:00:00Z', { system: 'web' }),
    )
    const list = async (input: Input<'builds.list'>) => {
      const { total, rows } = await call('builds.list', input)
      return [total, rows.map((row) => `${row.system} ${row.id} ${row.state}`)]
    }
    expect(await list({})).toEqual([4, ['web 1 succeeded', 'api 3 started', 'api 2 failed', 'api 1 succeeded']])
    expect(await list({ systems: ['api'], states: ['failed', 'succeeded'] })).toEqual([
      2,
      ['api 2 failed', 'api 1 succeeded'],
    ])
    // From is included, to is not.
    const from_ms = at('2026-06-02T10:00:00Z')
    expect(await list({ from_ms, to_ms: at('2026-06-04T10:00:00Z') })).toEqual([2, ['api 3 started', 'api 2 failed']])
    expect(await list({ limit: 1, offset: 1 })).toEqual([4, ['api 3 started']])
    expect(await list({ states: ['pending'] })).toEqual([0, []])
    const { rows } = await call('builds.list', { systems: ['api'], limit: 1, offset: 2 })
    expect(rows[0]).toEqual({
      id: '1',
      number: 1,
      system: 'api',
      state: 'succeeded',
      version: '1.0.0',
      commit: x,
      branch: 'main',
      started_at_ms: null,
      finished_at_ms: at('2026-06-01T10:00:00Z'),
      at_ms: at('2026-06-01T10:00:00Z'),
      sources: ['shiplog'],
    })
    expect(await call('builds.get', { number: 1 })).toEqual({
      ...rows[0],
      url: 'https://ci.example.org/1',
      deliveries: [1],
    })
    expect(await refusal('builds.get', { number: 9 })).toBe('There is no build number 9 any more.')
    expect(await refusal('builds.list', { systems: ['nobody'] })).toBe('There is no system "nobody".')
    expect(await refusal('builds.list', { states: ['green'] })).toContain(
      '"states.0" is "green", expected one of pending, started, succeeded, failed, aborted',
    )
  })
})

describe('issues', () => {
  test('are listed by when they were created, by kind, status and system; incidents are not among them', async () => {
    const { call, send, refusal } = await workspace()
    await send(
      issue('U-1', '2026-06-01T10:00:00Z', { kind: 'bug', title: 'Wrong total', priority: 'high', story_points: 2.5 }),
      issue('U-2', '2026-06-02T10:00:00Z', { kind: 'bug', status: 'done', resolved_at_ms: at('2026-06-03T10:00:00Z') }),
      issue('U-3', '2026-06-03T10:00:00Z', { kind: 'requirement', status: 'in_progress', system: 'web' }),
      issue('U-4', '2026-06-04T10:00:00Z', { kind: 'incident' }),
      incident('I-1', '2026-06-04T10:00:00Z', null),
    )
    const list = async (input: Input<'issues.list'>) => {
      const { total, rows, kinds } = await call('issues.list', input)
      // Whatever is filtered by, a person may choose another kind.
      expect(kinds).toEqual([
        { kind: 'bug', issues: 2 },
        { kind: 'requirement', issues: 1 },
      ])
      return [total, rows.map((row) => row.id)]
    }
    expect(await list({})).toEqual([3, ['U-3', 'U-2', 'U-1']])
    expect(await list({ kind: 'bug' })).toEqual([2, ['U-2', 'U-1']])
    expect(await list({ kind: 'incident' })).toEqual([0, []])
    expect(await list({ status: 'done' })).toEqual([1, ['U-2']])
    expect(await list({ systems: ['web'] })).toEqual([1, ['U-3']])
    expect(await list({ from_ms: at('2026-06-02T10:00:00Z'), to_ms: at('2026-06-03T10:00:00Z') })).toEqual([1, ['U-2']])
    expect(await list({ limit: 1, offset: 2 })).toEqual([3, ['U-1']])
    const { rows } = await call('issues.list', { limit: 1, offset: 2 })
    expect(rows[0]).toEqual({
      id: 'U-1',
      number: 1,
      title: 'Wrong total',
      system: 'api',
      kind: 'bug',
      status: 'todo',
      priority: 'high',
      severity: null,
      story_points: 2.5,
      created_at_ms: at('2026-06-01T10:00:00Z'),
      resolved_at_ms: null,
    })
    expect(await refusal('issues.list', { status: 'closed' })).toContain(
      '"status" is "closed", expected one of todo, in_progress, done',
    )
    expect(await refusal('issues.get', { number: 9 })).toBe('There is no issue number 9 any more.')
  })

  test('one has its changes of status and the deliveries that told them', async () => {
    const { call, send } = await workspace('2026-06-01T12:00:00Z')
    const created = '2026-06-01T10:00:00Z'
    await send(issue('U-1', created, { kind: 'bug', url: 'https://tracker.example.org/U-1' }))
    const updated_at_ms = at('2026-06-02T09:00:00Z')
    await send(issue('U-1', created, { status: 'in_progress', updated_at_ms }))
    const resolved_at_ms = at('2026-06-03T09:00:00Z')
    await send(issue('U-1', created, { status: 'done', updated_at_ms: resolved_at_ms, resolved_at_ms }))
    expect(await call('issues.get', { number: 1 })).toMatchObject({
      id: 'U-1',
      status: 'done',
      url: 'https://tracker.example.org/U-1',
      history: [
        { status: 'todo', at_ms: at('2026-06-01T12:00:00Z') },
        { status: 'in_progress', at_ms: updated_at_ms },
        { status: 'done', at_ms: resolved_at_ms },
      ],
      deliveries: [1, 2, 3],
    })
  })
})
