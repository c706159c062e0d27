// What columns are by their values, where no header says when anything was: headers in a language nobody foresaw. Looks at
// the first rows only. Whoever asks says to the person what was guessed.
import type { ImportField, ImportKind } from '../../../src-shared/import-choices.ts'
import type { Column, Row } from './table.ts'
import { dateOrder, isNoTime, readTime } from './times.ts'
import { deploymentState, incidentState, severityRank } from './vocabulary.ts'

/** Of those that say anything so many must be alike. */
const most = 0.8

/** Columns in the order of the file, none of which has a field yet. Without a time there is nothing to guess. */
export function guessByValues(
  columns: readonly Column[],
  rows: readonly Row[],
  what: ImportKind,
): Map<ImportField, Column> {
  const found = new Map<ImportField, Column>()
  const told = columns.map((column) => ({ column, values: rows.map((row) => column.text(row)) }))
  const times = told.filter(({ values }) => areMostly(values, isTime) && values.some((text) => !isNoTime(text)))
  const [first, second] = times
  if (first === undefined) return found
  if (what === 'deployments') found.set('finished', first.column)
  else {
    const isAfter = second === undefined || follows(first.values, second.values)
    found.set('started', isAfter ? first.column : second.column)
    if (second !== undefined) found.set('resolved', isAfter ? second.column : first.column)
  }
  const take = (field: ImportField, is: (text: string) => boolean) => {
    const one = told.find(
      ({ column, values }) => areMostly(values, is) && ![...found.values()].some(({ name }) => name === column.name),
    )
    if (one !== undefined && one.values.some((text) => text !== '')) found.set(field, one.column)
  }
  take('url', (text) => /^https?:\/\//i.test(text))
  take('id', (text) => /^[A-Z][A-Z0-9]*-\d+$/i.test(text))
  take('status', (text) => (what === 'incidents' ? incidentState(text) : deploymentState(text)) !== null)
  if (what === 'incidents') take('severity', (text) => !/^\d+$/.test(text) && severityRank(text) !== null)
  take('title', (text) => /\p{L} \p{L}/u.test(text))
  return found
}

function areMostly(values: readonly string[], is: (text: string) => boolean): boolean {
  const said = values.filter((text) => text !== '' && !isNoTime(text))
  return said.length > 0 && said.filter(is).length >= most * said.length
}

/** A bare number may be anything. Which of two numbers is the day makes no difference here. */
function isTime(text: string): boolean {
  if (/^[\d.,]+$/.test(text) && !/^\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})$/.test(text)) return false
  return (
    'ms' in readTime(text, { order: 'day first', zone: 'UTC' }) ||
    'ms' in readTime(text, { order: 'month first', zone: 'UTC' })
  )
}

function follows(starts: readonly string[], ends: readonly string[]): boolean {
  const proved = dateOrder([...starts, ...ends])
  const order = proved === 'month first' ? proved : 'day first'
  const ms = (text: string | undefined) => {
    const time = readTime(text ?? '', { order, zone: 'UTC' })
    return 'ms' in time ? time.ms : null
  }
  const both = starts.flatMap((start, i) => {
    const [from, to] = [ms(start), ms(ends[i])]
    return from === null || to === null ? [] : [to >= from]
  })
  return both.filter(Boolean).length * 2 >= both.length
}
