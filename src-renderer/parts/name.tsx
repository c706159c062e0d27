// A name that breaks between its words where there is little room: "payments-/gateway", never "deskto/p". Only a word that
// is longer than most breaks within, or it would push the rest of a table out of sight.
import { Fragment } from 'react'
import css from './name.module.css'

const wholeUpTo = 13

export function Name({ children }: { children: string }) {
  return children.split(/(?<=[-_./\s])/).map((word, i) => (
    <Fragment key={i}>
      {i === 0 ? null : <wbr />}
      {word.length > wholeUpTo ? word : <span className={css['whole']}>{word}</span>}
    </Fragment>
  ))
}
