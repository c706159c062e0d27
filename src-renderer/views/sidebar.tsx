// The pages, with the listener's state and the number of findings beside theirs.
import { Link } from 'wouter'
import { count } from '../parts/format.ts'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { pages, withMod, type PageEntry } from './pages.ts'
import css from './sidebar.module.css'

const groups = ['numbers', 'sources', 'workspace'] as const

export function Sidebar() {
  const { path, to } = useView()
  const listener = useCall('listener.status', {}, { workspace: 'own' })
  const findings = useCall('findings.list', {})
  function mark(entry: PageEntry) {
    if (entry.path === '/listener' && listener.data !== undefined) {
      const { state } = listener.data.listener
      const said = state === 'on' ? 'on' : state === 'off' ? 'off' : 'failed'
      return (
        <span
          className={css['dot']}
          data-state={state}
          title={`Listener ${said}`}
          role="img"
          aria-label={`, ${said}`}
        />
      )
    }
    const found = findings.data?.rows.filter((one) => one.ignored_by === null).length ?? 0
    if (entry.path === '/quality' && found > 0)
      return (
        <span className={css['badge']}>
          {count(found)}
          <span className="unseen"> to look at</span>
        </span>
      )
    return null
  }
  return (
    <nav className={css['nav']} aria-label="Pages">
      {groups.map((group) => (
        <ul key={group}>
          {pages
            .filter((entry) => entry.group === group)
            .map((entry) => {
              const key = entry.key === undefined ? null : withMod(entry.key)
              const here = entry.path === path || (entry.path === '/' && path === '/start')
              return (
                <li key={entry.path}>
                  <Link
                    href={to(entry.path)}
                    className={css['entry']}
                    aria-current={here ? 'page' : undefined}
                    title={key === null ? entry.title : `${entry.title} (${key})`}
                  >
                    <entry.icon aria-hidden />
                    <span className={css['label']}>{entry.title}</span>
                    {mark(entry) ?? (group === 'numbers' && key !== null ? <kbd aria-hidden>{key}</kbd> : null)}
                  </Link>
                </li>
              )
            })}
        </ul>
      ))}
    </nav>
  )
}
