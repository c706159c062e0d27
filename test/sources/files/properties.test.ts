// What must hold for every file, good or wild: nothing is lost, nothing but a Refusal is thrown, nothing is random.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCsv } from '../../../src-main/sources/files/csv.ts'
import { chooseFileSource, fileSources } from '../../../src-main/sources/files/index.ts'
import { parseJson } from '../../../src-main/sources/files/json-text.ts'
import { readWhole } from '../../../src-main/sources/files/read-whole.ts'
import { readTime } from '../../../src-main/sources/files/times.ts'
import type { FileTranslation } from '../../../src-main/sources/source.ts'
import { Event } from '../../../src-shared/event.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { fixture, options, translate } from './fixture.ts'

const runs = { numRuns: 500 }
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '"', '""', ',', ';', '\r\n', '\r', '\n\n', '\t', '|'),
)

it('a table written as CSV and read back has the same cells', () => {
  const table = fc.integer({ min: 1, max: 6 }).chain((width) => {
    const row = fc.array(cell, { minLength: width, maxLength: width })
    return fc.record({ header: row, rows: fc.array(row, { maxLength: 6 }) })
  })
  const style = fc.record({ separator: fc.constantFrom(',', ';', '\t', '|'), end: fc.constantFrom('\n', '\r\n', '\r') })
  fc.assert(
    fc.property(table, style, ({ header, rows }, { separator, end }) => {
      // A header says words.
      const records = [header.map((cell, i) => `name ${i} ${cell}`), ...rows, [...header.slice(1), 'last']]
      const text = records.map((cells) => cells.map(quote).join(separator) + end).join('')
      const read = readCsv({ pieces: () => [text], small: true }, 'x.csv').table
      expect(read.header).toEqual(records[0])
      const kept = records.flatMap((cells, i) =>
        i === 0 || cells.every((c) => c.trim() === '') ? [] : [{ row: i + 1, cells }],
      )
      expect([...read.rows()]).toEqual(kept)
    }),
    runs,
  )
})

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

// Bytes alone hardly ever get past the first check, so the pieces that files are made of join in.
const words = 'started id resolved, status Resolved 2026-03-01 31/12/2026 1772355600 " , ; [ ] { } {"started": ":'
const pieces = [
  ...words.split(' '),
  ...'\\u0000 __proto__ <html é 🚢 0 sep=;'.split(' '),
  ' 10:00',
  '\t',
  '\n',
  '\r\n',
  '\0',
  '\uFEFF',
].map((text) => new TextEncoder().encode(text))
const wild = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.uint8Array({ maxLength: 6 })), {
    maxLength: 30,
  })
  .map((parts) => new Uint8Array(Buffer.concat(parts)))
// And files that are nearly right: one piece of a good one replaced.
const damaged = fc
  .record({
    name: fc.constantFrom(
      'good.csv',
      'bad-rows.csv',
      'semicolon.csv',
      'incidents.json',
      'incidents.ndjson',
      'day-first.csv',
    ),
    at: fc.nat(600),
    length: fc.nat(30),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.uint8Array({ maxLength: 4 })),
  })
  .map(({ name, at, length, piece }) => {
    const good = fixture(name)
    return new Uint8Array(Buffer.concat([good.subarray(0, at), piece, good.subarray(at + length)]))
  })

it('any bytes become a translation that adds up, or a Refusal', () => {
  fc.assert(
    fc.property(
      fc.oneof(wild, damaged, fc.uint8Array()),
      fc.constantFrom('a.csv', 'a.json', 'a.ndjson', 'a'),
      (body, name) => {
        const chosen = orRefusal(() => chooseFileSource(name, body))
        for (const source of chosen === null ? fileSources : [chosen, ...fileSources]) {
          const read = orRefusal(() => readWhole(source.read(() => [body], { name, ...options })))
          if (read !== null) expectSound(read)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

it('the same bytes give the same translation, and are left as they are', () => {
  fc.assert(
    fc.property(fc.oneof(wild, damaged), (body) => {
      const before = body.slice()
      for (const source of fileSources) {
        const read = () => orRefusal(() => readWhole(source.read(() => [body], { name: 'a', ...options })))
        expect(read()).toEqual(read())
      }
      expect(body).toEqual(before)
    }),
    runs,
  )
})

function orRefusal<T>(run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function expectSound(read: FileTranslation): void {
  expect(read.events.length + read.skipped.length).toBe(read.rows)
  expect(read.at).toEqual(read.rowOf.map((row) => `row ${row}`))
  for (const event of read.events) expect(Event.parse(event)).toEqual(event)
  const rows = [...read.rowOf, ...read.skipped.map((skip) => skip.row)]
  expect(new Set(rows).size).toBe(read.rows)
  for (const skip of read.skipped) {
    expect(skip.reason).not.toBe('')
    expect((skip.value ?? '').length).toBeLessThanOrEqual(100)
  }
}

it('JSON is read as the platform reads it, and an error has a place within the text', () => {
  // Whole numbers of 16 digits may become texts, on purpose.
  const valid = fc.json({ maxDepth: 4 }).filter((text) => !/\d{16}/.test(text))
  fc.assert(
    fc.property(valid, (text) => {
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
    }),
    runs,
  )
  fc.assert(
    fc.property(valid, fc.nat(), fc.string({ maxLength: 3 }), (text, at, piece) => {
      const place = at % (text.length + 1)
      const read = parseJson(text.slice(0, place) + piece + text.slice(place + 1))
      if (!read.ok) expect(read.offset).toBeGreaterThanOrEqual(0)
      // Everything before the first change was right, except for the word, number or escape that the change is in.
      if (!read.ok) expect(read.offset).toBeGreaterThanOrEqual(text.slice(0, place).search(/[\\\w.+-]*$/))
    }),
    runs,
  )
})

it('the order of keys in JSON means nothing', () => {
  const keys = ['id', 'title', 'started', 'resolved', 'service', 'note']
  const values: Record<string, unknown> = {
    id: 7,
    title: 'Down',
    started: '2026-03-01',
    resolved: null,
    service: { name: 'api', id: 1 },
    note: [],
  }
  const order = fc.shuffledSubarray(keys, { minLength: keys.length })
  fc.assert(
    fc.property(order, order, (one, two) => {
      const text = JSON.stringify(
        [one, two].map((names) => Object.fromEntries(names.map((name) => [name, values[name]]))),
      )
      const read = translate('x.json', text)
      expect(read.events).toHaveLength(2)
      expect(read.events[0]).toEqual(read.events[1])
    }),
  )
})

it('a moment written with an offset is read as that moment', () => {
  const ms = fc
    .date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true })
    .map((date) => date.getTime())
  const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 })
  fc.assert(
    fc.property(ms, minutes, (moment, offset) => {
      const clock = new Date(moment + offset * 60_000).toISOString().slice(0, -1)
      fc.pre(clock.length === 23)
      const abs = Math.abs(offset)
      const text = `${clock}${offset < 0 ? '-' : '+'}${pad(Math.floor(abs / 60))}:${pad(abs % 60)}`
      expect(readTime(text, { order: 'unknown', zone: 'UTC' })).toEqual({ ms: moment, local: false })
    }),
    runs,
  )
})

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
