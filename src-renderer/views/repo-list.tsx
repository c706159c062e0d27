// The repositories that were added: the state of each one's last scan, scanning again, finding deployments another way,
// removing.
import { FolderGit2 } from 'lucide-react'
import { Fragment } from 'react'
import { inOrder, type SortKey } from '../../src-shared/in-order.ts'
import type { Part, RepoRow } from '../../src-shared/contract/repos.ts'
import { inShort } from '../../src-shared/strategy.ts'
import { Button } from '../parts/button.tsx'
import { count, counted } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { RepoHealth } from './repo-health.tsx'
import { RepoPulls } from './repo-pulls.tsx'
import { WatchAll, WatchOne } from './repo-watch.tsx'
import { useSorting } from './sorting.ts'
import css from './repos.module.css'

export interface ReposProps {
  onAdd: (() => void) | null
  /** Opens the choice of how its deployments are found. */
  /** Null while another repository is being added: its panel closes when that is done, whatever it shows by then. */
  onChange: ((path: string) => void) | null
}

export function Repos({ onAdd, onChange }: ReposProps) {
  const { view } = useView()
  const sort = useSorting(repoSorts, { order: null, called: '' })
  const list = useCall('repos.list', {})
  const scan = useRun('repos.scan')
  const remove = useRun('repos.remove')
  const add = useRun('repos.add')
  const { data, error } = list
  if (data === undefined)
    return error === null ? (
      <Skeleton height={160} />
    ) : (
      <ErrorNote what="Repositories could not be listed." error={error} onRetry={() => void list.refetch()} />
    )
  function runScan(repo?: RepoRow): void {
    scan.mutate(
      { input: repo === undefined ? {} : { path: repo.path }, job: newJob() },
      {
        onSuccess: ({ scans, failed }) => {
          const commits = scans.reduce((sum, one) => sum + one.commits_new, 0)
          say({
            title: `${counted(scans.length, 'repository', 'repositories')} scanned, ${counted(commits, 'new commit')}.${failed.map(({ path, reason }) => ` ${path}: ${reason}`).join('')}`,
            wrong: failed.length > 0,
          })
        },
        onError: (problem) => say({ title: `Not scanned: ${problem.message}`, wrong: true }),
      },
    )
  }
  function runRemove(repo: RepoRow): void {
    remove.mutate(
      { input: { path: repo.path } },
      {
        onSuccess: (gone) =>
          say({
            title: `${repo.name} removed with ${counted(gone.commits, 'commit')} and ${counted(gone.deployments, 'deployment')}. The folder is untouched.`,
            undo: {
              label: 'Undo',
              run: () =>
                add.mutate({
                  input: {
                    path: repo.path,
                    system: repo.system,
                    strategy: repo.strategy,
                    components: repo.components.map(({ system, paths, strategy }) => ({ system, paths, strategy })),
                  },
                  job: newJob(),
                }),
            },
          }),
        onError: (problem) => say({ title: `Not removed: ${problem.message}`, wrong: true }),
      },
    )
  }
  const busy = scan.isPending || remove.isPending
  const own = view.workspace === 'own'
  return (
    <Panel
      title="Repositories"
      sub={data.total === 0 ? undefined : count(data.total)}
      flush
      actions={
        data.total > 0 && own ? (
          <Button look="quiet" size="small" disabled={busy} onClick={() => runScan()}>
            Scan all
          </Button>
        ) : null
      }
    >
      {data.rows.length === 0 ? (
        <Empty
          icon={<FolderGit2 aria-hidden />}
          title="No repositories yet"
          action={own && onAdd !== null ? <Button onClick={onAdd}>Add a repository</Button> : null}
        >
          Drop the folder of a git repository anywhere in this window.
        </Empty>
      ) : (
        <Table
          caption="Repositories"
          columns={columns(own, busy, { scan: runScan, change: onChange, remove: runRemove })}
          rows={(sort.asked.sort === undefined ? data.rows : inOrder(data.rows, keys, sort.asked.sort)).flatMap(
            linesOf,
          )}
          sort={sort.table}
          rowKey={({ repo, part }) => `${repo.id} ${part?.system ?? ''}`}
        />
      )}
      {own && data.total > 0 ? <WatchAll on={data.watching} /> : null}
      {data.rows.map((repo) => (
        <Fragment key={repo.id}>
          <RepoHealth repo={repo} onScan={own && !busy ? () => runScan(repo) : null} />
          <RepoPulls repo={repo} may={own} />
        </Fragment>
      ))}
    </Panel>
  )
}

