// CSV files as people have them: what each row becomes, worked out by hand.
import { describe, expect, it } from 'vitest'
import { incidents, refusalOf, translate, utc } from './fixture.ts'

describe('a good file', () => {
  const read = translate('good.csv')

  it('says what it is and which column is which', () => {
    expect(read.format).toBe('CSV, comma, UTF-8')
    // Seven lines after the header, less the blank one and the one of empty cells.
    expect(read.rows).toBe(4)
    expect(read.skipped).toEqual([])
    expect(Object.fromEntries(read.columns.map(({ field, column }) => [field, column]))).toEqual({
      id: 'Incident ID',
      title: 'Title',
      started: 'Started At',
      resolved: 'Resolved At',
      system: 'Service',
      severity: 'Severity',
      status: 'Status',
      url: 'URL',
      deployment: 'Deployment',
    })
    expect(read.unused).toEqual(['Owner', 'Title (2)'])
  })

  it('numbers rows as a spreadsheet does, blank ones included', () => {
    expect(read.rowOf).toEqual([2, 3, 5, 7])
    expect(read.at).toEqual(['row 2', 'row 3', 'row 5', 'row 7'])
  })

  it('reads every cell', () => {
    expect(read.events).toEqual([
      {
        type: 'incident',
        system: 'checkout',
        id: 'INC-1',
        title: 'Checkout is slow',
        severity: 'P1',
        started_at_ms: utc('2026-03-01T09:30:00'),
        resolved_at_ms: utc('2026-03-01T10:15:30.250'),
        deployment: 'd-17',
        url: 'https://status.example/1',
      },
      {
        type: 'incident',
        system: 'payments',
        id: 'INC-2',
        title: 'Ünïcode 日本 🚢',
        severity: null,
        // 23:30 at +0100.
        started_at_ms: utc('2026-03-02T22:30:00'),
        // Blank: not resolved yet.
        resolved_at_ms: null,
        deployment: null,
        url: null,
      },
      {
        type: 'incident',
        // Blank: the system the person chose.
        system: 'shop',
        id: 'INC-3',
        // Two spaces are no title.
        title: null,
        severity: 'P3',
        // Berlin in July is UTC+2.
        started_at_ms: utc('2026-07-01T07:00:00'),
        resolved_at_ms: utc('2026-07-01T09:30:05.500'),
        deployment: null,
        url: null,
      },
      {
        type: 'incident',
        system: 'api',
        id: 'INC-4',
        title: 'No zone',
        severity: 'P2',
        // A date is its first moment; Berlin in January is UTC+1. The row's two extra empty cells mean nothing.
        started_at_ms: utc('2026-01-14T23:00:00'),
        resolved_at_ms: utc('2026-01-15T07:05:00'),
        deployment: null,
        url: null,
      },
    ])
    // INC-3 and INC-4 have no offset.
    expect(read.zoneUsed).toBe(true)
  })
})

