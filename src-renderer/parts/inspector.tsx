// The column at the right: one thing in detail, beside the page it was opened from. Takes the focus when it opens and
// shows something new; Escape is the frame's business. Props only.
import { ArrowLeft, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from './button.tsx'
import css from './inspector.module.css'

export interface PanelBack {
  /** What it was opened from, where that is a panel too. */
  back: { label: string; to: string } | null
  onClose: () => void
}

export interface InspectorProps extends PanelBack {
  /** What kind of thing it is: "Deployment". */
  kind: string
  title: string
  children: ReactNode
}

export function Inspector({ kind, title, back, onClose, children }: InspectorProps) {
  return (
    <aside className={css['inspector']} aria-label={`${kind} ${title}`}>
      <header className={css['head']}>
        <div>
          {back === null ? (
            <p className={css['kind']}>{kind}</p>
          ) : (
            <ButtonLink look="link" size="small" to={back.to}>
              <ArrowLeft aria-hidden />
              {back.label}
            </ButtonLink>
          )}
          <h2 key={`${kind} ${title}`} ref={takeFocus} tabIndex={-1}>
            {title}
          </h2>
        </div>
        <Button look="quiet" size="icon" aria-label="Close (Escape)" title="Close (Escape)" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      <div className={css['body']}>{children}</div>
    </aside>
  )
}

function takeFocus(heading: HTMLHeadingElement | null): void {
  heading?.focus({ preventScroll: true })
}

export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={css['section']}>
      <h3>
        {title}
        {note === undefined ? null : <span>{note}</span>}
      </h3>
      {children}
    </section>
  )
}
