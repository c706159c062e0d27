// Systems and repositories: look at a folder, add it as a system's source of deployments and changes, scan, remove.
import { FolderGit2, Plus } from 'lucide-react'
import { useState } from 'react'
import type { RepoRow } from '../../src-shared/contract/repos.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { count, counted } from '../parts/format.ts'
import { Empty, ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { choosePaths } from './choose.ts'
import { useDropped } from './drop.tsx'
import { Page } from './page.tsx'
import { RepoAdd } from './repo-add.tsx'
import css from './repos.module.css'
import { Systems } from './systems.tsx'

export function ReposPage() {
  const { view } = useView()
  const [typing, setTyping] = useState<{ hint: string | null; path: string } | null>(null)
  const [adding, setAdding] = useState<string | null>(null)
  const sample = view.workspace === 'sample'
  useDropped('folder', ({ path, name }) => {
    if (path !== null) return setAdding(path)
    setAdding(null)
    setTyping({
      path: name,
      hint: `A browser does not tell pages where “${name}” lies. Complete its path to look at it.`,
    })
  })
  async function chooseFolder(): Promise<void> {
    const paths = await choosePaths('folder')
    if (paths === null) setTyping({ path: '', hint: null })
    else if (paths[0] !== undefined) setAdding(paths[0])
  }
  return (
    <Page
      title="Systems and repositories"
      sub="A repository gives a system its changes, and deployments from version tags. Shiplog only reads it: it never fetches and never writes."
      actions={
        sample ? null : (
          <Button look="primary" onClick={() => void chooseFolder()}>
            <Plus aria-hidden />
            Add a repository
          </Button>
        )
      }
    >
      {typing === null || adding !== null ? null : (
        <PathForm
          key={typing.path}
          hint={typing.hint}
          initial={typing.path}
          onPath={setAdding}
          onClose={() => setTyping(null)}
        />
      )}
      {adding === null ? null : (
        <RepoAdd
          key={adding}
          path={adding}
          onClose={() => {
            setAdding(null)
            setTyping(null)
          }}
        />
      )}
      <Repos onAdd={() => void chooseFolder()} />
      <Systems />
    </Page>
  )
}

function PathForm({
  hint,
  initial,
  onPath,
  onClose,
}: {
  hint: string | null
  initial: string
  onPath: (path: string) => void
  onClose: () => void
}) {
  const [path, setPath] = useState(initial)
  return (
    <Panel title="Add a repository">
      <form
        className={css['path']}
        onSubmit={(event) => {
          event.preventDefault()
          if (path.trim() !== '') onPath(path.trim())
        }}
      >
        <TextField
          label="Path of a folder on this computer"
          placeholder="/home/me/work/api"
          value={path}
          onChange={setPath}
          mono
          autoFocus
          hint={hint ?? 'A folder inside the repository will do.'}
        />
        <ButtonRow>
          <Button type="submit" look="primary" disabled={path.trim() === ''}>
            Look
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </ButtonRow>
      </form>
    </Panel>
  )
}

function Repos({ onAdd }: { onAdd: () => void }) {
  const { view } = useView()
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
                  input: { path: repo.path, system: repo.system, ...(repo.tags === null ? {} : { tags: repo.tags }) },
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
          action={own ? <Button onClick={onAdd}>Add a repository</Button> : null}
        >
          Drop the folder of a git repository anywhere in this window.
        </Empty>
      ) : (
        <Table
          caption="Repositories"
          columns={columns(own, busy, runScan, runRemove)}
          rows={data.rows}
          rowKey={(row) => row.id}
        />
      )}
      {data.rows
        .filter((repo) => repo.problem !== null)
        .map((repo) => (
          <div key={repo.id} className={css['problem']}>
            <Note kind="warning">
              <b>{repo.name}</b>: {repo.problem}
            </Note>
          </div>
        ))}
    </Panel>
  )
}

function columns(
  own: boolean,
  busy: boolean,
  scan: (repo: RepoRow) => void,
  remove: (repo: RepoRow) => void,
): Column<RepoRow>[] {
  return [
    {
      id: 'name',
      head: 'Repository',
      cell: (repo) => (
        <>
          <b>{repo.name}</b>
          <p className={css['where']}>{repo.path}</p>
        </>
      ),
    },
    { id: 'system', head: 'System', cell: (repo) => repo.system },
    {
      id: 'tags',
      head: 'Deployments are',
      give: 2,
      cell: (repo) => (repo.tags === null ? 'version tags' : <span className="mono">{repo.tags}</span>),
    },
    { id: 'commits', head: 'Commits', align: 'right', give: 1, cell: (repo) => count(repo.commits) },
    { id: 'deployments', head: 'Deployments', align: 'right', give: 1, cell: (repo) => count(repo.deployments) },
    {
      id: 'scanned',
      head: 'Last scan',
      give: 2,
      cell: (repo) => (repo.scanned_at_ms === null ? 'never' : <Time ms={repo.scanned_at_ms} as="ago" />),
    },
    {
      id: 'actions',
      head: 'Actions',
      align: 'right',
      tight: true,
      cell: (repo) =>
        own ? (
          <>
            <Button size="small" disabled={busy} onClick={() => scan(repo)} aria-label={`Scan ${repo.name}`}>
              Scan
            </Button>{' '}
            <Button size="small" disabled={busy} onClick={() => remove(repo)} aria-label={`Remove ${repo.name}`}>
              Remove
            </Button>
          </>
        ) : null,
    },
  ]
}