describe('what CSV writers do', () => {
  it('reads semicolons in Windows-1252, and says so', () => {
    const read = translate('semicolon.csv')
    expect(read.format).toBe('CSV, semicolon, Windows-1252')
    expect(incidents(read).map((e) => [e.id, e.title, e.system, e.severity])).toEqual([
      ['OPS-7', 'Zahlung fällt aus, € fehlt', 'Kasse', '1 - Kritisch'],
      ['OPS-8', 'Größe; falsch', 'shop', '3'],
    ])
    // 08:00 in Berlin in winter.
    expect(incidents(read)[0]?.started_at_ms).toBe(utc('2026-02-10T07:00:00'))
  })

  it('keeps quotes, separators and line breaks in cells, and counts records, not lines', () => {
    const read = translate('quotes-and-linebreaks.csv')
    expect(incidents(read).map((e) => e.title)).toEqual([
      'Said "no", twice',
      'first line\nsecond, line\n\nfourth',
      '5" disk full',
      null,
    ])
    // Row 3 covers four lines of the file; a spreadsheet still calls the next one row 4.
    expect(read.rowOf).toEqual([2, 3, 4, 5])
    // Spaces around a time mean nothing; every time has an offset, so the zone decided nothing.
    expect(incidents(read)[3]?.started_at_ms).toBe(utc('2026-03-04T09:00:00'))
    expect(read.zoneUsed).toBe(false)
  })

  it.each([
    ['tab', 'id\tstarted\n1\t2026-03-01\n'],
    ['pipe', 'id|started\n1|2026-03-01\n'],
    // Excel's hint beats counting: the header has more commas than semicolons.
    ['semicolon', 'sep=;\r\nid;started;"a,b",c,d\r\n1;2026-03-01;\r\n'],
    // Commas within quotes are no separators.
    ['semicolon', '"id, of, it";started\n1;2026-03-01\n'],
    // Old Mac line ends.
    ['comma', 'id,started\r1,2026-03-01\r'],
    // Rows above the header that are blank.
    ['comma', '\n,,\nid,started\n1,2026-03-01\n'],
  ])('finds the separator: %s', (separator, text) => {
    const read = translate('x.csv', text)
    expect(read.format).toBe(`CSV, ${separator}, UTF-8`)
    expect(incidents(read).map((e) => e.started_at_ms)).toEqual([utc('2026-02-28T23:00:00')])
  })

  it('decodes UTF-16, as Excel saves "Unicode text"', () => {
    const text = 'id\tstarted\ttitle\n1\t2026-03-01T00:00:00Z\tÄ 🚢\n'
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const body of [little, Buffer.from(little).swap16()]) {
      const read = translate('x.txt', body)
      expect(read.format).toBe('CSV, tab, UTF-16')
      expect(incidents(read)[0]?.title).toBe('Ä 🚢')
    }
  })

  it('names the row where a quote is never closed', () => {
    expect(refusalOf('x.csv', 'id,started\n1,2026-03-01\n2,"2026-03-01\n3,2026-03-01\n')).toBe(
      '"x.csv": A quote that opens in row 3 is never closed. Was the file downloaded completely?',
    )
  })
})

describe('bad rows', () => {
  const read = translate('bad-rows.csv')
  const start = '2026-03-01T10:00:00'
  const write = 'write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30'

  it('leaves the good ones in, and a row with too few cells is one', () => {
    expect(read.rows).toBe(18)
    expect(read.rowOf).toEqual([2, 14, 17, 19])
    // INC-17 ends after its start: the missing cells are empty, so it is open and of the chosen system.
    // INC-2 comes twice: both are said, the journal lets the later one win.
    expect(incidents(read).map((e) => [e.id, e.system, e.started_at_ms, e.resolved_at_ms])).toEqual([
      ['INC-2', 'api', utc(start), utc('2026-03-01T11:00:00')],
      // 31/02 in the column beside it shows that 03/04 is 3 April, which in Berlin begins at 22:00 UTC.
      ['INC-14', 'api', utc(start), utc('2026-04-02T22:00:00')],
      ['INC-17', 'shop', utc(start), null],
      ['INC-2', 'api', utc(start), utc('2026-03-01T12:00:00')],
    ])
  })

  it('says of each other row where, what and why', () => {
    expect(read.skipped).toEqual([
      skip(3, 'id', '', 'the id is empty; every row needs one'),
      // February has 28 days in 2026.
      skip(4, 'started', '2026-02-30 10:00', `"2026-02-30 10:00" is not a date; ${write}`),
      // It is no date, but its 31 shows that days come first.
      skip(5, 'started', '31/02/2026', `"31/02/2026" is not a date; ${write}`),
      skip(6, 'started', 'yesterday', `"yesterday" is not a date; ${write}`),
      skip(7, 'started', '0000-01-01', `"0000-01-01" is not a date; ${write}`),
      skip(8, 'started', '', `the time it started is empty; ${write}`),
      // 12:00 at +01:00 is 11:00 UTC, two hours after 09:00 UTC.
      skip(9, 'resolved', '2026-03-01T09:00:00Z', 'resolved 2 h before it started; is a time zone wrong?'),
      skip(
        10,
        'status',
        'Resolved',
        'its status "Resolved" says that it is over, but nothing says when or how long it took',
      ),
      // 256 characters; of the value 100 are shown.
      skip(11, 'id', 'I'.repeat(100), 'the id has 256 characters; at most 255 are accepted'),
      skip(12, 'id', 'INC-\u0001', 'the id has control characters; expected one line of text'),
      {
        at: 'row 13',
        row: 13,
        reason: 'has 7 cells where the header has 6; is a quote missing around a cell with a separator?',
      },
      skip(15, 'resolved', '45992.5', `"45992.5" is not a date; ${write}`),
      skip(16, 'service', 'a\tb', 'the system has control characters; expected one line of text'),
      // As milliseconds it would be a day in 1976, which nobody means.
      skip(18, 'started', '202602281430', `"202602281430" is not a date; ${write}`),
    ])
  })
})

