// A titled box, and the boxes that stand where there is nothing else: notes, errors, empty places, and the shape of
// what is being fetched.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ReplyError } from '../../src-shared/reply.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import css from './panel.module.css'

export interface PanelProps {
  title?: ReactNode
  sub?: ReactNode
  actions?: ReactNode
  /** The content reaches the edges: tables. */
  flush?: boolean
  /** The sub stands under the title, where both and the actions would not fit beside each other. */
  stacked?: boolean
  label?: string
  children: ReactNode
}

export function Panel({ title, sub, actions, flush = false, stacked = false, label, children }: PanelProps) {
  return (
    <section className={css['panel']} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      {title === undefined ? null : (
        <header className={css['head']} data-stacked={stacked ? '' : undefined}>
          <h2>{title}</h2>
          {sub === undefined ? null : <p>{sub}</p>}
          {actions === undefined ? null : <div className={css['actions']}>{actions}</div>}
        </header>
      )}
      <div className={cx(flush ? css['flush'] : css['body'])}>{children}</div>
    </section>
  )
}

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert, done: CircleCheck }

export function Note({
  kind = 'info',
  children,
  action,
}: {
  kind?: keyof typeof icons
  children: ReactNode
  action?: ReactNode
}) {
  const Icon = icons[kind]
  return (
    <div className={css['note']} data-kind={kind} role={kind === 'error' ? 'alert' : undefined}>
      <Icon aria-hidden />
      <div className={css['text']}>{children}</div>
      {action}
    </div>
  )
}

/** What went wrong, in the words of the reply, and a way to try again. */
export function ErrorNote({
  error,
  what,
  onRetry,
}: {
  error: Error & { reply?: ReplyError }
  what: string
  onRetry?: (() => void) | undefined
}) {
  const fields = error.reply?.fields ?? []
  return (
    <Note
      kind="error"
      action={
        onRetry === undefined ? null : (
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <b>{what}</b> {error.message}
      {fields.length === 0 ? null : (
        <ul className={css['list']}>
          {fields.map((field) => (
            <li key={field.field}>
              {field.field}: got {field.value}; expected {field.accepted}
            </li>
          ))}
        </ul>
      )}
    </Note>
  )
}

export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={css['empty']}>
      {icon}
      <b>{title}</b>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  )
}

/** Stands for content that is being fetched; invisible at first. */
export function Skeleton({ height }: { height: number }) {
  return <div className={css['skeleton']} style={{ height }} aria-hidden />
}
