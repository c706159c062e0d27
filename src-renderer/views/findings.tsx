// Data quality: what in the data is odd, which number it touches, and the rows it is about.
import { ListChecks } from 'lucide-react'
import { Link } from 'wouter'
import type { Finding } from '../../src-shared/contract/findings.ts'
import { Disclosure } from '../parts/disclosure.tsx'
import { count, counted, shortId } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './findings.module.css'
import { Page } from './page.tsx'

export function FindingsPage() {
  const { view } = useView()
  const findings = useCall('findings.list', {})
  const status = useCall('workspace.status', {})
  const { data, error } = findings
  return (
    <Page
      title="Data quality"
      sub="What in the data is odd, ordered by its effect on the numbers. Nothing is left out silently."
    >
      {error === null ? null : (
        <ErrorNote what="The data could not be checked." error={error} onRetry={() => void findings.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={240} /> : null}
      {data?.rows.length === 0 ? (
        <Panel label="Findings">
          <Empty icon={<ListChecks aria-hidden />} title="Nothing to fix">
            {status.data === undefined
              ? ''
              : `${counted(status.data.counts.deployments, 'deployment')} and ${counted(status.data.counts.incidents, 'incident')} checked.`}
          </Empty>
        </Panel>
      ) : null}
      {data?.rows.map((finding) => (
        <Panel key={finding.id} title={finding.title} sub={count(finding.n)}>
          <p className={css['effect']}>{finding.effect}</p>
          <Rows finding={finding} open={view.only === finding.id} />
        </Panel>
      ))}
    </Page>
  )
}

function Rows({ finding, open }: { finding: Finding; open: boolean }) {
  const { here, to } = useView()
  if (finding.rows.length === 0) return null
  const cut = finding.rows.length < finding.n ? `the first ${count(finding.rows.length)}` : undefined
  function address(row: Finding['rows'][number]): string | null {
    if (row.kind === 'repo') return to('/systems')
    if (row.number === null) return null
    return here({ open: { kind: row.kind === 'incident' ? 'incident' : 'deployment', number: row.number } })
  }
  return (
    <Disclosure summary={`Show ${counted(finding.rows.length, 'row')}`} note={cut} open={open}>
      <ul className={css['rows']}>
        {finding.rows.map((row) => {
          const where = address(row)
          return (
            <li key={`${row.kind} ${row.system} ${row.id}`}>
              <span className="dim">{row.kind === 'repo' ? 'repository' : row.kind}</span>
              <span title={row.id}>
                {where === null ? shortId(row.id) : <Link href={where}>{shortId(row.id)}</Link>}
              </span>
              <span className="dim">{row.system}</span>
              {row.at_ms === null ? <span /> : <Time ms={row.at_ms} />}
            </li>
          )
        })}
      </ul>
    </Disclosure>
  )
}
