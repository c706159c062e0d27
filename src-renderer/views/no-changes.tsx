// What it means that the list of changes is empty: nothing was ever recorded, nothing waits, or nothing matches.
import type { ChangeState } from '../../src-shared/contract/changes.ts'
import type { Input } from '../../src-shared/contract/index.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { NoneFound } from './none-found.tsx'

const which: Record<ChangeState | 'any', string[]> = {
  any: [],
  undeployed: ['that wait'],
  deployed: ['first deployed to production'],
  'left out': ['left out of lead time'],
}

export function NoChanges({ these, state }: { these: Input<'changes.list'>; state: ChangeState | undefined }) {
  const { view, here, to } = useView()
  const ever = useCall('changes.list', { limit: 1 }).data?.total
  const latest = useCall('changes.list', { ...these, limit: 1 }).data
  if (ever === 0)
    return (
      <Empty title="No changes yet" action={<ButtonLink to={to('/systems')}>Add a repository</ButtonLink>}>
        They are the commits of a repository, and what your pipeline says a deployment contains.
      </Empty>
    )
  // Those are listed whenever they began.
  if (state === 'undeployed' && view.search === null)
    return (
      <Empty
        title="Nothing waits"
        action={<ButtonLink to={here({ only: null, page: 1 })}>Show all changes</ButtonLink>}
      >
        {`No change${view.systems.length === 0 ? '' : ` of ${view.systems.join(', ')}`} waits for production, whenever it began. Where that cannot be told of a repository, it says so above.`}
      </Empty>
    )
  const row = latest?.rows[0]
  const rest = [...which[state ?? 'any'], ...(view.search === null ? [] : [`with “${view.search}”`])]
  return (
    <NoneFound
      what="changes"
      {...(rest.length === 0 ? {} : { rest: rest.join(' ') })}
      {...(view.search === null ? {} : { note: 'Titles, authors’ names and the beginnings of ids are searched.' })}
      latest={latest && (row === undefined ? null : (row.deployment?.finished_at_ms ?? row.start_at_ms ?? undefined))}
    />
  )
}
