// Data quality: what in the data is odd, which number it touches, and the rows it is about.
import { ListChecks } from 'lucide-react'
import { Link } from 'wouter'
import type { Finding, FindingRow } from '../../src-shared/contract/findings.ts'
import { Button } from '../parts/button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { count, counted, shortId } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import { useView, type ViewControl } from '../view-state.ts'
import { useDecide, useUndo } from './decide.ts'
import { FindingFix } from './finding-fix.tsx'
import css from './findings.module.css'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'

export function FindingsPage() {
  const { view } = useView()
  const findings = useCall('findings.list', {})
  const status = useCall('workspace.status', {})
  const { data, error } = findings
  return (
    <Page
      title="Data quality"
      exports={<Exports list="findings" question={{}} />}
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
          <div className={css['finding']}>
            <p className="dim">{finding.effect}</p>
            <Rows finding={finding} open={view.only === finding.id || finding.n <= rowsOpen} />
            <Ignore finding={finding} />
          </div>
        </Panel>
      ))}
    </Page>
  )
}

/** So few are shown at once. */
const rowsOpen = 3

/** A finding may be as it should be here. It stays in the list, below the others. */
function Ignore({ finding }: { finding: Finding }) {
  const { decide, busy } = useDecide('decisions.ignore')
  const undo = useUndo()
  const by = finding.ignored_by
  if (by === null)
    return (
      <div>
        <Button
          size="small"
          disabled={busy}
          aria-label={`No problem here: ${finding.title}`}
          onClick={() => decide({ finding: finding.id }, `No problem here: ${finding.title}.`)}
        >
          No problem here
        </Button>
      </div>
    )
  return (
    <p className="dim">
      Somebody decided that this is no problem here.{' '}
      <Button look="link" size="small" aria-label={`Undo: no problem here: ${finding.title}`} onClick={() => undo(by)}>
        Undo
      </Button>
    </p>
  )
}

function Rows({ finding, open }: { finding: Finding; open: boolean }) {
  const cut = finding.rows.length < finding.n ? `the first ${count(finding.rows.length)}` : undefined
  return (
    <Disclosure summary={`Show ${counted(finding.rows.length, 'row')}`} note={cut} open={open}>
      <ul className={css['rows']}>
        {finding.rows.map((row) => (
          <Row key={row.key} row={row} finding={finding} />
        ))}
      </ul>
    </Disclosure>
  )
}

function Row({ row, finding }: { row: FindingRow; finding: Finding }) {
  const { decide, busy } = useDecide('decisions.ignore')
  const where = address(row, useView())
  const name = row.kind === 'listener' ? 'not listening' : row.kind === 'delivery' ? row.id : shortId(row.id)
  return (
    <li>
      <span title={row.id}>
        {row.kind === 'delivery' || row.kind === 'listener' ? null : (
          <span className="dim">{kindWords[row.kind]} </span>
        )}
        {where === null ? name : <Link href={where}>{name}</Link>}
      </span>
      <span className="dim">{[row.kind === 'system' ? null : row.system, row.note].filter(Boolean).join(', ')}</span>
      {row.at_ms === null ? <span /> : <Time ms={row.at_ms} />}
      <span className={css['actions']}>
        <FindingFix row={row} />
        {finding.ignored_by !== null || finding.n === 1 || row.fix?.kind === 'undo' ? null : (
          <Button
            look="quiet"
            size="small"
            disabled={busy}
            aria-label={`No problem: ${row.id}`}
            onClick={() => decide({ finding: finding.id, row: row.key }, `${name} is no problem here.`)}
          >
            No problem
          </Button>
        )}
      </span>
    </li>
  )
}

const kindWords: Record<FindingRow['kind'], string> = {
  deployment: 'deployment',
  incident: 'incident',
  change: 'change',
  repo: 'repository',
  version: 'version',
  environment: 'environment',
  system: 'system',
  delivery: 'delivery',
  listener: 'listener',
}

/** Where a row is seen in full. */
function address(row: FindingRow, { here, to }: ViewControl): string | null {
  const { kind, number, id, system } = row
  if (kind === 'repo') return to('/systems')
  if (kind === 'environment') return to('/deployments', { environment: id, systems: [], period: '12m' })
  if (kind === 'system') return to('/deployments', { systems: [id], period: '12m' })
  if (kind === 'version') return to('/versions', { systems: system === null ? [] : [system], only: 'conflicts' })
  if (kind === 'listener') return to('/listener')
  if (number === null) return null
  return here({ open: { kind: kind === 'change' ? 'deployment' : kind, number } })
}
