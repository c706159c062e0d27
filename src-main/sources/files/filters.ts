// Which rows of a table count: what a person asked for, else what the preset says. Invariant: a row that does not count is
// left out with a reason that names the column and what it says.
import { clausePattern } from '../../../src-shared/import-choices.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { Layout } from './layout.ts'
import { type Column, every, type Problem, type Row, type Table } from './table.ts'
import { folded, severityRank } from './vocabulary.ts'

type Filter = (row: Row) => Problem | null

/** Throws a Refusal for a clause that cannot be read, or names a column the file has not. */
export function filterOf({ preset, named }: Layout, where: readonly string[] | undefined, typeless: boolean): Filter {
  const asked = (where ?? []).map((text) => readClause(text, named))
  const clauses = asked.map(({ text, column, holds }): Filter => {
    const why = `not among the rows asked for: ${text}`
    return (row) => (holds(textsOf(column, row)) ? null : left(column, row, why))
  })
  const unasked = (preset?.unasked ?? []).flatMap(({ column: name, words, reason }): Filter[] => {
    const column = named(name)
    if (column === undefined || asked.some((one) => one.column.name === column.name)) return []
    return [
      (row) => (textsOf(column, row).some((text) => words.includes(folded(text))) ? left(column, row, reason) : null),
    ]
  })
  const never = (preset?.never ?? []).flatMap(({ column: name, words, reason }): Filter[] => {
    const column = named(name)
    if (column === undefined) return []
    const isTold = (row: Row) =>
      words === undefined
        ? column.text(row) !== '' || column.isNested(row)
        : textsOf(column, row).some((text) => words.includes(folded(text)))
    return [(row) => (isTold(row) ? left(column, row, reason) : null)]
  })
  const only = where === undefined || where.length === 0 ? onlyOf(preset, named, typeless) : null
  const all = [...never, ...unasked, ...(only === null ? [] : [only]), ...clauses]
  return (row) => {
    for (const filter of all) {
      const why = filter(row)
      if (why !== null) return why
    }
    return null
  }
}

/** Whether the preset knows which rows count, but the file has not the column that says it. */
export function* isTypeless(table: Table, { preset, named }: Layout): Generator<null, boolean> {
  if (preset?.only === undefined || preset.only.words.length === 0) return false
  const columns = preset.only.columns.flatMap((name) => named(name) ?? [])
  if (columns.length === 0) return true
  return yield* every(table, (row) => columns.every((column) => column.text(row) === ''))
}

function onlyOf(preset: Layout['preset'], named: Layout['named'], typeless: boolean): Filter | null {
  if (preset?.only === undefined || typeless) return null
  const { columns: names, words, otherwise } = preset.only
  const columns = names.flatMap((name) => named(name) ?? [])
  return (row) =>
    columns.some((column) => column.all(row).some((text) => words.includes(folded(text))))
      ? null
      : {
          ...(columns[0] === undefined ? {} : { column: columns[0].name, value: columns[0].all(row).join(', ') }),
          reason: otherwise,
          left: true,
        }
}

/** A column that a person may choose rows by, and whether rows that say so count as things are. */
export interface Choosing {
  column: Column
  counts(text: string): boolean
}

/** Columns of an export that tell which of its rows count, as far as the file has them. */
export function* choosingOf(
  table: Table,
  { preset, named }: Layout,
  where: readonly string[] = [],
): Generator<null, Choosing[]> {
  if (preset === null) return []
  const { only, unasked = [], choose } = preset
  const asked = where.map((text) => readClause(text, named))
  const rules: { names: string[]; counts: Choosing['counts'] }[] = [
    ...unasked.map(({ column, words }) => ({
      names: [column],
      counts: (text: string) => !words.includes(folded(text)),
    })),
    ...(only === undefined
      ? []
      : [{ names: only.columns, counts: (text: string) => where.length > 0 || only.words.includes(folded(text)) }]),
    ...(choose === undefined ? [] : [{ names: [choose], counts: () => true }]),
  ]
  const choosing: Choosing[] = []
  for (const { names, counts } of rules) {
    const column = yield* firstFilled(
      table,
      names.flatMap((name) => named(name) ?? []),
    )
    if (column === undefined) continue
    const own = asked.filter((one) => one.column.name === column.name)
    choosing.push({ column, counts: own.length === 0 ? counts : (text) => own.every(({ holds }) => holds([text])) })
  }
  return choosing
}

/** The first of several columns that says anything in any row. */
function* firstFilled(table: Table, columns: readonly Column[]): Generator<null, Column | undefined> {
  for (const column of columns) if (!(yield* every(table, (row) => column.text(row) === ''))) return column
  return undefined
}

interface Clause {
  text: string
  column: Column
  /** Whether cells that say so are asked for. */
  holds(texts: readonly string[]): boolean
}

function readClause(text: string, named: Layout['named']): Clause {
  const [, name = '', operator = '', wanted = ''] = clausePattern.exec(text) ?? []
  if (operator === '') {
    const accepted = 'Column=Value, Column!=Value, Column~part, Column<=2; several values with | between them'
    throw new Refusal('invalid', `${shown(text)} does not say which rows count; expected ${accepted}.`, [
      { field: 'where', value: text, accepted },
    ])
  }
  const column = named(name.trim())
  if (column === undefined)
    throw new Refusal('invalid', `No column is called ${shown(name.trim())}, which ${shown(text)} asks for.`, [
      { field: 'where', value: text, accepted: 'the name of a column of the file' },
    ])
  const words = wanted.split('|').map(folded)
  const limit = severityRank(wanted) ?? Number(wanted)
  if ((operator === '<=' || operator === '>=') && !Number.isFinite(limit))
    throw new Refusal('invalid', `${shown(text)} compares with ${shown(wanted)}; expected a number or a severity.`, [
      { field: 'where', value: text, accepted: 'a number, or a severity such as P2 or high' },
    ])
  const holds: Clause['holds'] = (texts) => {
    if (operator === '=') return texts.some((one) => words.includes(folded(one)))
    if (operator === '!=') return !texts.some((one) => words.includes(folded(one)))
    if (operator === '~') return texts.some((one) => words.some((word) => folded(one).includes(word)))
    return texts.some((one) => {
      const rank = severityRank(one) ?? (one === '' ? Number.NaN : Number(one))
      return operator === '<=' ? rank <= limit : rank >= limit
    })
  }
  return { text, column, holds }
}

/** What a cell says; a blank one says "". */
export function textsOf(column: Column, row: Row): string[] {
  const texts = column.all(row)
  return texts.length === 0 ? [''] : texts
}

function left(column: Column, row: Row, reason: string): Problem {
  return { column: column.name, value: column.all(row).join(', '), reason, left: true }
}
