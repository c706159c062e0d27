// The head of every page: filters where it has any, its name, and one line about what is shown.
import type { ReactNode } from 'react'
import css from './page.module.css'

export interface PageProps {
  title: string
  sub?: ReactNode
  filters?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, sub, filters, actions, children }: PageProps) {
  return (
    <div className={css['page']} data-filters={filters === undefined ? undefined : ''}>
      {filters}
      <header className={css['head']}>
        <div>
          <h1>{title}</h1>
          {sub === undefined ? null : <p className={css['sub']}>{sub}</p>}
        </div>
        {actions}
      </header>
      <div className={css['body']}>{children}</div>
    </div>
  )
}
