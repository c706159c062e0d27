// What a file was taken for, and what to know of it before it is imported.
import type { Plan } from '../../src-shared/contract/imports.ts'
import { counted } from '../parts/format.ts'
import { Note } from '../parts/panel.tsx'
import css from './imports.module.css'

export function Taken({ plan }: { plan: Plan }) {
  return (
    <>
      <p className={css['taken']}>
        <span>
          Taken for <b>{plan.preset?.title ?? `a table of ${plan.what}`}</b>
          {plan.preset === null ? null : `, ${Math.round(plan.preset.sure * 100)} % sure`}
        </span>
        <span>
          Rows are <b>{plan.what}</b>
        </span>
        {plan.profile === null ? null : (
          <span>
            Read as kept under <b>{plan.profile}</b>
          </span>
        )}
        {plan.same_as === null ? null : (
          <span>
            The same file is import <b>{plan.same_as}</b>
          </span>
        )}
      </p>
      {plan.warnings.map((text) => (
        <Note key={text} kind="warning">
          {text}
        </Note>
      ))}
    </>
  )
}

export function LeftOut({ plan }: { plan: Plan }) {
  if (plan.left_out.length === 0) return null
  return (
    <ul className={css['left']} aria-label="Rows left out">
      {plan.left_out.map(({ reason, n }) => (
        <li key={reason}>
          {counted(n, 'row')} left out: {reason}
        </li>
      ))}
    </ul>
  )
}
