// Which column of a table is which field of an incident, told by its header. Knows the header only, no rows.
// Invariant: a column is read as at most one field; the first name of a field's list that the file has wins.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { cut } from './text.ts'

export const columnsMax = 1000

/** As they would be written in a header. Case, and space, `_`, `-` and `.` between words, make no difference. */
const names = {
  id: list('id, incident id, key, issue key, number, incident number, identifier, ref, reference'),
  title: list('title, name, summary, subject, short description, description'),
  started: list(
    'started, started at, start, start time, created, created at, created on, created date, opened, opened at, ' +
      'occurred, detected, timestamp created, time created, begin, impact start',
  ),
  resolved: list(
    'resolved, resolved at, resolved on, resolution date, end, ended, ended at, end time, closed, closed at, ' +
      'timestamp resolved, time resolved, restored, mitigated',
  ),
  system: list('system, service, component, product, application, app, service name, affected service'),
  severity: list('severity, sev, priority, urgency, impact'),
  status: list('status, state'),
  url: list('url'),
  deployment: list('deployment, deployment id, deploy id, caused by, change id'),
} satisfies Record<string, readonly string[]>

export type Field = keyof typeof names

const fields = Object.keys(names).filter((name): name is Field => name in names)

export interface Columns {
  /** The column each field is read from: its index and its name as the file has it. */
  of: ReadonlyMap<Field, { index: number; name: string }>
  unused: string[]
}

/** Throws a Refusal, with the columns found and the names accepted, where no column says when an incident started. */
export function matchColumns(header: readonly string[], file: string): Columns {
  refuseWidth(header.length, file)
  const shownNames = columnNames(header)
  const byFolded = new Map<string, number>()
  header.forEach((name, index) => {
    const folded = fold(name)
    if (folded !== '' && !byFolded.has(folded)) byFolded.set(folded, index)
  })
  const of = new Map<Field, { index: number; name: string }>()
  for (const field of fields) {
    const index = names[field].map((name) => byFolded.get(fold(name))).find((found) => found !== undefined)
    if (index !== undefined) of.set(field, { index, name: shownNames[index] ?? '' })
  }
  if (!of.has('started')) throw noStart(file, shownNames)
  const used = new Set([...of.values()].map((column) => column.index))
  return { of, unused: shownNames.filter((_, index) => !used.has(index)) }
}

export function refuseWidth(columns: number, file: string): void {
  if (columns > columnsMax) {
    throw new Refusal('invalid', `${shown(file)} has ${columns} columns; at most ${columnsMax} are read.`)
  }
}

/** Names to show: trimmed; a repeated one is "name (2)", a missing one "(column 3)". */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((raw, index) => {
    const name = raw.trim()
    if (name === '') return `(column ${index + 1})`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** `trim` takes a byte order mark off, too. */
export function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, '')
}

function noStart(file: string, found: string[]): Refusal {
  const list = found.slice(0, 20).map((name) => shown(cut(name, 40)))
  const columns = `${list.join(', ')}${found.length > 20 ? ` and ${found.length - 20} more` : ''}`
  const accepted = names.started.join(', ')
  return new Refusal(
    'invalid',
    `${shown(file)} has no column that says when an incident started. Columns found: ${columns}. ` +
      `Name one of them: ${accepted}.`,
    [{ field: 'started', value: columns, accepted }],
  )
}

function list(text: string): readonly string[] {
  return text.split(', ')
}
