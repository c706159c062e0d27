// The list of sources is the folder, and each keeps the port's promises on input nobody planned for.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fileSources } from '../src-main/sources/files/index.ts'
import { readWhole } from '../src-main/sources/files/read-whole.ts'
import { sources, webhookSources } from '../src-main/sources/index.ts'
import type { Delivery } from '../src-shared/delivery.ts'
import { Refusal } from '../src-shared/reply.ts'

/** Files of a folder that name a source: each of them has one, called after its file. */
function folder(name: string): string[] {
  return readdirSync(fileURLToPath(new URL(`../src-main/sources/${name}`, import.meta.url))).map((file) =>
    file.replace(/\.ts$/, ''),
  )
}

/** Neighbours in files/ that are no source themselves. */
const shared = [
  'bytes',
  'columns',
  'csv-layout',
  'csv-records',
  'deployments',
  'durations',
  'filters',
  'guess',
  'gzip',
  'incidents',
  'index',
  'json-cursor',
  'json-documents',
  'json-lists',
  'json-rows',
  'json-table',
  'json-text',
  'json-walk',
  'layout',
  'months',
  'paths',
  'presets',
  'profiles',
  'read-whole',
  'readable',
  'reading',
  'table',
  'text',
  'times',
  'translate-table',
  'unpack',
  'vocabulary',
  'words',
  'zip',
]

test('the folder of webhooks is the list', () => {
  expect(webhookSources.map((source) => source.id).sort()).toEqual(folder('webhooks').sort())
})

test('the folder of file formats is the list', () => {
  expect([...fileSources.map((source) => source.id), ...shared].sort()).toEqual(folder('files').sort())
})

test('every source is found by its id, and no two share one', () => {
  expect([...sources.keys()]).toEqual([...webhookSources, ...fileSources].map((source) => source.id))
  expect(sources.size).toBe(webhookSources.length + fileSources.length)
})

test('no two sources answer the same address', () => {
  const routes = webhookSources.flatMap((source) => source.routes.map((route) => `${route.method} ${route.path}`))
  expect(new Set(routes).size).toBe(routes.length)
})

test('every open dialect has tests of its own', () => {
  for (const source of webhookSources.filter((one) => one.routes.length > 0))
    expect(existsSync(fileURLToPath(new URL(`listener/${source.id}.test.ts`, import.meta.url)))).toBe(true)
})

/** Bytes that are no event and no file of incidents. */
const nonsense: [what: string, bytes: Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['blank', Buffer.from('  \n\t ')],
  ['half a JSON', Buffer.from('{"$type":"deployment"')],
  ['null', Buffer.from('null')],
  ['a number', Buffer.from('42')],
  ['a deep nest', Buffer.from('['.repeat(10_000))],
  ['no UTF-8', Buffer.from([0xff, 0xc3, 0x28, 0x00])],
  ['a prototype', Buffer.from('{"__proto__":{"$type":"change"}}')],
]

describe.each(webhookSources.map((source) => [source.id, source] as const))('%s', (_, source) => {
  const blank: Delivery = {
    source: source.id,
    method: 'POST',
    path: source.routes[0]?.path.replaceAll(/\{\w+\}/g, '1') ?? '/',
    query: '',
    headers: {},
    meta: {},
    body: new Uint8Array(0),
    received_at_ms: 0,
  }

  test.each(nonsense)('refuses %s with a sentence', (__, body) => {
    const delivery = { ...blank, body: new Uint8Array(body) }
    let refused: unknown
    try {
      source.translate(delivery)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).message).toMatch(/\.$/)
    const reply = source.reply({ state: 'rejected', cause: 'invalid', message: 'No.', fields: [] }, delivery)
    expect(reply.status).toBe(400)
    expect(JSON.stringify(reply.body)).toContain('No.')
  })

  test('has a title and says yes with a number of 200', () => {
    expect(source.title).not.toBe('')
    const { status } = source.reply({ state: 'accepted', delivery: 1, told: [], skipped: [], warnings: [] }, blank)
    expect([200, 201]).toContain(status)
  })
})

describe.each(fileSources.map((source) => [source.id, source] as const))('%s', (_, source) => {
  test.each(nonsense)('refuses %s with a sentence, or rejects its rows', (__, body) => {
    try {
      const reading = source.read(() => [new Uint8Array(body)], {
        name: 'x',
        received_at_ms: 0,
        system: 's',
        zone: 'UTC',
        zoneChosen: false,
        year: 2026,
        known: new Set(),
        choices: {},
        profiles: [],
      })
      expect(readWhole(reading).events).toEqual([])
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
      expect((error as Refusal).message).toMatch(/[.?]$/)
    }
  })
})
