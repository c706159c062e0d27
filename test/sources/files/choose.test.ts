// Which source reads a file, and what no source reads: refused in words that say what to do instead.
import { describe, expect, it } from 'vitest'
import { chooseFileSource, fileSources } from '../../../src-main/sources/files/index.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { readWhole } from '../../../src-main/sources/files/read-whole.ts'
import { fixture, options, refusalOf, translate } from './fixture.ts'

const choose = 'Choose a CSV, JSON or NDJSON file of incidents or deployments.'

describe('the source', () => {
  it.each([
    ['good.csv', 'csv'],
    ['incidents.json', 'json'],
    ['envelope.json', 'json'],
    ['incidents.ndjson', 'ndjson'],
  ])('of %s is %s', (name, id) => {
    expect(chooseFileSource(name, fixture(name)).id).toBe(id)
  })

  it.each([
    // What a file holds counts more than its name.
    ['x.csv', '[{"started":1}]', 'json'],
    ['x.json', '{"started":1}\n{"started":2}\n', 'ndjson'],
    ['x.txt', '\uFEFF {\n "incidents": []}', 'json'],
    ['x.jsonl', '{"started":1}', 'ndjson'],
    ['x.json', 'started,id', 'json'],
    ['x', 'started,id', 'csv'],
    // How some databases write a header.
    ['x.csv', '[Id],[Started]\n', 'csv'],
  ])('of %s with %j is %s', (name, text, id) => {
    expect(chooseFileSource(name, new TextEncoder().encode(text)).id).toBe(id)
  })
})

describe('refused', () => {
  const zip = [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]
  const unpack = 'Unpack it, then choose the file inside.'

  it.each([
    ['an empty file', 'empty.csv', undefined, `"empty.csv" is empty. ${choose}`],
    ['blank lines', 'x.csv', bytes(' \r\n\n'), `"x.csv" is empty. ${choose}`],
    ['a PDF', 'not-a-csv.pdf', undefined, `"not-a-csv.pdf": This is a PDF. ${choose}`],
    ['a picture', 'x.csv', [0x89, 0x50, 0x4e, 0x47], `"x.csv": This is a PNG picture. ${choose}`],
    ['a zip', 'x.zip', zip, `"x.zip": This is a zip archive. ${unpack}`],
    ['a gzip', 'x.csv', [0x1f, 0x8b, 8], `"x.csv": This is a gzip archive. ${unpack}`],
    ['a workbook', 'x.xlsx', zip, '"x.xlsx": This is an Excel workbook; save it as CSV.'],
    [
      'a workbook named CSV',
      'x.csv',
      [...zip, ...bytes('[Content_Types].xml')],
      '"x.csv": This is an Excel workbook; save it as CSV.',
    ],
    ['an old workbook', 'x.xls', [0xd0, 0xcf, 0x11, 0xe0], '"x.xls": This is an Excel workbook; save it as CSV.'],
    ['NULs', 'x.csv', bytes('id,started\n\0'), `"x.csv" is not a text file. ${choose}`],
    ['NULs in UTF-16', 'x.csv', [0xff, 0xfe, 0x41, 0, 0, 0], `"x.csv" is not a text file. ${choose}`],
    ['control bytes that are no UTF-8', 'x.csv', [0x41, 0x01, 0xff], `"x.csv" is not a text file. ${choose}`],
    // 0x81 is a character in neither encoding.
    ['bytes that are no text', 'x.csv', [...bytes('id,started\n'), 0x81], `"x.csv" is not a text file. ${choose}`],
    [
      'half a UTF-16 character',
      'x.csv',
      [0xff, 0xfe, 0x41],
      '"x.csv" begins like UTF-16 text but is damaged. Save it again as UTF-8.',
    ],
    [
      'a login page',
      'html-saved-as.csv',
      undefined,
      '"html-saved-as.csv": This is a web page, not a table; often a login page is saved in place of the export. ' +
        'Sign in, then export again.',
    ],
    [
      'XML',
      'x.csv',
      bytes('<?xml version="1.0"?><incidents/>'),
      '"x.csv": This is XML or HTML, not a table. Export it as CSV or JSON.',
    ],
    ['a header alone', 'header-only.csv', undefined, '"header-only.csv" has a header but no rows.'],
  ])('%s', (_what, name, body, message) => {
    expect(refusalOf(name, body === undefined ? fixture(name) : new Uint8Array(body))).toBe(message)
  })

  it('by every source alike, chosen or not', () => {
    for (const source of fileSources) {
      expect(() => readWhole(source.read(() => [fixture('not-a-csv.pdf')], { name: 'x', ...options }))).toThrow(Refusal)
    }
  })

  it('a row of more than 16 MB', () => {
    const long = 'x'.repeat(16 * 1024 * 1024 + 1)
    expect(refusalOf('x.csv', `id,started\n1,${long}\n`)).toBe(
      '"x.csv": Row 2 has more than 16 MB; no row of a table has. Is a quote in it never closed?',
    )
  })

  it('more than 1000 columns', () => {
    const header = Array.from({ length: 1001 }, (_, i) => `c${i}`)
    const message = '"x" has 1001 columns; at most 1000 are read.'
    expect(refusalOf('x', `${header.join(',')}\n1\n`)).toBe(message)
    expect(refusalOf('x', JSON.stringify([Object.fromEntries(header.map((name) => [name, 1]))]))).toBe(message)
  })
})

it('refuses a zone that does not exist before it reads a row', () => {
  const read = () => translate('good.csv', undefined, {}, undefined, 'Mars/Base')
  expect(read).toThrow(new Refusal('invalid', '"Mars/Base" is not a time zone; expected one like Europe/Berlin.'))
})

function bytes(text: string): number[] {
  return [...Buffer.from(text)]
}
