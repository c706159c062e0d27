// Which rows of an export count, by what a column says: each word with how many rows say it, to be ticked.
import { useState } from 'react'
import type { Plan } from '../../src-shared/contract/imports.ts'
import { Check } from './check.tsx'
import { count } from './format.ts'
import css from './import-words.module.css'

export interface ChoosingProps {
  plan: Plan
  onChoose: (column: string, words: string[]) => void
}

export function Choosing({ plan, onChoose }: ChoosingProps) {
  /** What was ticked in this plan: the next one takes as long as the file takes to read. */
  const [ticked, setTicked] = useState<{ plan: Plan; column: string; words: string[] } | null>(null)
  return plan.choosing.map(({ column, values, more }) => {
    const own = ticked?.plan === plan && ticked.column === column ? ticked.words : null
    const counts = ({ word, counts: does }: (typeof values)[number]) => own?.includes(word) ?? does
    const tick = (word: string, checked: boolean) => {
      const words = values.filter((one) => (one.word === word ? checked : counts(one))).map((one) => one.word)
      setTicked({ plan, column, words })
      onChoose(column, words)
    }
    return (
      <fieldset key={column} className={css['choosing']}>
        <legend>
          Rows that count, by <span className="mono">{column}</span>
        </legend>
        <div className={css['ticks']}>
          {values.map((value) => (
            <Check
              key={value.word}
              label={
                <>
                  {value.word === '' ? <i>blank</i> : value.word} <span>{count(value.n)}</span>
                </>
              }
              checked={counts(value)}
              // A choice is written with `|` between the words.
              disabled={value.word.includes('|')}
              onChange={(checked) => tick(value.word, checked)}
            />
          ))}
        </div>
        {more === 0 ? null : <p>{count(more)} rows say something else.</p>}
      </fieldset>
    )
  })
}
