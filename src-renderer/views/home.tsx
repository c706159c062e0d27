// What stands at the root: the start page while nothing has come in, else the overview.
import { useCall } from '../use-call.ts'
import { OverviewPage } from './overview.tsx'
import { StartPage } from './start.tsx'

export function HomePage() {
  const { data } = useCall('workspace.status', {})
  if (data === undefined) return null
  const { deployments, incidents, changes } = data.counts
  return deployments + incidents + changes === 0 ? <StartPage /> : <OverviewPage />
}
