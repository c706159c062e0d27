// JSON and NDJSON files: where the rows are, what a value becomes, and where an error stands.
import { describe, expect, it } from 'vitest'
import { incidents, refusalOf, translate, utc } from './fixture.ts'

describe('an array', () => {
  const read = translate('incidents.json')

  it('reads objects, one level deep, whatever the order of their keys', () => {
    expect(read.format).toBe('JSON, UTF-8')
    expect(read.rows).toBe(6)
    expect(read.events).toEqual([
      {
        type: 'incident',
        system: 'api',
        id: 'INC-1',
        title: 'Down',
        severity: '1',
        // Microseconds are cut.
        started_at_ms: utc('2026-03-01T10:00:00.123'),
        resolved_at_ms: null,
      },
      {
        type: 'incident',
        // service.name is null.
        system: 'shop',
        // As a number it would have become 12345678901234567000.
        id: '12345678901234567890',
        title: null,
        severity: null,
        // 1772355600 is 09:00 UTC on 1 March 2026.
        started_at_ms: utc('2026-03-01T09:00:00'),
        resolved_at_ms: utc('2026-03-01T10:00:00'),
      },
      {
        type: 'incident',
        system: 'shop',
        id: 'INC-5',
        title: null,
        severity: null,
        // 10:00 in Berlin in winter.
        started_at_ms: utc('2026-03-01T09:00:00'),
        resolved_at_ms: null,
      },
    ])
    // Positions from 1.
    expect(read.rowOf).toEqual([1, 3, 5])
    expect(read.zoneUsed).toBe(true)
  })

  it('rejects what is no object or no text', () => {
    expect(read.skipped).toEqual([
      { at: 'row 2', row: 2, value: '"not an incident"', reason: 'is a text; expected an object' },
      { at: 'row 4', row: 4, column: 'key', value: '["a"]', reason: '"key" is a list or an object; expected a text' },
      { at: 'row 6', row: 6, value: 'null', reason: 'is null; expected an object' },
    ])
  })

  it('takes __proto__ for a name like another', () => {
    expect(read.unused).toEqual(['service.id', 'labels', '__proto__.polluted'])
    expect('polluted' in {}).toBe(false)
  })
})

describe('values', () => {
  it('that are empty lists or objects are blank', () => {
    const read = translate('x.json', '[{"id":1,"started":1772355600,"resolved":[],"service":{},"title":[]}]')
    expect(incidents(read)[0]).toMatchObject({ system: 'shop', title: null, resolved_at_ms: null })
  })

  it('with half a character are mended in a title and rejected in an id', () => {
    const read = translate(
      'x.json',
      String.raw`[{"id":1,"started":1772355600,"title":"\ud83d"},{"id":"\ud83d","started":1}]`,
    )
    expect(incidents(read).map((e) => e.title)).toEqual(['\uFFFD'])
    expect(read.skipped.map((s) => [s.row, s.column])).toEqual([[2, 'id']])
  })

  it('with brackets after an escaped quote are not nested', () => {
    const title = `"${'['.repeat(40)}`
    const read = translate('x.json', JSON.stringify([{ id: 1, started: 1_772_355_600, title }]))
    expect(incidents(read)[0]?.title).toBe(title)
  })

  it('that lack an offset at the end only need the zone, too', () => {
    const read = translate('x.json', '[{"id":1,"started":"2026-03-01T09:00:00Z","resolved":"2026-03-01 11:00"}]')
    // 11:00 in Berlin in winter.
    expect(incidents(read)[0]?.resolved_at_ms).toBe(utc('2026-03-01T10:00:00'))
    expect(read.zoneUsed).toBe(true)
  })
})

