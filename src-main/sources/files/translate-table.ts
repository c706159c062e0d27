// Turns a table, whatever file it came from, into events. Knows no bytes, no format and no database.
// Invariant: every row becomes exactly one event or exactly one skip with a reason; one bad cell never sinks the file.
import { plural } from '../../../src-shared/plural.ts'
import type { Skip } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { isZone } from '../../../src-shared/time.ts'
import type { FileOptions, FileReading, FileSummary } from '../source.ts'
import { columnNames } from './columns.ts'
import { readDeployment } from './deployments.ts'
import { choosingOf, filterOf, isTypeless } from './filters.ts'
import { readIncident } from './incidents.ts'
import { fieldsOf, type Layout, layoutOf } from './layout.ts'
import { openReading, type Reading, Wrong } from './reading.ts'
import { optionsOf, profileFor } from './profiles.ts'
import { firstRows, type Problem, type Row, type Table } from './table.ts'
import { cut } from './text.ts'
import { openWords } from './words.ts'

const shownLength = 100
const samplesShown = 3
/** Of so many events notes are kept, for a person to see beside them. */
const notedMax = 50

/** Throws a Refusal where no column says when anything was, or a choice does not fit the file. */
export function* translateTable(given: Table, format: string, asked: FileOptions): FileReading {
  const profile = profileFor(given.header, asked.profiles)
  const options = profile === null ? asked : optionsOf(profile, asked)
  if (!isZone(options.zone)) {
    throw new Refusal('invalid', `${shown(options.zone)} is not a time zone; expected one like Europe/Berlin.`)
  }
  const { table, refuseUnused } = withEdits(given, options)
  const layout = yield* layoutOf(table, options)
  const { where = [] } = options.choices
  const typeless = yield* isTypeless(table, layout)
  const filter = filterOf(layout, where, typeless)
  const reading = yield* openReading(table, layout, options)
  refuseUnused()
  const read = layout.what === 'incidents' ? readIncident : readDeployment
  const words = openWords(layout, reading, options, yield* choosingOf(table, layout, where))
  const notes = new Map<number, string>()
  let events = 0
  for (const row of table.rows()) {
    const why = row.problem ?? filter(row)
    if (row.problem === undefined) words.see(row)
    if (why === null) words.take(row)
    const event = why ?? attempt(() => read(row, reading))
    const odd = reading.takeNotes()
    if ('type' in event && events++ < notedMax && odd.length > 0) notes.set(row.row, odd.join('; '))
    yield 'type' in event ? { row: row.row, event } : { row: row.row, skip: skip(event, row.row), cells: row.cells }
  }
  if (where.length === 0 && typeless)
    reading.warn('nothing in the file says which type it has, so that each was taken for one that counts', reading.rows)
  const unknown = words.unknown()
  const columns = [...layout.of].map(([field, { name }]) => ({ field: field as string, column: name }))
  if (!layout.of.has('id')) columns.unshift({ field: 'id', column: '(content of the row)' })
  return {
    format,
    rows: reading.rows,
    columns,
    unused: layout.unused,
    header: columnNames(table.header),
    profile,
    zoneUsed: reading.zoneUsed,
    what: layout.what,
    preset: layout.preset === null ? null : { id: layout.preset.id, title: layout.preset.title, sure: layout.sure },
    fields: [...fieldsOf[layout.what]],
    samples: samplesOf(table, layout),
    zone: options.zoneChosen ? options.zone : (layout.preset?.zone ?? options.zone),
    system: options.system,
    knownUsed: [...reading.knownUsed],
    warnings: [...warningsOf(layout, table, reading), ...(unknown === null ? [] : [unknown])],
    words: words.found(),
    choosing: words.choosing(),
    notes,
    choices: options.choices,
  }
}

function attempt<T>(read: () => T): T | Problem {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) return error.problem
    throw error
  }
}

/** Cells as a person corrected them. Once all rows were seen it is known whether one is for a row that is not there. */
function withEdits(
  given: Table,
  { choices: { edits = [] }, name }: FileOptions,
): { table: Table; refuseUnused(): void } {
  const byRow = new Map(
    [...Map.groupBy(edits, ({ row }) => row)].map(([row, own]) => [
      row,
      new Map(own.map(({ column, value }) => [column, value])),
    ]),
  )
  if (byRow.size === 0) return { table: given, refuseUnused: () => {} }
  const unused = new Set(byRow.keys())
  const rows = function* (): Iterable<Row> {
    for (const row of given.rows()) {
      const edited = byRow.get(row.row)
      unused.delete(row.row)
      yield edited === undefined ? row : { ...row, edited }
    }
  }
  return {
    table: { ...given, rows },
    refuseUnused: () => {
      const [missing] = unused
      if (missing !== undefined)
        throw new Refusal('invalid', `${shown(name)} has no row ${missing}, which a correction is for.`)
    },
  }
}

/** Columns with their first values, for a person to see what is what. */
function samplesOf(table: Table, layout: Layout): FileSummary['samples'] {
  const names = [...new Set([...[...layout.of.values()].flatMap(({ name }) => name.split(' + ')), ...layout.unused])]
  const rows = firstRows(table, 200)
  return names.slice(0, 200).flatMap((name) => {
    const column = layout.named(name)
    if (column === undefined) return []
    const values = new Set<string>()
    for (const row of rows) {
      const text = column.all(row).join(', ')
      if (text !== '') values.add(cut(text, shownLength))
      if (values.size === samplesShown) break
    }
    return [{ column: name, values: [...values] }]
  })
}

function warningsOf({ preset, guessed }: Layout, table: Table, { rows, warnings: found }: Reading): string[] {
  const cutOff =
    preset?.cutAt === rows
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
    ...[...found].map(([text, n]) => `${plural(n, 'row')}: ${text}.`),
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
