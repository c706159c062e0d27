// Where the rows are, in files that have more in them than rows: sheets with titles and totals, answers of APIs one after
// the other, and events as pipelines wrote them down.
import { describe, expect, it } from 'vitest'
import { incidents, refusalOf, translate, utc } from './fixture.ts'

describe('a sheet made by hand', () => {
  const sheet = [
    'Incidents of the shop;;;;',
    'exported on 1.4.2026;;;;',
    ';;;;',
    'Nr;Titel;Beginn;Dauer;Kosten',
    'A-1;"Kasse langsam; teils aus";31.03.2026 10:00;1,5 h;12,50',
    ';;;;',
    'A-2;Suche aus;01.04.2026 08:30;20 min;3,00',
    'Summe;;;;15,50',
  ].join('\n')
  const read = translate('sheet.csv', sheet)

  it('has its header below the title and its total at the end, which is no row', () => {
    expect(read.format).toBe('CSV, semicolon, UTF-8')
    // 31.03 proves days first. Berlin is at UTC+2 from 29 March on; 1.5 h after 08:00 UTC is 09:30 UTC.
    expect(incidents(read).map((e) => [e.title, e.started_at_ms, e.resolved_at_ms])).toEqual([
      ['Kasse langsam; teils aus', utc('2026-03-31T08:00:00'), utc('2026-03-31T09:30:00')],
      ['Suche aus', utc('2026-04-01T06:30:00'), utc('2026-04-01T06:50:00')],
    ])
    // As the spreadsheet numbers them.
    expect(read.rowOf).toEqual([5, 7])
    expect(read.skipped).toMatchObject([{ row: 8, reason: 'a line of totals', left: true }])
    expect(read.warnings).toContain(
      'Lines above the header are no rows: "Incidents of the shop", "exported on 1.4.2026".',
    )
  })

  it('is told its separator by most of its lines, not by the first', () => {
    const read = translate('x.csv', 'id;started;note\n1;2026-03-01;a,b,c,d,e,f\n2;2026-03-02;a, b\n')
    expect(read.format).toBe('CSV, semicolon, UTF-8')
  })

  it('has no total where the last row only begins like one', () => {
    const read = translate('x.csv', 'title,started\nTotal outage,2026-03-01\n')
    expect(incidents(read).map((e) => e.title)).toEqual(['Total outage'])
  })
})

describe('answers of an API', () => {
  const row = (id: string) => ({ id, started: '2026-03-01T00:00:00Z' })
  const ids = (text: string, name = 'x.json') => incidents(translate(name, text)).map((e) => e.id)

  it.each([
    [
      'pages one after the other',
      `${JSON.stringify({ incidents: [row('a')], more: true })}${JSON.stringify({ incidents: [row('b')] })}`,
    ],
    [
      'pages one a line',
      `${JSON.stringify({ incidents: [row('a')] })}\n${JSON.stringify({ incidents: [row('b')] })}\n`,
    ],
    ['lists one after the other', `${JSON.stringify([row('a')])}\n${JSON.stringify([row('b')], null, 2)}`],
    ['a page that is empty at the end', `${JSON.stringify([row('a'), row('b')])}[]`],
    [
      'objects one after the other, over several lines',
      `${JSON.stringify(row('a'), null, 2)}\n${JSON.stringify(row('b'), null, 2)}`,
    ],
    ['a list deep inside', JSON.stringify({ data: { project: { incidents: { nodes: [row('a'), row('b')] } } } })],
    [
      'the list it was asked for beside others',
      JSON.stringify({ included: [{ id: 'x' }], data: [row('a'), row('b')], links: [] }),
    ],
    [
      'rows with lists of their own, one a line',
      `${JSON.stringify({ ...row('a'), events: [{ id: 1 }] })}\n${JSON.stringify(row('b'))}`,
    ],
  ])('are read: %s', (_, text) => {
    expect(ids(text)).toEqual(['a', 'b'])
  })

  it('are numbered through', () => {
    expect(translate('x.json', `${JSON.stringify([row('a')])}${JSON.stringify([row('b')])}`).rowOf).toEqual([1, 2])
  })

  it('are refused where the last one is cut', () => {
    expect(refusalOf('x.json', '[{"id":1}][{"id"')).toContain('ends in the middle of the JSON, at line 1, column 17')
  })

  it('of Argo CD: an application is its deployments', () => {
    const app = (name: string) => ({
      kind: 'Application',
      metadata: { name },
      spec: { destination: { namespace: 'production' }, sources: [{ repoURL: 'x' }] },
      status: {
        history: [{ id: 7, revision: 'a'.repeat(40), deployedAt: '2026-03-01T10:00:00Z' }],
        resources: [{ kind: 'Service' }],
      },
    })
    for (const text of [JSON.stringify(app('shop')), JSON.stringify({ items: [app('shop')] })])
      expect(translate('app.json', text).events).toMatchObject([
        {
          type: 'deployment',
          system: 'shop',
          environment: 'production',
          id: 'shop/7',
          state: 'succeeded',
          finished_at_ms: utc('2026-03-01T10:00:00'),
        },
      ])
  })
})

