// Commits that one deployment has and another has not, each with the way to it.
import { Link } from 'wouter'
import type { Commits } from '../../src-shared/contract/commits.ts'
import { count, counted, shortId } from '../parts/format.ts'
import { Section } from '../parts/inspector.tsx'
import { Time } from '../parts/time.tsx'
import { useView } from '../view-state.ts'
import css from './detail.module.css'

export interface CommitRowsProps {
  title: string
  commits: Commits
  /** What to say where there is none. */
  none: string
}

export function CommitRows({ title, commits, none }: CommitRowsProps) {
  const { here } = useView()
  const { total, rows } = commits
  return (
    <Section
      title={title}
      note={rows.length < total ? `the newest ${count(rows.length)} of ${count(total)}` : counted(total, 'commit')}
    >
      {total === 0 ? <p className="dim">{none}</p> : null}
      <ul className={css['rows']}>
        {rows.map((commit) => (
          <li key={commit.id}>
            <Link href={here({ change: commit.id, open: null })}>{commit.title}</Link>
            {commit.at_ms === null ? <span /> : <Time ms={commit.at_ms} />}
            <p className={css['parts']}>
              <span className="mono" title={commit.id}>
                {shortId(commit.id)}
              </span>
              <span>{commit.author}</span>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
