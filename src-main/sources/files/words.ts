// What the cells of a file say where words count: each word with how many rows say it and what it is understood as, for a
// person to see and to correct. Counts rows as they are read. Invariant: what is beyond the limit is counted, too.
import { plural } from '../../../src-shared/plural.ts'
import { environment } from '../../../src-shared/environment.ts'
import { visible } from '../../../src-shared/plain-text.ts'
import { type ValueField, valueFields } from '../../../src-shared/import-choices.ts'
import type { ChoiceWords, FieldWords, FileOptions } from '../source.ts'
import { type Choosing, textsOf } from './filters.ts'
import type { Layout } from './layout.ts'
import type { Reading } from './reading.ts'
import type { Column, Row } from './table.ts'
import { cut, owned } from './text.ts'
import { deploymentState, incidentState, severityRank } from './vocabulary.ts'

const distinctMax = 1000
const shownMax = 200
/** What a choice can name. */
const wordLength = 255

/** How often a column says what, spelt as at first. */
class Tally {
  readonly words = new Map<string, { word: string; n: number }>()
  /** Cells that say what came too late to be told apart. */
  beyond = 0
  readonly #column: Column

  constructor(column: Column) {
    this.#column = column
  }

  add(row: Row): void {
    if (this.#column.isNested(row)) return
    for (const said of textsOf(this.#column, row)) {
      const seen = visible(said).trim()
      const key = seen.toLowerCase()
      const known = this.words.get(key)
      if (known !== undefined) known.n++
      else if (this.words.size < distinctMax) {
        const word = owned(seen)
        this.words.set(word.toLowerCase(), { word, n: 1 })
      } else this.beyond++
    }
  }

  /** The most frequent first. */
  sorted(): { word: string; n: number }[] {
    return [...this.words.values()].toSorted((a, b) => b.n - a.n)
  }
}

export interface Words {
  /** Counts any row of the table in the columns that rows are chosen by. */
  see(row: Row): void
  /** Counts a row that is not left out. */
  take(row: Row): void
  found(): FieldWords[]
  choosing(): ChoiceWords[]
  /** What is said of words that are not known; null where all are. */
  unknown(): string | null
}

export function openWords(layout: Layout, reading: Reading, options: FileOptions, choosing: Choosing[]): Words {
  const ofFields = valueFields.flatMap((field) => {
    const column = layout.of.get(field)
    return column === undefined ? [] : [{ field, column: column.name, tally: new Tally(column) }]
  })
  const ofChoices = choosing.map(({ column, counts }) => ({ column: column.name, counts, tally: new Tally(column) }))
  const meaning = (field: ValueField, word: string) => meaningOf(layout, field, reading.standsFor(field, word), options)
  const found = (): FieldWords[] =>
    ofFields.map(({ field, column, tally }) => {
      const chosen = new Map(
        Object.entries(options.choices.values?.[field] ?? {}).map(([word, said]) => [word.toLowerCase(), said]),
      )
      const values = tally.sorted().map(({ word, n }) => ({
        word: cut(word, wordLength),
        n,
        means: meaning(field, word),
        chosen: chosen.get(word.toLowerCase()) ?? null,
      }))
      // What nobody understood comes first: there is something to do.
      const isClear = ({ word, means }: (typeof values)[number]) => means !== null || word === ''
      const ranked = values.toSorted((a, b) => Number(isClear(a)) - Number(isClear(b)))
      return { field, column, values: ranked.slice(0, shownMax), more: beyond(ranked, tally) }
    })
  return {
    see: (row) => ofChoices.forEach(({ tally }) => tally.add(row)),
    take: (row) => ofFields.forEach(({ tally }) => tally.add(row)),
    found,
    choosing: () =>
      ofChoices.map(({ column, counts, tally }) => {
        const values = tally.sorted().map(({ word, n }) => ({ word, n, counts: counts(word) }))
        return { column, values: values.slice(0, shownMax), more: beyond(values, tally) }
      }),
    unknown() {
      if (layout.what !== 'incidents') return null
      const status = found().find(({ field }) => field === 'status')
      const odd = (status?.values ?? []).filter(({ word, means }) => word !== '' && means === null)
      if (odd.length === 0) return null
      const n = odd.reduce((sum, one) => sum + one.n, 0)
      const named = odd.slice(0, 5).map((one) => `${JSON.stringify(cut(one.word, 40))} (${one.n})`)
      const rest = odd.length > 5 ? ` and ${odd.length - 5} more` : ''
      return (
        `${plural(n, 'row has', 'rows have')} a status that is not known: ${named.join(', ')}${rest}. ` +
        'Their times decide: resolved with an end, open without one. Say what such a word stands for where that is wrong.'
      )
    },
  }
}

function beyond(values: readonly { n: number }[], tally: Tally): number {
  return values.slice(shownMax).reduce((sum, { n }) => sum + n, tally.beyond)
}

const incidentStates = { open: 'open', over: 'resolved', none: 'no incident' } as const

/** What a word is read as; null where nobody knows. */
function meaningOf(layout: Layout, field: ValueField, word: string, { system }: FileOptions): string | null {
  switch (field) {
    case 'status': {
      if (layout.what === 'deployments') return deploymentState(word)
      const state = incidentState(word)
      return state === null ? null : incidentStates[state]
    }
    case 'severity': {
      const rank = severityRank(word)
      return rank === null ? null : `${rank}`
    }
    case 'environment':
      return environment(word === '' ? 'production' : word).name
    case 'system':
      return word === '' ? system : word
  }
}
