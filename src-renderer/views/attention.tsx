// The first findings, on the overview: what in the data is odd and which number it touches.
import { Link } from 'wouter'
import { Button, ButtonLink } from '../parts/button.tsx'
import { count } from '../parts/format.ts'
import { Empty, Panel } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './overview.module.css'

export function Attention() {
  const { to, go } = useView()
  const { data } = useCall('findings.list', {})
  if (data === undefined) return null
  const rows = data.rows.filter((finding) => finding.ignored_by === null)
  return (
    <Panel
      title="Needs attention"
      sub="ordered by effect on the numbers"
      actions={
        data.total > 4 ? (
          <ButtonLink look="quiet" size="small" to={to('/quality')}>
            All {data.total}
          </ButtonLink>
        ) : null
      }
    >
      {rows.length === 0 ? (
        <Empty
          title="Nothing to fix"
          action={
            <Button size="small" onClick={() => go('/journal')}>
              Journal
            </Button>
          }
        >
          Nothing in the data looks odd.
        </Empty>
      ) : (
        <ul className={css['attention']}>
          {rows.slice(0, 4).map((finding) => (
            <li key={finding.id}>
              <span>
                <b>
                  {finding.title}: {count(finding.n)}.
                </b>{' '}
                {finding.effect}
              </span>
              <Link href={to('/quality', { only: finding.id })} aria-label={`Show: ${finding.title}`}>
                Show
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
