// A table whose headers nobody knows: columns are told by what they hold, and that is said.
import { expect, test } from 'vitest'
import { incidents, refusalOf, translate, utc } from './fixture.ts'

const finnish = [
  'tunnus;otsikko;alkoi;päättyi;vakavuus;tila',
  'OPS-1;Kassa ei toimi;31.3.2026 10:00;31.3.2026 11:00;P1;closed',
  'OPS-2;Haku on hidas;1.4.2026 10:00;;P3;open',
]

test('the first column of times is the start, the one that follows it the end; the rest by what it looks like', () => {
  const found = translate('x.csv', finnish.join('\n'))
  expect(incidents(found)).toMatchObject([
    { id: 'OPS-1', title: 'Kassa ei toimi', severity: 'P1', started_at_ms: utc('2026-03-31T08:00:00') },
    { id: 'OPS-2', title: 'Haku on hidas', severity: 'P3', resolved_at_ms: null },
  ])
  expect(found.warnings).toEqual([
    'No header says when anything was, so columns were told by their values: "alkoi" for started, "päättyi" for resolved, ' +
      '"tunnus" for id, "tila" for status, "vakavuus" for severity, "otsikko" for title. Change what is wrong.',
  ])
})

test('the end may stand before the start, and numbers are no times', () => {
  const text =
    'n;loppui;alkoi\n1772355600;2026-03-01T11:00Z;2026-03-01T10:00Z\n1772355601;2026-03-02T11:00Z;2026-03-02T10:00Z'
  const [one] = incidents(translate('x.csv', text))
  expect([one?.started_at_ms, one?.resolved_at_ms]).toEqual([utc('2026-03-01T10:00:00'), utc('2026-03-01T11:00:00')])
  expect(refusalOf('x.csv', 'n;m\n1772355600;x\n')).toContain('has no column that says when an incident started')
})

test('what a person says is not guessed otherwise', () => {
  const found = translate('x.csv', finnish.join('\n'), { map: { alkoi: '', tila: '' } })
  // The other column of times is left; nothing is taken for the status.
  expect(found.columns.filter(({ field }) => ['started', 'status', 'resolved'].includes(field))).toEqual([
    { field: 'started', column: 'päättyi' },
  ])
})
