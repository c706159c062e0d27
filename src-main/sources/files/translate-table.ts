// Turns a table, whatever file it came from, into events. Knows no bytes, no format and no database.
// Invariant: every row becomes exactly one event or exactly one skip with a reason; one bad cell never sinks the file.
import type { Skip } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { isZone } from '../../../src-shared/time.ts'
import type { FileOptions, FileTranslation } from '../source.ts'
import { columnNames } from './columns.ts'
import { readDeployment } from './deployments.ts'
import { choosingOf, filterOf, isTypeless } from './filters.ts'
import { readIncident } from './incidents.ts'
import { fieldsOf, type Layout, layoutOf } from './layout.ts'
import { openReading, Wrong } from './reading.ts'
import { optionsOf, profileFor } from './profiles.ts'
import type { Problem, Row, Table } from './table.ts'
import { cut } from './text.ts'
import { openWords } from './words.ts'

const shownLength = 100
const samplesShown = 3
/** Of so many events notes are kept, for a person to see beside them. */
const notedMax = 50

/** Throws a Refusal where no column says when anything was, or a choice does not fit the file. */
export function translateTable(given: Table, format: string, asked: FileOptions): FileTranslation {
  const profile = profileFor(given.header, asked.profiles)
  const options = profile === null ? asked : optionsOf(profile, asked)
  if (!isZone(options.zone)) {
    throw new Refusal('invalid', `${shown(options.zone)} is not a time zone; expected one like Europe/Berlin.`)
  }
  const table = withEdits(given, options)
  const layout = layoutOf(table, options)
  const filter = filterOf(table, layout, options.choices.where)
  const reading = openReading(table, layout, options)
  const read = layout.what === 'incidents' ? readIncident : readDeployment
  const translation: FileTranslation = {
    events: [],
    at: [],
    skipped: [],
    rowOf: [],
    format,
    rows: table.rows.length,
    columns: [...layout.of].map(([field, { name }]) => ({ field, column: name })),
    unused: layout.unused,
    header: columnNames(table.header),
    profile,
    rejected: [],
    zoneUsed: false,
    what: layout.what,
    preset: layout.preset === null ? null : { id: layout.preset.id, title: layout.preset.title, sure: layout.sure },
    fields: [...fieldsOf[layout.what]],
    samples: samplesOf(table, layout),
    zone: options.zoneChosen ? options.zone : (layout.preset?.zone ?? options.zone),
    system: options.system,
    knownUsed: [],
    warnings: [],
    words: [],
    choosing: [],
    notes: new Map(),
    choices: options.choices,
  }
  if (!layout.of.has('id')) translation.columns.unshift({ field: 'id', column: '(content of the row)' })
  const words = openWords(layout, reading, options, choosingOf(table, layout, options.choices.where))
  for (const row of table.rows) {
    const why = row.problem ?? filter(row)
    if (row.problem === undefined) words.see(row)
    if (why === null) words.take(row)
    const event = why ?? attempt(() => read(row, reading))
    const notes = reading.takeNotes()
    if ('type' in event) {
      if (notes.length > 0 && translation.events.length < notedMax) translation.notes.set(row.row, notes.join('; '))
      translation.events.push(event)
      translation.at.push(`row ${row.row}`)
      translation.rowOf.push(row.row)
    } else {
      translation.skipped.push(skip(event, row.row))
      if (event.left !== true) translation.rejected.push(row.cells)
    }
  }
  const isAsked = (options.choices.where ?? []).length > 0
  if (!isAsked && isTypeless(table, layout))
    reading.warn(
      'nothing in the file says which type it has, so that each was taken for one that counts',
      table.rows.length,
    )
  const unknown = words.unknown()
  translation.warnings = [...warningsOf(layout, table, reading.warnings), ...(unknown === null ? [] : [unknown])]
  translation.words = words.found()
  translation.choosing = words.choosing()
  return { ...translation, zoneUsed: reading.zoneUsed, knownUsed: [...reading.knownUsed] }
}

function attempt<T>(read: () => T): T | Problem {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) return error.problem
    throw error
  }
}

/** Cells as a person corrected them. Throws a Refusal for a row that is not there. */
function withEdits(table: Table, { choices: { edits = [] }, name }: FileOptions): Table {
  if (edits.length === 0) return table
  const byRow = Map.groupBy(edits, ({ row }) => row)
  const rows = table.rows.map((row): Row => {
    const own = byRow.get(row.row)
    byRow.delete(row.row)
    return own === undefined ? row : { ...row, edited: new Map(own.map(({ column, value }) => [column, value])) }
  })
  const [missing] = byRow.keys()
  if (missing !== undefined)
    throw new Refusal('invalid', `${shown(name)} has no row ${missing}, which a correction is for.`)
  return { ...table, rows }
}

/** Columns with their first values, for a person to see what is what. */
function samplesOf(table: Table, layout: Layout): FileTranslation['samples'] {
  const names = [...new Set([...[...layout.of.values()].flatMap(({ name }) => name.split(' + ')), ...layout.unused])]
  return names.slice(0, 200).flatMap((name) => {
    const column = layout.named(name)
    if (column === undefined) return []
    const values = new Set<string>()
    for (const row of table.rows.slice(0, 200)) {
      const text = column.all(row).join(', ')
      if (text !== '') values.add(cut(text, shownLength))
      if (values.size === samplesShown) break
    }
    return [{ column: name, values: [...values] }]
  })
}

function warningsOf({ preset, guessed }: Layout, table: Table, found: ReadonlyMap<string, number>): string[] {
  const cutOff =
    preset?.cutAt === table.rows.length
      ? [`The file has exactly ${preset.cutAt} rows, which is where such an export is cut; ask for more of them.`]
      : []
  const told =
    guessed.length === 0
      ? []
      : [
          `No header says when anything was, so columns were told by their values: ${guessed.map(({ field, column }) => `${shown(cut(column, 40))} for ${field}`).join(', ')}. Change what is wrong.`,
        ]
  const note = preset?.note === undefined ? [] : [preset.note]
  return [
    ...(table.notes ?? []),
    ...told,
    ...note,
    ...cutOff,
    ...[...found].map(([text, n]) => `${n} ${n === 1 ? 'row' : 'rows'}: ${text}.`),
  ]
}

function skip({ column, value, reason, left }: Problem, row: number): Skip {
  return {
    at: `row ${row}`,
    row,
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value: cut(value, shownLength) }),
    reason,
    ...(left === undefined ? {} : { left }),
  }
}
