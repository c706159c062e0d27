// A table, whatever file it came from: numbered rows, and columns that are asked for by name. Knows no bytes and no field.
// Invariant: a row's number is the one a person sees; a column gives every row's text, trimmed, "" where there is none.
import { columnNames, fold } from './columns.ts'
import { atPath, isNested, textsOf } from './paths.ts'

export interface Row {
  /** The number to tell a person: a spreadsheet's row, a position or a line. */
  row: number
  /** In the order of the header; missing ones at the end are empty. */
  cells: readonly string[]
  /** Indexes of cells that held a list or an object: kept as JSON text, no value of a field. */
  nested?: ReadonlySet<number>
  /** The object the row was made of, where it was one. */
  item?: Record<string, unknown>
  /** What a person corrected, by the column's name. */
  edited?: ReadonlyMap<string, string>
  /** The row could not be read as cells at all. */
  problem?: Problem
}

export interface Table {
  header: readonly string[]
  /** All of them, from the first one each time they are asked for: a large file is read once more. */
  rows(): Iterable<Row>
  /** What a person should know of the file. */
  notes?: readonly string[]
}

/** Why a row is no event. `left`: not wrong, but left out by a rule. */
export interface Problem {
  column?: string
  value?: string
  reason: string
  left?: true
}

export interface Column {
  name: string
  text(row: Row): string
  /** All that repeated columns, or a list in JSON, say. */
  all(row: Row): string[]
  isNested(row: Row): boolean
}

/** What is asked for again and again, kept from the first time on; only `small` ones are. */
export function keptIf<T>(small: boolean, open: () => Iterable<T>): () => Iterable<T> {
  let kept: readonly T[] | null = null
  const keeping = function* () {
    const all: T[] = []
    for (const one of open()) {
      all.push(one)
      yield one
    }
    kept = all
  }
  return small ? () => kept ?? keeping() : open
}

/** A look at rows that others may interrupt. */
const stretch = 500

/** Looks at each row; nobody else waits for it to end. */
export function* through(table: Table, look: (row: Row) => void): Generator<null> {
  let n = 0
  for (const row of table.rows()) {
    look(row)
    if (++n % stretch === 0) yield null
  }
}

/** Whether all rows are like that. */
export function* every(table: Table, is: (row: Row) => boolean): Generator<null, boolean> {
  let n = 0
  for (const row of table.rows()) {
    if (!is(row)) return false
    if (++n % stretch === 0) yield null
  }
  return true
}

/** The first rows. */
export function firstRows(table: Table, most: number): Row[] {
  const first: Row[] = []
  for (const row of table.rows()) if (first.push(row) >= most) break
  return first
}

/** The column of a name as headers are compared: without case, space, `_`, `-` and `.`. */
export function columnNamed(table: Table, name: string): Column | undefined {
  const wanted = fold(name)
  const names = columnNames(table.header)
  const indexes = table.header.flatMap((header, i) => (fold(header) === wanted || names[i] === name ? [i] : []))
  return wanted === '' || indexes.length === 0 ? undefined : columnAt(names, indexes)
}

export function columnAt(names: readonly string[], indexes: readonly number[]): Column {
  const name = names[indexes[0] ?? 0] ?? ''
  const at = (row: Row, index: number) => (row.edited?.get(names[index] ?? '') ?? row.cells[index] ?? '').trim()
  return {
    name,
    text: (row) => at(row, indexes[0] ?? 0),
    all: (row) => indexes.map((index) => at(row, index)).filter((text) => text !== ''),
    isNested: (row) => row.nested?.has(indexes[0] ?? 0) === true && row.edited?.has(name) !== true,
  }
}

/** A place in the objects of a JSON file, such as `service.summary`, `labels[].name` or `milestones[type=resolved].at`. */
export function columnAtPath(path: string): Column {
  const values = (row: Row) => {
    const edited = row.edited?.get(path)
    return edited === undefined ? textsOf(atPath(row.item ?? {}, path)) : [edited.trim()]
  }
  return {
    name: path,
    text: (row) => values(row)[0] ?? '',
    all: values,
    isNested: (row) => row.edited?.has(path) !== true && isNested(atPath(row.item ?? {}, path)),
  }
}

/** A column whose value is made of the whole object of a row, where nobody corrected it. */
export function valueOf(column: Column, make: (item: Record<string, unknown>) => string): Column {
  const text = (row: Row) =>
    row.item === undefined || row.edited?.has(column.name) === true ? column.text(row) : make(row.item)
  return { name: column.name, text, all: (row) => [text(row)].filter((one) => one !== ''), isNested: () => false }
}

/** The first of several columns that says something about a row. `blank`: texts that say nothing. */
export function firstOf(columns: readonly Column[], blank: (text: string) => boolean): Column {
  const [first] = columns
  const telling = (row: Row) => columns.find((column) => !blank(column.text(row)) || column.isNested(row)) ?? first
  return {
    name: first?.name ?? '',
    text: (row) => telling(row)?.text(row) ?? '',
    all: (row) => telling(row)?.all(row) ?? [],
    isNested: (row) => telling(row)?.isNested(row) ?? false,
  }
}

/** A date and a time of day in columns of their own. */
export function together(date: Column, time: Column): Column {
  const text = (row: Row) => (date.text(row) === '' ? '' : `${date.text(row)} ${time.text(row)}`.trim())
  return {
    name: `${date.name} + ${time.name}`,
    text,
    all: (row) => [text(row)],
    isNested: (row) => date.isNested(row) || time.isNested(row),
  }
}
