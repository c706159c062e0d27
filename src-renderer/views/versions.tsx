// Versions that builds and deployments name, newest first: their commits, where they run, and which of them two reports
// say different commits of.
import type { Input } from '../../src-shared/contract/index.ts'
import { Link } from 'wouter'
import { type VersionRow, versionSorts } from '../../src-shared/contract/versions.ts'
import { ButtonLink } from '../parts/button.tsx'
import { count, counted, shortId } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty, Note } from '../parts/panel.tsx'
import type { Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './detail.module.css'
import { FilterBar } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { useSorting } from './sorting.ts'

const commitsShown = 3

export function VersionsPage() {
  const { view, set } = useView()
  const only = view.only === 'conflicts'
  const systems = view.systems.length === 0 ? {} : { systems: view.systems }
  const sort = useSorting(versionSorts, {
    order: { by: 'first_seen', direction: 'descending' },
    called: 'newest first',
  })
  const asked: Input<'versions.list'> = {
    limit: pageSize,
    offset: (view.page - 1) * pageSize,
    conflicts: only,
    ...systems,
    ...sort.asked,
  }
  const conflicts = useCall('versions.list', { limit: 1, conflicts: true, ...systems }).data?.total ?? 0
  return (
    <ListPage
      title="Versions"
      noun={['version']}
      {...(only ? { which: 'in conflict' } : {})}
      list={useCall('versions.list', asked)}
      sort={sort}
      columns={columns}
      rowKey={(row) => `${row.system} ${row.version}`}
      exports={<Exports list="versions" question={asked} />}
      filters={
        <FilterBar period={false}>
          <PickOne
            name="Commits"
            value={only ? 'in conflict' : 'any'}
            chosen={only ? 'conflicts' : 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  { value: 'conflicts', label: 'In conflict', note: count(conflicts) },
                ],
              },
            ]}
            onChange={(value) => set({ only: value === 'any' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </FilterBar>
      }
      above={conflicts === 0 || only ? null : <Conflicts n={conflicts} />}
      none={<NoVersions only={only} />}
    />
  )
}

function Conflicts({ n }: { n: number }) {
  const { here } = useView()
  return (
    <Note
      kind="warning"
      action={
        <ButtonLink size="small" to={here({ only: 'conflicts', page: 1 })}>
          Show only those
        </ButtonLink>
      }
    >
      {counted(n, 'version has', 'versions have')} two different commits: it was built twice, or its name was used
      again.
    </Note>
  )
}

const columns: Column<VersionRow>[] = [
  { id: 'version', head: 'Version', sorts: 'descending', cell: (row) => <b>{row.version}</b> },
  { id: 'system', head: 'System', sorts: 'ascending', cell: (row) => <Name>{row.system}</Name> },
  {
    id: 'first_seen',
    head: 'First seen',
    sorts: 'descending',
    tight: true,
    give: 2,
    cell: (row) => <Time ms={row.first_seen_ms} />,
  },
  { id: 'commits', head: 'Commits', cell: (row) => <Commits row={row} /> },
  {
    id: 'builds',
    head: 'Builds',
    sorts: 'descending',
    align: 'right',
    give: 2,
    cell: (row) => count(row.builds),
  },
  {
    id: 'build',
    head: 'Last build',
    tight: true,
    give: 2,
    cell: (row) => (row.last_build_state === null ? '–' : <Word name={row.last_build_state} />),
  },
  {
    id: 'runs',
    head: 'Runs in',
    cell: (row) => <RunsIn row={row} />,
  },
]

function Commits({ row }: { row: VersionRow }) {
  if (row.commits.length === 0) return <span className="dim">unknown</span>
  const ids = (
    <span className="mono" title={row.commits.join('\n')}>
      {row.commits.slice(0, commitsShown).map(shortId).join(', ')}
      {row.commits.length > commitsShown ? ` and ${count(row.commits.length - commitsShown)} more` : null}
    </span>
  )
  return row.conflict ? <Word name="conflict">{ids}</Word> : ids
}

function RunsIn({ row: { system, runs_in } }: { row: VersionRow }) {
  const { to } = useView()
  if (runs_in.length === 0) return <span className="dim">nowhere now</span>
  return (
    <span className={css['links']}>
      {runs_in.map((name) => (
        <Link key={name} href={to('/environments', { cell: { system, environments: [name] } })}>
          {name}
        </Link>
      ))}
    </span>
  )
}

function NoVersions({ only }: { only: boolean }) {
  const { view, here, to } = useView()
  if (only)
    return (
      <Empty title="No version is in conflict" action={<ButtonLink to={here({ only: null })}>Show all</ButtonLink>}>
        All builds and deployments of a version name the same commit.
      </Empty>
    )
  if (view.systems.length > 0)
    return (
      <Empty title="No versions match" action={<ButtonLink to={here({ systems: [], page: 1 })}>Show all</ButtonLink>}>
        No build and no deployment of these systems names a version.
      </Empty>
    )
  return (
    <Empty title="No versions yet" action={<ButtonLink to={to('/listener')}>Connect a pipeline</ButtonLink>}>
      They come from builds and deployments that name one, and from version tags of a repository.
    </Empty>
  )
}
