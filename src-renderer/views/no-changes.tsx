// What it means that the list of changes is empty: nothing was ever recorded, nothing waits, or nothing matches.
import type { ChangeState } from '../../src-shared/contract/changes.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'

/** Title and sentence of an empty list without a text to look for. */
const meanings: Record<ChangeState | 'any', [title: string, meaning: string]> = {
  any: [
    'No changes in this period',
    'None that began in it waits for production, and none was first deployed to production in it.',
  ],
  undeployed: [
    'Nothing waits',
    'No change waits for production, whenever it began. Where that cannot be told of a repository, it says so above.',
  ],
  deployed: ['Nothing deployed in this period', 'No change was first deployed to production in it.'],
  'left out': [
    'None is left out',
    'Lead time counts every change that was first deployed to production in this period.',
  ],
}

export function NoChanges({ total, state }: { total: number; state: ChangeState | undefined }) {
  const { view, here, to } = useView()
  const none = useCall('changes.list', { limit: 1 }).data?.total === 0
  if (total > 0)
    return (
      <Empty title="No more changes" action={<ButtonLink to={here({ page: 1 })}>Show the first page</ButtonLink>}>
        The list ends before this page.
      </Empty>
    )
  if (none)
    return (
      <Empty title="No changes yet" action={<ButtonLink to={to('/systems')}>Add a repository</ButtonLink>}>
        They are the commits of a repository, and what your pipeline says a deployment contains.
      </Empty>
    )
  const [title, meaning] = view.search === null ? meanings[state ?? 'any'] : noMatch(view.search, state)
  const only = view.systems.length === 0 ? '' : ' Asked of the chosen systems alone.'
  return (
    <Empty
      title={title}
      action={
        <ButtonLink to={here({ systems: [], period: '12m', only: null, search: null, page: 1 })}>
          Show all of the last 12 months
        </ButtonLink>
      }
    >
      {meaning}
      {only}
    </Empty>
  )
}

function noMatch(search: string, state: ChangeState | undefined): [string, string] {
  const where = state === 'undeployed' ? 'No change that waits' : 'No change of this period'
  return ['No changes match', `${where} has “${search}” in its title or its author’s name, or begins its id with it.`]
}