/** What a repository is sorted by; the parts of one stay below it. */
const repoSorts = ['name', 'commits', 'deployments', 'scanned'] as const
const keys: Record<(typeof repoSorts)[number], (repo: RepoRow) => SortKey> = {
  name: (repo) => repo.name,
  commits: (repo) => repo.commits,
  deployments: (repo) => repo.deployments,
  scanned: (repo) => repo.scanned_at_ms,
}

/** A repository, or a part of one that is a system of its own. */
interface Line {
  repo: RepoRow
  part: Part | null
}

function linesOf(repo: RepoRow): Line[] {
  return [{ repo, part: null }, ...repo.components.map((part) => ({ repo, part }))]
}

function columns(
  own: boolean,
  busy: boolean,
  act: { scan: (repo: RepoRow) => void; change: ((path: string) => void) | null; remove: (repo: RepoRow) => void },
): Column<Line>[] {
  return [
    {
      id: 'name',
      head: 'Repository',
      sorts: 'ascending',
      cell: ({ repo, part }) =>
        part === null ? (
          <>
            <b>
              <Name>{repo.name}</Name>
            </b>
            <p className={css['where']}>{repo.copy_of ?? repo.path}</p>
            {repo.copy_of === null ? null : (
              <p className={css['note']}>Another user’s: read by a copy of Shiplog’s own</p>
            )}
            {repo.refs === null ? null : (
              <p className={css['note']}>
                {counted(repo.refs.branches, 'branch', 'branches')}, {counted(repo.refs.tags, 'tag')}
              </p>
            )}
          </>
        ) : (
          <div className={css['under']}>
            {part.paths.map((path) => (
              <p key={path} className={css['where']}>
                {path}
              </p>
            ))}
          </div>
        ),
    },
    {
      id: 'system',
      head: 'System',
      cell: ({ repo, part }) =>
        part === null && repo.components.length > 0 ? (
          counted(repo.components.length, 'system')
        ) : (
          <Name>{part?.system ?? repo.system}</Name>
        ),
    },
    {
      id: 'strategy',
      head: 'Deployments are',
      give: 2,
      cell: ({ repo, part }) =>
        part === null && repo.components.length > 0 ? null : (
          <>
            {inShort((part ?? repo).strategy)}
            {(part ?? repo).note === null ? null : <p className={css['note']}>{(part ?? repo).note}</p>}
          </>
        ),
    },
    {
      id: 'commits',
      head: 'Commits',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: ({ repo, part }) => count((part ?? repo).commits),
    },
    {
      id: 'deployments',
      head: 'Deployments',
      sorts: 'descending',
      align: 'right',
      give: 1,
      cell: ({ repo, part }) => count((part ?? repo).deployments),
    },
    {
      id: 'scanned',
      head: 'Last scan',
      sorts: 'descending',
      give: 2,
      cell: ({ repo, part }) =>
        part !== null ? null : (
          <>
            {repo.scanned_at_ms === null ? 'never' : <Time ms={repo.scanned_at_ms} as="ago" />}
            <WatchOne repo={repo} may={own} />
          </>
        ),
    },
    {
      id: 'actions',
      head: 'Actions',
      align: 'right',
      tight: true,
      cell: ({ repo, part }) =>
        own && part === null ? (
          <>
            <Button size="small" disabled={busy} onClick={() => act.scan(repo)} aria-label={`Scan ${repo.name}`}>
              Scan
            </Button>{' '}
            <Button
              size="small"
              disabled={busy || act.change === null}
              onClick={() => act.change?.(repo.path)}
              aria-label={`Change how deployments of ${repo.name} are found`}
            >
              Change
            </Button>{' '}
            <Button size="small" disabled={busy} onClick={() => act.remove(repo)} aria-label={`Remove ${repo.name}`}>
              Remove
            </Button>
          </>
        ) : null,
    },
  ]
}
