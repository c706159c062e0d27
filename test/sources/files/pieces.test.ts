// A file comes in pieces, and where it is cut makes no difference: within a quote, a character, a line end, an archive.
import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { CsvError, parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { inMemory, type Pieces } from '../../../src-main/sources/files/bytes.ts'
import { RecordError, records } from '../../../src-main/sources/files/csv-records.ts'
import { chooseFileSource } from '../../../src-main/sources/files/index.ts'
import { readWhole } from '../../../src-main/sources/files/read-whole.ts'
import { unpack } from '../../../src-main/sources/files/unpack.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { fixture, options } from './fixture.ts'

const runs = { numRuns: Number(process.env['SHIPLOG_TEST_RUNS'] ?? 150) }

/** At these places, taken round the length of what is cut; all of them twice or not at all is fine. */
const cuts = fc.oneof(fc.array(fc.nat(5000), { maxLength: 12 }), fc.constant('every byte' as const))

function cut<T extends { length: number; slice(from: number, to: number): T }>(whole: T, at: number[] | string): T[] {
  const places =
    typeof at === 'string'
      ? Array.from({ length: whole.length }, (_, i) => i)
      : at.map((place) => place % (whole.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((from, i) => whole.slice(from, places[i] ?? whole.length))
}

const text = fc
  .array(fc.constantFrom('"', '""', ',', ';', '\n', '\r', '\r\n', 'a', ' ', 'é', '🚢', '5" disk'), { maxLength: 25 })
  .map((parts) => parts.join(''))

it('records are those of the text read whole, however it is cut', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(',', ';'), cuts, (csv, delimiter, at) => {
      expect(inPieces(cut(csv, at), delimiter)).toEqual(atOnce(csv, delimiter))
    }),
    { numRuns: runs.numRuns * 20 },
  )
})

function inPieces(pieces: string[], delimiter: string): string[][] | 'never closed' {
  try {
    return [...records(pieces, delimiter)]
  } catch (error) {
    if (error instanceof RecordError && error.why === 'never closed') return error.why
    throw error
  }
}

function atOnce(csv: string, delimiter: string): string[][] | 'never closed' {
  try {
    const record_delimiter = ['\r\n', '\n', '\r']
    return parse(csv, { delimiter, record_delimiter, relax_column_count: true, relax_quotes: true })
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return 'never closed'
    throw error
  }
}

const utf16 = (name: string) => Buffer.from(`\uFEFF${new TextDecoder().decode(fixture(name))}`, 'utf16le')
const folder = new URL('../../fixtures/files/', import.meta.url)
const names = [
  ...readdirSync(folder).filter((name) => /\.\w+$/.test(name)),
  ...readdirSync(new URL('exports/', folder)).map((name) => `exports/${name}`),
]
const files: [string, Uint8Array][] = [
  ...names.map((name): [string, Uint8Array] => [name, fixture(name)]),
  ['utf16.csv', utf16('good.csv')],
  ['utf16.json', utf16('incidents.json')],
  ['pages.json', strToU8('[{"id":1,"started":1772355600}]\r\n{"data":[{"id":2,"started":1772355601}],"next":null}')],
  ['broken.json', strToU8('[{"id":"\\ud83d \\"[","started":1},\n{"id":2,,}]')],
  ['events.ndjson', strToU8('{"$type":"change","change_id":"é","time_created":1772355600}\r\n{"$type":"x"\n')],
]

/** What it became, or why it was refused. */
function become(name: string, pieces: Pieces): unknown {
  try {
    const head = new Uint8Array(Buffer.concat([...pieces()])).subarray(0, 65_536)
    return readWhole(chooseFileSource(name, head).read(pieces, { name, ...options }))
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

it('a file becomes the same, however its bytes are cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(...files), cuts, ([name, bytes], at) => {
      expect(become(name, () => cut(bytes, at))).toEqual(become(name, () => [bytes]))
    }),
    runs,
  )
})

/** Too large to be kept from one look to the next. */
const large = 17 * 1024 * 1024

it.each([
  ['good.csv', `${' '.repeat(999)}\n`],
  ['incidents.ndjson', `${' '.repeat(999)}\n`],
  ['incidents.json', ' '.repeat(1000)],
])('a large file becomes what a small one of the same rows does: %s', (name, blank) => {
  const padded = [fixture(name), strToU8(blank.repeat(large / 16_000))]
  const pieces = () => [...padded, ...Array.from({ length: 15 }, () => padded[1] as Uint8Array)]
  expect(become(name, pieces)).toEqual(become(name, () => [fixture(name)]))
})

it('archives unpack to what was packed, however much of it is asked for at a time', () => {
  const noise = fc.uint8Array({ maxLength: 60_000, size: 'max' })
  fc.assert(
    fc.property(
      fc.array(noise, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0 as const, 6 as const),
      (parts, level) => {
        const whole = Buffer.concat(parts)
        const unpacked = (bytes: Uint8Array) => Buffer.concat([...unpack('x', inMemory(bytes)).pieces()])
        // Several members one after the other are one file.
        const members = Buffer.concat(parts.map((part) => gzipSync(part)))
        expect(unpacked(members).equals(whole)).toBe(true)
        expect(unpacked(zipSync({ 'a.csv': [whole, { level }] })).equals(whole)).toBe(true)
      },
    ),
    { numRuns: 20 },
  )
})

it('an archive with a byte changed is damaged', () => {
  const packed = gzipSync('id,started\n'.repeat(1000))
  for (const at of [packed.length - 6, packed.length - 20]) {
    const bytes = packed.slice()
    bytes[at] = (bytes[at] ?? 0) ^ 1
    expect(() => [...unpack('x', inMemory(bytes)).pieces()]).toThrow('"x" is a damaged gzip archive.')
  }
})
