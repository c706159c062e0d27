// Rows that count, as clauses (`Issue Type=Incident|Outage`): what clicking a word on the page makes of them. Pure.
import { clausePattern } from '../../src-shared/import-choices.ts'
import type { Plan } from '../../src-shared/contract/imports.ts'

/** The clauses with those about one column replaced by these words; by nothing for none. */
export function rowsThatSay(where: readonly string[], column: string, words: readonly string[]): string[] {
  const others = where.filter((text) => clausePattern.exec(text)?.[1]?.trim() !== column)
  return words.length === 0 ? others : [...others, `${column}=${words.join('|')}`]
}

/** The clauses without rows that say a word, and with those that count now without anybody having said so. */
export function withoutRows(plan: Plan, column: string, word: string): string[] {
  const { where = [] } = plan.choices
  const counting = where.length > 0 ? [] : plan.choosing.flatMap(clauseOf)
  return [...counting, ...where, `${column}!=${word}`]
}

function clauseOf({ column, values }: Plan['choosing'][number]): string[] {
  const words = values.filter(({ counts }) => counts).map(({ word }) => word)
  return words.length === 0 || words.length === values.length ? [] : [`${column}=${words.join('|')}`]
}
