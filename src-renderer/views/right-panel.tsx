// Which panel is open at the right, by the address: a row's detail stands in front of the working it was opened from.
import { useCall } from '../use-call.ts'
import { shortId } from '../parts/format.ts'
import { useView } from '../view-state.ts'
import { BuildPanel } from './build-panel.tsx'
import { CellPanel, titleOfCell } from './cell-panel.tsx'
import { ChangePanel } from './change-panel.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'
import { DeploymentPanel } from './deployment-panel.tsx'
import { IncidentPanel } from './incident-panel.tsx'
import { IssuePanel } from './issue-panel.tsx'
import { closeWith } from './focus.ts'
import { useQuestion } from './overview.tsx'
import { WorkingPanel } from './working-panel.tsx'

export function RightPanel() {
  const { view, here, set } = useView()
  const title = useWorkingTitle(view.working)
  const before = view.cell === null ? (view.working === null ? null : title) : titleOfCell(view.cell)
  const close = () => closeWith(() => set({ open: null, change: null, cell: null, working: null }))
  if (view.open === null) {
    if (view.change !== null) {
      const under = before === null ? null : { label: before, to: here({ change: null }) }
      return <ChangePanel change={view.change} back={under} onClose={close} />
    }
    if (view.cell !== null) return <CellPanel cell={view.cell} onClose={close} />
    return view.working === null ? null : <WorkingPanel metric={view.working} onClose={close} />
  }
  const label = view.change === null ? before : shortId(view.change)
  const back = label === null ? null : { label, to: here({ open: null }) }
  const { kind, number } = view.open
  const panel = { number, back, onClose: close }
  if (kind === 'deployment') return <DeploymentPanel {...panel} />
  if (kind === 'incident') return <IncidentPanel {...panel} />
  if (kind === 'build') return <BuildPanel {...panel} />
  if (kind === 'issue') return <IssuePanel {...panel} />
  return <DeliveryPanel id={number} back={back} onClose={close} />
}

function useWorkingTitle(metric: string | null): string {
  const { data } = useCall(
    'metrics.working',
    // As the overview asks: under some definitions the number depends on the buckets too.
    { ...useQuestion(), metric: metric ?? '' },
    { enabled: metric !== null },
  )
  return data?.title ?? 'The working'
}