describe('events written down to be sent later', () => {
  const own = {
    type: 'deployment',
    system: 'web',
    environment: 'production',
    id: 'd1',
    state: 'succeeded',
    finished_at: '2026-03-01T10:00:00Z',
  }

  it('are read as the listener reads them, and a bad one is one row', () => {
    const read = translate(
      'shiplog-events.ndjson',
      `${JSON.stringify(own)}\n{"type":"deployment"\n\n${JSON.stringify({ ...own, id: 'd2', state: 'gone' })}\n`,
    )
    expect(read.events).toEqual([
      {
        type: 'deployment',
        system: 'web',
        environment: 'production',
        id: 'd1',
        state: 'succeeded',
        finished_at_ms: utc('2026-03-01T10:00:00'),
      },
    ])
    expect(read.skipped.map((skip) => skip.row)).toEqual([2, 4])
    expect(read.skipped[1]?.reason).toContain('state')
    expect(read.rows).toBe(3)
  })

  it('are read as they lie in the journal, all of their fields', () => {
    const event = { type: 'build', system: 'web', id: 'v1', at_ms: 5, series: true, state: 'failed', version: null }
    expect(translate('export.ndjson', JSON.stringify(event)).events).toEqual([event])
  })

  it('are read in a list, whatever its first row', () => {
    expect(translate('x.json', JSON.stringify([own, 7])).events).toHaveLength(1)
  })

  it('may be in other dialects', () => {
    const pulse = { $type: 'incident', incident_id: 'i1', time_created: '2026-03-01T10:00:00Z' }
    const devgrid = {
      events: [
        {
          type: 'event-deploy',
          entityId: 'app',
          attributes: { env: 'production', status: 'success', timestamp: '2026-03-01T10:00:00Z' },
        },
      ],
    }
    const devlake = {
      issueKey: 'I-1',
      title: 'Down',
      status: 'TODO',
      originalStatus: 'new',
      createdDate: '2026-03-01T10:00:00Z',
      type: 'INCIDENT',
    }
    const versioner = {
      product_name: 'app',
      version: '1.0.0',
      environment_name: 'production',
      status: 'success',
      deployed_at: '2026-03-01T10:00:00Z',
    }
    const text = [pulse, devgrid, devlake, versioner].map((one) => JSON.stringify(one)).join('\n')
    const read = translate('events.ndjson', text)
    expect(read.skipped).toEqual([])
    expect(read.events.map((event) => [event.type, event.system])).toEqual([
      ['incident', 'shop'],
      ['deployment', 'app'],
      ['issue', 'shop'],
      ['deployment', 'app'],
    ])
  })

  it('are not taken for such where only the type is called alike', () => {
    const text = JSON.stringify([{ type: 'incident', id: 'P1', created_at: '2026-03-01T00:00:00Z', title: 'Down' }])
    expect(translate('x.json', text).format).toBe('JSON, UTF-8')
  })
})
