// Which panel is open at the right, by the address: a row's detail stands in front of the working it was opened from.
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { DeliveryPanel } from './delivery-panel.tsx'
import { DeploymentPanel } from './deployment-panel.tsx'
import { IncidentPanel } from './incident-panel.tsx'
import { closeWith } from './focus.ts'
import { useQuestion } from './overview.tsx'
import { WorkingPanel } from './working-panel.tsx'

export interface PanelBack {
  back: { label: string; to: string } | null
  onClose: () => void
}

export function RightPanel() {
  const { view, here, set } = useView()
  const title = useWorkingTitle(view.working)
  const back = view.working === null ? null : { label: title, to: here({ open: null }) }
  const close = () => closeWith(() => set({ open: null, working: null }))
  if (view.open === null) return view.working === null ? null : <WorkingPanel metric={view.working} onClose={close} />
  const { kind, number } = view.open
  if (kind === 'deployment') return <DeploymentPanel number={number} back={back} onClose={close} />
  if (kind === 'incident') return <IncidentPanel number={number} back={back} onClose={close} />
  return <DeliveryPanel id={number} back={back} onClose={close} />
}

function useWorkingTitle(metric: string | null): string {
  const { data } = useCall(
    'metrics.working',
    { ...useWorkingQuestion(), metric: metric ?? '' },
    { enabled: metric !== null },
  )
  return data?.title ?? 'The working'
}

/** As the overview asks, but for the buckets, which a working has none of. */
export function useWorkingQuestion() {
  const { bucket: _, ...question } = useQuestion()
  return question
}
