// How a table is read: as which export, what its rows are, and which column each field comes from. A person's choices come
// first, then what the preset knows, then what the columns are called.
import {
  type ImportChoices,
  type ImportField,
  importFields,
  type ImportKind,
} from '../../../src-shared/import-choices.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileOptions } from '../source.ts'
import { columnNames, guessFields, kindOfHeader, noTime } from './columns.ts'
import { guessByValues } from './guess.ts'
import { presets } from './presets/index.ts'
import type { Preset } from './presets/preset.ts'
import { atPath } from './paths.ts'
import { isNoTime } from './times.ts'
import {
  type Column,
  columnAtPath,
  columnNamed,
  every,
  firstOf,
  firstRows,
  type Table,
  together,
  valueOf,
} from './table.ts'

export interface Layout {
  preset: Preset | null
  /** How sure the preset is, 0 to 1; 1 where a person chose it. */
  sure: number
  what: ImportKind
  of: ReadonlyMap<ImportField, Column>
  /** A column of the file by its name, for filters. */
  named(name: string): Column | undefined
  unused: string[]
  /** Columns that were told by their values, because no header says when anything was. */
  guessed: { field: ImportField; column: string }[]
}

const timeFields: readonly ImportField[] = ['started', 'resolved', 'finished', 'over', 'updated', 'duration']
/** Rows that are looked at for what columns are. */
const guessedFrom = 200
const isBlank = (text: string) => text === ''

export function* layoutOf(table: Table, options: FileOptions): Generator<null, Layout> {
  const { choices } = options
  const { preset, sure } = choosePreset(table, choices)
  const named = (name: string) =>
    preset?.from === 'json' ? (columnNamed(table, name) ?? columnAtPath(name)) : columnNamed(table, name)
  const what = preset?.what ?? choices.as ?? kindOfHeader(table.header)
  const of = new Map<ImportField, Column>()
  for (const [field, names] of namesOf(table, preset, what)) {
    const columns = names.flatMap((name) =>
      preset?.from === 'json' ? columnAtPath(name) : (columnNamed(table, name) ?? []),
    )
    const [only] = columns
    if (only !== undefined)
      of.set(field, columns.length === 1 ? only : firstOf(columns, timeFields.includes(field) ? isNoTime : isBlank))
  }
  const commit = of.get('commit')
  const commitOf = preset?.commitOf
  if (commit !== undefined && commitOf !== undefined)
    of.set(
      'commit',
      valueOf(commit, (item) => commitOf(item).commit),
    )
  for (const [name, field] of Object.entries(choices.map ?? {})) {
    const column = named(name)
    if (column === undefined) throw noColumn(table, options.name, name)
    for (const [other, known] of of) if (known.name === column.name) of.delete(other)
    if (field !== '') of.set(field, column)
  }
  if (preset === null) yield* joinTimes(table, of)
  const dated: ImportField[] = what === 'incidents' ? ['started'] : ['finished', 'started', 'over']
  const isDated = () => dated.some((field) => of.has(field))
  const guessed = new Map<ImportField, Column>()
  if (preset === null && !isDated()) {
    const free = freeColumns(table, of, choices.map)
    for (const [field, column] of guessByValues(free, firstRows(table, guessedFrom), what))
      if (!of.has(field)) guessed.set(field, column)
    for (const [field, column] of guessed) of.set(field, column)
  }
  if (!isDated()) throw noTime(options.name, what, table.header)
  const used = new Set([...of.values()].flatMap(({ name }) => name.split(' + ')))
  return {
    preset,
    sure,
    what,
    of,
    named,
    unused: columnNames(table.header).filter((name) => !used.has(name)),
    guessed: [...guessed].map(([field, { name }]) => ({ field, column: name })),
  }
}

/** Columns that are nothing yet, and that nobody said are nothing. */
function freeColumns(table: Table, of: ReadonlyMap<ImportField, Column>, map: ImportChoices['map'] = {}): Column[] {
  const used = new Set([...of.values()].map(({ name }) => name))
  return columnNames(table.header)
    .filter((name) => !used.has(name) && !(name in map))
    .flatMap((name) => columnNamed(table, name) ?? [])
}

