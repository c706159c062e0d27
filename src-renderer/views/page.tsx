// The head of every page: filters where it has any, its name, and one line about what is shown.
import { useEffect, type ReactNode } from 'react'
import css from './page.module.css'

export interface PageProps {
  title: string
  /** Read out when it changes: after a filter, how much is left. */
  sub?: ReactNode
  filters?: ReactNode
  actions?: ReactNode
  /** The way to all rows of the list, for another program. */
  exports?: ReactNode
  /** What is shown answers the question before this one. */
  updating?: boolean
  children: ReactNode
}

export function Page({ title, sub, filters, actions, exports, updating = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Shiplog`
  }, [title])
  return (
    <div className={css['page']} data-filters={filters === undefined ? undefined : ''}>
      {filters}
      <header className={css['head']}>
        <div>
          <h1>{title}</h1>
          {sub === undefined ? null : (
            <p className={css['sub']} aria-live="polite">
              {sub}
            </p>
          )}
        </div>
        {actions === undefined && exports === undefined ? null : (
          <div className={css['actions']}>
            {actions}
            {exports}
          </div>
        )}
      </header>
      <div className={css['body']} aria-busy={updating}>
        {children}
      </div>
    </div>
  )
}
