// Files of events: what a pipeline wrote down to send later, and Shiplog's own export. Each is read as the listener reads
// it, in the dialect it is in. Invariant: one that is no event is a skip with a reason, and keeps none of the others out.
import { Event, type Skip } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileOptions, FileSource, ReadRow, WebhookSource } from '../source.ts'
import { devgrid } from '../webhooks/devgrid.ts'
import { devlake } from '../webhooks/devlake/devlake.ts'
import { pulse } from '../webhooks/pulse/index.ts'
import { readEvent } from '../webhooks/shiplog/shapes.ts'
import { versioner } from '../webhooks/versioner/versioner.ts'
import { Cursor, JsonError } from './json-cursor.ts'
import { isObject, type Numbered } from './json-table.ts'
import { parseJson } from './json-text.ts'
import { valuesIn } from './json-walk.ts'
import { linesIn, linesOf } from './ndjson.ts'
import { cut, openText, peek, type Text } from './text.ts'

type Item = Record<string, unknown>

/** The requests of other dialects, by what only they have, and the address each is sent to. */
const dialects: { source: WebhookSource; is(item: Item): boolean; path(item: Item, system: string): string }[] = [
  { source: pulse, is: (item) => '$type' in item, path: () => '/v1/ingestion/cli' },
  { source: devgrid, is: (item) => isDevGrid(item['events']), path: () => '/events' },
  { source: versioner, is: (item) => 'product_name' in item && 'version' in item, path: versionerPath },
  { source: devlake, is: (item) => 'deploymentCommits' in item || 'issueKey' in item, path: devlakePath },
]

export const events: FileSource = {
  id: 'events',
  title: 'events',

  recognise(_name, head) {
    const first = firstObject(peek(head))
    return first !== null && (isOwn(first) || dialects.some(({ is }) => is(first))) ? 0.97 : 0
  },

  *read(file, options) {
    const text = yield* openText(options.name, file, false)
    const items = (yield* hasLines(text, options.name)) ? linesIn(text.pieces(), options.name) : valuesOf(text)
    let rows = 0
    for (const item of items)
      for (const read of readAll(item, options)) {
        rows++
        yield read
      }
    if (rows === 0) throw new Refusal('invalid', `${shown(options.name)} has no events.`)
    return {
      format: `events, ${text.encoding}`,
      rows,
      columns: [],
      unused: [],
      header: [],
      profile: null,
      zoneUsed: false,
      what: 'events',
      preset: null,
      fields: [],
      samples: [],
      zone: options.zone,
      system: options.system,
      knownUsed: [],
      warnings: [],
      words: [],
      choosing: [],
      notes: new Map(),
      choices: options.choices,
    }
  },
}

function readAll({ row, value, reason }: Numbered, options: FileOptions): ReadRow[] {
  const skip = (why: string, more: Partial<Skip> = {}): ReadRow => ({
    row,
    skip: { at: `row ${row}`, row, reason: why, ...more },
    cells: [],
  })
  if (reason !== undefined) return [skip(reason)]
  if (!isObject(value)) return [skip('is no object; expected an event', { value: cut(shown(value), 100) })]
  try {
    const { events: read, skipped } = readItem(value, options)
    return [
      ...read.map((event) => ({ row, event })),
      ...skipped.map((one) => skip(one.reason, one.fields === undefined ? {} : { fields: one.fields })),
    ]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [skip(error.message, { fields: error.fields })]
  }
}

function readItem(item: Item, { system, received_at_ms }: FileOptions): { events: Event[]; skipped: Skip[] } {
  const dialect = dialects.find(({ is }) => is(item))
  if (dialect === undefined) {
    const exported = Event.safeParse(item)
    return { events: [exported.success ? exported.data : readEvent(item, received_at_ms)], skipped: [] }
  }
  return dialect.source.translate({
    source: dialect.source.id,
    method: 'POST',
    path: dialect.path(item, system),
    query: new URLSearchParams({ system }).toString(),
    headers: {},
    meta: {},
    body: new TextEncoder().encode(JSON.stringify(item)),
    received_at_ms,
  })
}

/**
 * Whether it is lines, of which a broken one is one row; else it is a list, or documents one after the other. Several
 * documents are lines where one of them is a line of its own.
 */
function* hasLines(text: Text, name: string): Generator<null, boolean> {
  const first = yield* isOneDocument(text)
  if (first === 'one') return false
  for (const line of linesOf(text.pieces(), name)) {
    if (/^\s*\{.*\}\s*$/.test(line)) return true
    yield null
  }
  return (yield* isOneDocument(text, false)) === 'broken'
}

/** Whether it is one, several, or no JSON; `hurry`: not to the end where there is a second one. */
function* isOneDocument(text: Text, hurry = true): Generator<null, 'one' | 'several' | 'broken'> {
  let documents = 0
  try {
    for (const { document } of valuesIn(new Cursor(text.pieces()))) {
      documents = document + 1
      if (hurry && documents > 1) break
      yield null
    }
    return documents > 1 ? 'several' : 'one'
  } catch (error) {
    if (error instanceof JsonError) return 'broken'
    throw error
  }
}

function* valuesOf(text: Text): Iterable<Numbered> {
  let row = 0
  for (const { value } of valuesIn(new Cursor(text.pieces()))) yield { row: ++row, value }
}

/** The first object that stands in no other, where the text begins with one or with a list. */
function firstObject(text: string): Item | null {
  const from = /^\[?\s*(?=\{)/.exec(text)?.[0].length
  if (from === undefined) return null
  for (let depth = 0, i = from, inString = false; i < text.length; i++) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i++
      else if (c === '"') inString = false
    } else if (c === '"') inString = true
    else if (c === '{') depth++
    else if (c === '}' && --depth === 0) {
      const parsed = parseJson(text.slice(from, i + 1))
      return parsed.ok && isObject(parsed.value) ? parsed.value : null
    }
  }
  return null
}

/** Whether it is one of Shiplog's own: "type": "incident" alone is PagerDuty's word as well. */
function isOwn(item: Item): boolean {
  if (Event.safeParse(item).success) return true
  try {
    readEvent(item, 0)
    return true
  } catch {
    return false
  }
}

function isDevGrid(list: unknown): boolean {
  return Array.isArray(list) && list.some((one) => isObject(one) && String(one['type']).startsWith('event-'))
}

function versionerPath(item: Item): string {
  return 'environment_name' in item ? '/deployment-events' : '/build-events'
}

function devlakePath(item: Item, system: string): string {
  const what = 'issueKey' in item ? 'issues' : 'deployments'
  return `/api/rest/plugins/webhook/connections/by-name/${encodeURIComponent(system)}/${what}`
}
