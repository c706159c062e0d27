// What every number means: each metric's definition as it is calculated here, and where its level comes from.
import { ButtonLink } from '../parts/button.tsx'
import { Facts } from '../parts/facts.tsx'
import { ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { useQuestion } from './overview.tsx'
import { Page } from './page.tsx'

const units = { 'per week': 'Deployments per week', ms: 'A duration', ratio: 'A share of deployments' }

export function DefinitionsPage() {
  const { here } = useView()
  const overview = useCall('metrics.overview', useQuestion())
  const { data, error } = overview
  return (
    <Page
      title="Definitions"
      sub="How each number is calculated here. No data is never zero: without data a metric says what is missing, with fewer than 5 observations it has a value and no level."
    >
      {error === null ? null : (
        <ErrorNote what="The definitions could not be read." error={error} onRetry={() => void overview.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={300} /> : null}
      {data?.metrics.map((metric) => (
        <Panel
          key={metric.id}
          title={metric.title}
          actions={
            <ButtonLink look="quiet" size="small" to={here({ working: metric.id, open: null })}>
              Show the working
            </ButtonLink>
          }
        >
          <Facts
            facts={[
              ['Definition', metric.definition],
              ['Unit', `${units[metric.unit]}; ${metric.better === 'higher' ? 'more' : 'less'} is better`],
              metric.level_note === null ? null : ['Level', metric.level_note],
              ...metric.notes.map((note, i) => [i === 0 ? 'Worth knowing' : ' '.repeat(i), note] as const),
            ]}
          />
        </Panel>
      ))}
    </Page>
  )
}
