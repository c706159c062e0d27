// Something that opens in place. The browser's own element: it works with any keyboard and any reader.
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './disclosure.module.css'

export interface DisclosureProps {
  summary: ReactNode
  note?: ReactNode
  tone?: 'dropped'
  open?: boolean
  children: ReactNode
}

export function Disclosure({ summary, note, tone, open = false, children }: DisclosureProps) {
  return (
    <details className={css['details']} data-tone={tone} open={open}>
      <summary>
        <ChevronRight aria-hidden />
        <span>{summary}</span>
        {note === undefined ? null : <small>{note}</small>}
      </summary>
      <div className={css['content']}>{children}</div>
    </details>
  )
}