describe('an object around the array', () => {
  it('is opened where one array holds objects', () => {
    const read = translate('envelope.json')
    expect(incidents(read).map((e) => [e.id, e.title, e.started_at_ms, e.resolved_at_ms])).toEqual([
      ['a1', 'One', utc('2026-03-01T10:00:00'), null],
    ])
  })

  it.each([
    ['{"a":[{"id":1}],"b":[{"id":1}]}', '"x.json" has several arrays: "a", "b".'],
    ['{"a":1,"b":["x"]}', '"x.json" has the keys "a", "b", and none holds an array of objects.'],
    ['"text"', '"x.json" is not a list of incidents.'],
  ])('is refused otherwise: %s', (text, message) => {
    expect(refusalOf('x.json', text)).toBe(
      `${message} Expected an array of incidents or deployments, or an object that holds one such array.`,
    )
  })

  it.each(['[]', '{"incidents":[],"total":0}'])('has no rows: %s', (text) => {
    expect(refusalOf('x.json', text)).toBe('"x.json" has no rows: its array is empty.')
  })
})

describe('broken JSON', () => {
  it('names the place where the file ends', () => {
    // Line 3 is `  {"id": "INC-2", "star`, 23 characters.
    expect(refusalOf('truncated.json')).toBe(
      '"truncated.json" ends in the middle of the JSON, at line 3, column 24. Was it downloaded completely?',
    )
  })

  it.each([
    ['[1,\n 2,]', 'is not valid JSON, at line 2, column 4: "]".'],
    ['[{"a":1,}]', 'is not valid JSON, at line 1, column 9: "}]".'],
    ["[{'a':1}]", `is not valid JSON, at line 1, column 3: "'a':1}]".`],
    ['[NaN]', 'is not valid JSON, at line 1, column 2: "NaN]".'],
    ['["a\tb"]', 'is not valid JSON, at line 1, column 4: "\\tb\\"]".'],
    ['["\\x"]', 'is not valid JSON, at line 1, column 3: "\\\\x\\"]".'],
    ['[01]', 'is not valid JSON, at line 1, column 2: "01]".'],
    ['[1] x', 'is not valid JSON, at line 1, column 5: "x".'],
    [
      `${'['.repeat(33)}${']'.repeat(33)}`,
      `is nested more than 32 levels deep, at line 1, column 33: "[${']'.repeat(19)}".`,
    ],
  ])('names the place of an error: %s', (text, message) => {
    expect(refusalOf('x.json', text)).toBe(`"x.json" ${message}`)
  })

  it('tells NDJSON from broken JSON where the name hides it', () => {
    // The first line is no object, so the file does not show at once that it is NDJSON.
    expect(refusalOf('x.json', '[1]\n{"a":}\n')).toContain('give the file a name that ends in .ndjson')
  })

  it('refuses bytes that are no UTF-8', () => {
    expect(refusalOf('x.json', Buffer.from('[{"title":"\xe4"}]', 'latin1'))).toBe(
      '"x.json" is not UTF-8 text, which JSON must be. Save it again as UTF-8.',
    )
  })
})

describe('NDJSON', () => {
  it('reads line by line and rejects a bad line only', () => {
    const read = translate('incidents.ndjson')
    expect(read.format).toBe('NDJSON, UTF-8')
    // Line 2 is blank and no row.
    expect(read.rows).toBe(4)
    expect(incidents(read).map((e) => [e.id, e.resolved_at_ms])).toEqual([
      ['n1', utc('2026-03-01T10:30:00')],
      ['n3', null],
    ])
    expect(read.rowOf).toEqual([1, 5])
    expect(read.skipped).toEqual([
      { at: 'row 3', row: 3, reason: 'ends in the middle of the JSON, at column 22' },
      { at: 'row 4', row: 4, value: '[1]', reason: 'is a list; expected an object' },
    ])
  })

  it('is refused where no line is an object', () => {
    expect(refusalOf('x.ndjson', 'a\nb\n')).toBe(
      '"x.ndjson" has no line that is a JSON object. Line 1 is not valid JSON, at column 1.',
    )
  })
})
