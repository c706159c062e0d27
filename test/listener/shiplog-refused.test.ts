// Requests of which nothing can be used: why, in which words, and that nothing comes of them.
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'
import { change, deployment, post } from './shiplog-door.ts'

const refused: { title: string; body: unknown; query?: string; says: string[] }[] = [
  { title: 'nothing', body: '', says: ['empty'] },
  { title: 'half a JSON', body: '{"type":"change"', says: ['not valid JSON'] },
  // Some of its lines would be events.
  { title: 'an array without its end', body: `[\n${JSON.stringify(change)}\n`, says: ['not valid JSON'] },
  { title: 'a string', body: '"change"', says: ['"change"', 'an object'] },
  { title: 'no type', body: {}, says: ['"type"', 'nothing', 'change, deployment, build, incident, issue'] },
  { title: 'a type there is not', body: { ...change, type: 'release' }, says: ['"type"', '"release"', 'build'] },
  {
    title: 'the field inside that tells series',
    body: { ...deployment, series: true },
    says: ['"series"', 'no such field'],
  },
  {
    title: 'a change without its time',
    body: { type: 'change', id: 'a' },
    says: ['"created_at"', 'nothing', 'created_at_ms'],
  },
  {
    title: 'one time under two names',
    body: { ...change, created_at_ms: 5 },
    says: ['"created_at_ms"', '5', 'created_at is there'],
  },
  {
    title: 'seconds for a time',
    body: { ...change, created_at: 1_780_000_000 },
    says: ['"created_at"', '1780000000', 'a string'],
  },
  { title: 'a time without an offset', body: { ...change, created_at: '2026-06-01T10:00:00' }, says: ['an offset'] },
  { title: 'a day there is not', body: { ...change, created_at: '2026-02-30T10:00:00Z' }, says: ['2026-02-30'] },
  {
    title: 'milliseconds beyond the year 9999',
    body: { type: 'change', id: 'a', created_at_ms: 1e15 },
    says: ['at most 253402300799999'],
  },
  {
    title: 'half a millisecond',
    body: { type: 'change', id: 'a', created_at_ms: 1.5 },
    says: ['"created_at_ms"', '1.5'],
  },
  {
    title: 'a deployment of no name',
    body: { type: 'deployment', system: 'shop' },
    says: ['"id"', 'nothing', 'version'],
  },
  { title: 'a build without an id', body: { type: 'build', version: '1.0.0' }, says: ['"id"', 'nothing', 'a string'] },
  { title: 'an incident without its start', body: { type: 'incident', id: 'i' }, says: ['"started_at"', 'nothing'] },
  {
    title: 'a commit that is none',
    body: { ...deployment, commits: ['main'] },
    says: ['"commits.0"', '"main"', 'hexadecimal'],
  },
  { title: 'a line break in an id', body: { ...change, id: 'a\nb' }, says: ['"id"', 'without control characters'] },
  {
    title: 'a version that is started and finished',
    body: { type: 'deployment', version: '1', state: 'started', finished_at: '2026-06-01T10:00:00Z' },
    says: ['"finished_at"', '2026-06-01T10:00:00Z', 'started_at or at'],
  },
  {
    title: 'a version with two times',
    body: { type: 'deployment', version: '1', at_ms: 5, finished_at_ms: 6 },
    says: ['"at_ms"', '5', 'finished_at or at'],
  },
  { title: 'several events, all bad', body: [{}, 7], says: ['None of the 2 events', 'Event 1', '"type"'] },
  { title: 'a misspelt dryRun', body: change, query: '?dryrun=true', says: ['dryrun=true', 'dryRun'] },
  { title: 'a dryRun of neither', body: change, query: '?dryRun=1', says: ['dryRun=1', 'true or false'] },
  { title: 'a dryRun said twice', body: change, query: '?dryRun=false&dryRun=true', says: ['once'] },
]

for (const { title, body, query = '', says } of refused)
  test(`refused with 400: ${title}`, async () => {
    const door = await openDoor()
    const answer = await post(door, body, query)
    expect(answer.status).toBe(400)
    for (const part of says) expect(answer.json?.message).toContain(part)
    expect(answer.json?.message).toMatch(/^\P{Cc}+\.$/u)
    const { rows } = await door.ask('journal.list', {})
    expect(rows.map((row) => [row.outcome, row.status, row.reason])).toEqual([['rejected', 400, answer.json?.message]])
    expect((await door.ask('systems.list', {})).total).toBe(0)
  })

test('errors of several bad events are told apart by their index', async () => {
  const door = await openDoor()
  const { json } = await post(door, [{ ...change, id: 5 }, 7])
  expect(json?.errors).toEqual([
    { field: '0.id', value: '5', accepted: 'a string' },
    { field: '1', value: '7', accepted: 'an object' },
  ])
})
