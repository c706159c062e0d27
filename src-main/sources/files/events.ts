// Files of events: what a pipeline wrote down to send later, and Shiplog's own export. Each is read as the listener reads
// it, in the dialect it is in. Invariant: one that is no event is a skip with a reason, and keeps none of the others out.
import { Event, type Skip } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileOptions, FileSource, FileTranslation, WebhookSource } from '../source.ts'
import { devgrid } from '../webhooks/devgrid.ts'
import { devlake } from '../webhooks/devlake/devlake.ts'
import { pulse } from '../webhooks/pulse/index.ts'
import { readEvent } from '../webhooks/shiplog/shapes.ts'
import { versioner } from '../webhooks/versioner/versioner.ts'
import { isObject, type Numbered } from './json-table.ts'
import { parseDocuments, parseJson } from './json-text.ts'
import { cut, decode, peek } from './text.ts'

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

  translate(body, options) {
    const { text, encoding } = decode(options.name, body, false)
    const translation: FileTranslation = {
      events: [],
      at: [],
      skipped: [],
      rowOf: [],
      format: `events, ${encoding}`,
      rows: 0,
      columns: [],
      unused: [],
      header: [],
      profile: null,
      rejected: [],
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
    const items = itemsOf(text)
    if (items.length === 0) throw new Refusal('invalid', `${shown(options.name)} has no events.`)
    for (const item of items) take(item, options, translation)
    return { ...translation, rows: translation.events.length + translation.skipped.length }
  },
}

function take({ row, value, reason }: Numbered, options: FileOptions, into: FileTranslation): void {
  const skip = (why: string, more: Partial<Skip> = {}) =>
    into.skipped.push({ at: `row ${row}`, row, reason: why, ...more })
  if (reason !== undefined) return void skip(reason)
  if (!isObject(value)) return void skip('is no object; expected an event', { value: cut(shown(value), 100) })
  try {
    const read = readItem(value, options)
    for (const event of read.events) {
      into.events.push(event)
      into.at.push(`row ${row}`)
      into.rowOf.push(row)
    }
    for (const one of read.skipped) skip(one.reason, one.fields === undefined ? {} : { fields: one.fields })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    skip(error.message, { fields: error.fields })
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

/** A list, or documents one after the other; else lines, of which a broken one is one row. */
function itemsOf(text: string): Numbered[] {
  const whole = parseJson(text)
  const documents = whole.ok ? [whole.value] : parseDocuments(text)
  const isLines = !whole.ok && /^\s*\{.*\}\s*$/m.test(text)
  if (documents !== null && !isLines)
    return documents
      .flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]))
      .map((value, i) => ({ row: i + 1, value }))
  return text.split(/\r\n|\n/).flatMap((line, i): Numbered[] => {
    if (line.trim() === '') return []
    const parsed = parseJson(line)
    if (parsed.ok) return [{ row: i + 1, value: parsed.value }]
    return [{ row: i + 1, reason: `${parsed.reason}, at column ${parsed.offset + 1}` }]
  })
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
