// Where in a delivery each value of an event stood: the first place in the body, or in the query, that holds the same text
// or the same moment. Found by comparing, so that no source has to say it; what a source worked out has no place.
import { Refusal } from '../../src-shared/reply.ts'
import { parseInstant, parseLocal } from '../../src-shared/time.ts'
import { readCsv } from '../sources/files/csv.ts'

type Scalar = string | number | boolean

export interface Mapped {
  field: string
  value: Scalar | null
  /** Where it stood; null where nothing there is like it. */
  from: string | null
}

/** Where each text and each moment of a delivery stands, in order. */
export interface Places {
  ofText: Map<string, string[]>
  ofMs: Map<number, string[]>
}

const placesMost = 50_000
/** No sender nests deeper, and a hostile one could otherwise exhaust the stack. */
const depthMost = 30

/** `zone`: that of times without an offset. */
export function placesIn(body: string, query: string, zone: string): Places {
  const inQuery = [...new URLSearchParams(query)].map(([name, value]) => ({ path: `query ${name}`, value }))
  const places: Places = { ofText: new Map(), ofMs: new Map() }
  for (const { path, value } of [...inBody(body), ...inQuery].slice(0, placesMost)) {
    if (value === null) continue
    append(places.ofText, String(value).trim(), path)
    for (const ms of momentsOf(value, zone)) append(places.ofMs, ms, path)
  }
  return places
}

/** Each value of an event and where it came from. `at`: the place of the event, whose values win over like ones elsewhere. */
export function mapEvent(event: object, { ofText, ofMs }: Places, at: string): Mapped[] {
  return valuesIn(event, '').map(({ path, value }) => {
    const isTime = path.endsWith('_ms') && typeof value === 'number'
    const found = value === null ? [] : ((isTime ? ofMs.get(value) : ofText.get(String(value))) ?? [])
    const near = found.filter((place) => isAt(place, at))
    const like = near.length > 0 ? near : found
    return { field: path, value, from: like.find((place) => lastName(place) === lastName(path)) ?? like[0] ?? null }
  })
}

/** Of like values the one that is called the same: `finished_at` for `finished_at_ms`. */
function lastName(path: string): string | undefined {
  return path
    .replace(/\[\d+\]/g, '')
    .replace(/_ms$/, '')
    .split(/[. ]/)
    .at(-1)
}

/** Whether a path lies within an event's place: "row 3", "events.0", "event 2" of a list, or the whole body. */
function isAt(path: string, at: string): boolean {
  const [, word, number] = /^(row |event |events\.)(\d+)$/.exec(at) ?? []
  if (word === undefined) return true
  const index = word === 'events.' ? Number(number) : Number(number) - 1
  return path.startsWith(`${at}, `) || /\[(\d+)\]/.exec(path)?.[1] === String(index)
}

/** What a value may say as a time: a text, or seconds or milliseconds since 1970. */
function momentsOf(value: Scalar, zone: string): number[] {
  if (typeof value === 'boolean' || value === '') return []
  const number = Number(value)
  if (Number.isFinite(number)) return [number, Math.trunc(number * 1000)]
  const ms = parseInstant(String(value)) ?? parseLocal(String(value), zone)
  return ms === null ? [] : [ms]
}

interface Leaf {
  path: string
  value: Scalar | null
}

function inBody(body: string): Leaf[] {
  const whole = parsed(body)
  if (whole !== undefined) return valuesIn(whole, '')
  const lines = body.split(/\r\n|\n/).map((line) => (line.trim() === '' ? null : parsed(line)))
  if (lines.every((line) => line !== undefined)) return lines.flatMap((line, i) => valuesIn(line, `row ${i + 1}, `))
  return inTable(body)
}

function inTable(body: string): Leaf[] {
  try {
    const { header, rows } = readCsv({ pieces: () => [body], small: true }, '').table
    return [...rows()].flatMap(({ row, cells }) =>
      cells.map((value, i) => ({ path: `row ${row}, ${header[i] ?? `column ${i + 1}`}`, value })),
    )
  } catch (error) {
    // A text: no values that could be told apart.
    if (error instanceof Refusal) return []
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The single values within a value, each with its path: `commits[0].sha`. */
function valuesIn(value: unknown, path: string, depth = 0): Leaf[] {
  if (depth > depthMost) return []
  if (Array.isArray(value)) return value.flatMap((one, i) => valuesIn(one, `${path}[${i}]`, depth + 1))
  if (typeof value === 'object' && value !== null) {
    const prefix = path === '' || path.endsWith(' ') ? path : `${path}.`
    return Object.entries(value).flatMap(([key, one]) => valuesIn(one, `${prefix}${key}`, depth + 1))
  }
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isScalar || value === null ? [{ path, value }] : []
}

function append<K>(places: Map<K, string[]>, key: K, path: string): void {
  const known = places.get(key)
  if (known === undefined) places.set(key, [path])
  else known.push(path)
}