function skip(row: number, column: string, value: string, reason: string) {
  return { at: `row ${row}`, row, column, value, reason }
}

describe('times in a file', () => {
  it('reads days first where a column proves it', () => {
    // 13/04 can only be a day first, in both columns; so 03/04 is 3 April. Berlin is UTC+2 by then.
    expect(incidents(translate('day-first.csv')).map((e) => [e.id, e.started_at_ms, e.resolved_at_ms])).toEqual([
      ['1', utc('2026-04-03T07:00:00'), null],
      ['2', utc('2026-04-12T22:00:00'), utc('2026-04-13T08:30:00')],
      ['3', utc('2026-04-05T21:59:59'), utc('2026-04-05T22:30:00')],
    ])
  })

  it('reads the hour that comes twice as the earlier one, and the hour that is missing as an hour later', () => {
    expect(incidents(translate('dst-fold.csv')).map((e) => [e.id, e.started_at_ms, e.resolved_at_ms])).toEqual([
      // 02:30 came first at +02:00, then at +01:00, which the resolved cell says: one hour.
      ['fold', utc('2026-10-25T00:30:00'), utc('2026-10-25T01:30:00')],
      // On 29 March 02:30 was skipped; it is read as 03:30 at +02:00, the same moment as the 03:30 beside it.
      ['gap', utc('2026-03-29T01:30:00'), utc('2026-03-29T01:30:00')],
    ])
  })

  it('reads epoch seconds and milliseconds by their length', () => {
    const read = translate('epoch.csv')
    // 20,513 days from 1970 to 2026-03-01, times 86,400 s, is 1,772,323,200; 09:00 adds 32,400.
    expect(incidents(read).map((e) => [e.id, e.started_at_ms, e.resolved_at_ms])).toEqual([
      ['seconds', utc('2026-03-01T09:00:00'), utc('2026-03-01T10:00:00')],
      ['milliseconds', utc('2026-03-01T09:00:00.123'), null],
      ['nine', 100_000_000_000, 999_999_999_999],
    ])
    expect(read.skipped.map((s) => [s.row, s.column, s.value])).toEqual([[5, 'started', '17723556000']])
    expect(read.zoneUsed).toBe(false)
  })
})

describe('rows without an id column', () => {
  const text = 'Start,Summary,Note\n2026-03-01,Down,a\n2026-03-01,Up,a\n2026-03-01, Down ,b\n'

  it('are named by their content', () => {
    const read = translate('x.csv', text)
    const ids = incidents(read).map((e) => e.id)
    expect(ids[0]).toMatch(/^row-[0-9a-f]{16}$/)
    // Another title is another incident; another note, and spaces around a cell, are not.
    expect(ids[1]).not.toBe(ids[0])
    expect(ids[2]).toBe(ids[0])
    expect(read.columns).toContainEqual({ field: 'id', column: '(content of the row)' })
  })

  it('without a title are named by the whole row', () => {
    const ids = incidents(translate('x.csv', 'Start,Note\n2026-03-01,a\n2026-03-01,b\n2026-03-01, a \n')).map(
      (e) => e.id,
    )
    expect(ids[1]).not.toBe(ids[0])
    expect(ids[2]).toBe(ids[0])
  })

  it('keep their name when columns move, are renamed in case, or come from another format', () => {
    const id = incidents(translate('x.csv', text))[0]?.id
    const moved = incidents(translate('y.csv', 'NOTE;start;extra;summary\na;2026-03-01;;Down\n'))[0]?.id
    const asJson = incidents(translate('z.json', '[{"summary":"Down","note":"a","start":"2026-03-01"}]'))[0]?.id
    expect([moved, asJson]).toEqual([id, id])
  })
})

it('cuts a title at 1000 characters, never through one', () => {
  const [row] = incidents(translate('x.csv', `id,started,title\n1,2026-03-01,${'a'.repeat(999)}🚢!\n`))
  expect(row?.title).toBe('a'.repeat(999))
})

it('says nothing about fields the file has no column for', () => {
  // Not null: an import that knows no severity must not erase one.
  expect(translate('x.csv', 'id,started\n1,2026-03-01T00:00:00Z\n').events).toEqual([
    { type: 'incident', system: 'shop', id: '1', started_at_ms: utc('2026-03-01T00:00:00') },
  ])
})