function namesOf(table: Table, preset: Preset | null, what: ImportKind): Map<ImportField, readonly string[]> {
  if (preset === null) return new Map([...guessFields(table.header, what)].map(([field, name]) => [field, [name]]))
  return new Map(Object.entries(preset.fields) as [ImportField, string[]][])
}

function choosePreset(table: Table, { preset: wanted, as }: ImportChoices): { preset: Preset | null; sure: number } {
  if (wanted === 'none') return { preset: null, sure: 1 }
  if (wanted !== undefined) {
    const preset = presets.find(({ id }) => id === wanted)
    if (preset === undefined) {
      const accepted = ['none', ...presets.map(({ id }) => id)].join(', ')
      throw new Refusal('invalid', `There is no preset ${shown(wanted)}; there are ${accepted}.`, [
        { field: 'preset', value: wanted, accepted },
      ])
    }
    return { preset, sure: 1 }
  }
  const items = firstItems(table)
  const ranked = presets
    .filter(({ what }) => as === undefined || what === as)
    .map((preset) => ({ preset, sure: sureness(preset, table, items) }))
    .toSorted((a, b) => b.sure - a.sure)
  const [best] = ranked
  return best !== undefined && best.sure > 0 ? best : { preset: null, sure: 0 }
}

/** The first objects of a JSON file; a table has none. */
function firstItems(table: Table): Record<string, unknown>[] {
  const items: Record<string, unknown>[] = []
  for (const { item, problem } of table.rows()) {
    if (item !== undefined && items.push(item) >= 5) break
    // The rows of a table have none, but for those that could not be read.
    if (item === undefined && problem === undefined) break
  }
  return items
}

/** 0 where what tells it is not there; more, up to 1, the more of its other columns the file has. */
function sureness(preset: Preset, table: Table, items: readonly Record<string, unknown>[]): number {
  if ((preset.from === 'json') !== items.length > 0) return 0
  const has = (name: string) =>
    preset.from === 'json'
      ? items.some((item) => {
          const value = atPath(item, name)
          return value !== undefined && !(Array.isArray(value) && value.length === 0)
        })
      : columnNamed(table, name) !== undefined
  const told = Math.max(0, ...preset.told.map((names) => (names.every(has) ? names.length : 0)))
  if (told === 0) return 0
  const others = Object.values(preset.fields).flat()
  const there = others.filter(has).length
  // What is told by more names is surer than what is told by fewer.
  return Math.min(0.99, 0.6 + 0.04 * told + (0.25 * there) / others.length)
}

/** A date and a time of day in two columns are one moment. */
function* joinTimes(table: Table, of: Map<ImportField, Column>): Generator<null> {
  for (const [field, dates, times] of [
    ['started', ['date', 'start date', 'datum', 'fecha'], ['time', 'start time', 'uhrzeit', 'hora', 'heure']],
    ['resolved', ['end date'], ['end time']],
    ['finished', ['date', 'deployment date'], ['time', 'deployment time']],
  ] as const) {
    const date = dates.map((name) => columnNamed(table, name)).find((column) => column !== undefined)
    const time = times.map((name) => columnNamed(table, name)).find((column) => column !== undefined)
    if (date === undefined || time === undefined || of.get(field) === undefined) continue
    const isClock = yield* every(table, (row) => /^$|^\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?$/i.test(time.text(row)))
    if (isClock) of.set(field, together(date, time))
  }
}

function noColumn(table: Table, file: string, name: string): Refusal {
  const accepted = columnNames(table.header).slice(0, 100).join(', ')
  return new Refusal('invalid', `${shown(file)} has no column ${shown(name)}. It has: ${accepted}.`, [
    { field: 'map', value: name, accepted },
  ])
}

export const fieldsOf: Record<ImportKind, readonly ImportField[]> = {
  incidents: importFields.filter((field) => !['finished', 'environment', 'version', 'commit', 'kind'].includes(field)),
  deployments: importFields.filter((field) => !['resolved', 'severity', 'deployment'].includes(field)),
}
