// What is wrong or left out in a repository, and what can be done about it there: look again, or say where it is now.
import { useState } from 'react'
import type { Ignored, RepoRow } from '../../src-shared/contract/repos.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { TextField } from '../parts/field.tsx'
import { counted } from '../parts/format.ts'
import { Note } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { newJob, useRun } from '../use-call.ts'
import { choosePaths } from './choose.ts'
import css from './repos.module.css'

export interface RepoHealthProps {
  repo: RepoRow
  /** Null where nothing may be changed. */
  onScan: (() => void) | null
}

export function RepoHealth({ repo, onScan }: RepoHealthProps) {
  const ignored = repo.refs?.ignored
  return (
    <>
      {repo.problem === null ? null : (
        <div className={css['problem']}>
          <Note
            kind="warning"
            action={
              repo.gone || onScan === null ? null : (
                <Button size="small" onClick={onScan}>
                  Check again
                </Button>
              )
            }
          >
            <b>{repo.name}</b>: {repo.problem}
            {repo.gone && onScan !== null ? <Gone repo={repo} onScan={onScan} /> : null}
          </Note>
        </div>
      )}
      {repo.unread_before_ms === null ? null : (
        <div className={css['problem']}>
          <Note kind="info">
            <b>{repo.name}</b> is read from <Time ms={repo.unread_before_ms} /> on. Its older history is still to be
            read: what earlier deployments brought, and lead times of periods before, are not there yet. Where dates of
            commits are wrong, what is shown of the time since may still change.
          </Note>
        </div>
      )}
      {ignored === undefined ? null : <IgnoredTags ignored={ignored} of={repo.name} />}
    </>
  )
}

/** Tags that cannot be deployments, each with why. `of`: where several repositories are told of. */
export function IgnoredTags({ ignored: { total, rows }, of }: { ignored: Ignored; of?: string }) {
  if (total === 0) return null
  return (
    <div className={css['problem']}>
      <Disclosure summary={`${counted(total, 'tag')}${of === undefined ? '' : ` of ${of}`} left out`}>
        <ul className={css['ignored']}>
          {rows.map(({ name, reason }) => (
            <li key={name}>
              <span className="mono">{name}</span>: {reason}
            </li>
          ))}
          {total > rows.length ? <li>… and {total - rows.length} more</li> : null}
        </ul>
      </Disclosure>
    </div>
  )
}

/** What was known stays until it is found again; numbers go on with it. */
function Gone({ repo, onScan }: { repo: RepoRow; onScan: () => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  const locate = useRun('repos.locate')
  function run(to: string): void {
    locate.mutate(
      { input: { path: repo.path, to }, job: newJob() },
      {
        onSuccess: (scan) =>
          say({ title: `${scan.repo.name} found in ${scan.repo.path}: ${counted(scan.commits_new, 'new commit')}.` }),
      },
    )
  }
  async function choose(): Promise<void> {
    const paths = await choosePaths('folder')
    if (paths === null) setTyped(repo.path)
    else if (paths[0] !== undefined) run(paths[0])
  }
  return (
    <div className={css['gone']}>
      <p>What was read from it stays, and counts as before.</p>
      {typed === null ? (
        <ButtonRow>
          <Button size="small" disabled={locate.isPending} onClick={onScan}>
            Check again
          </Button>
          <Button size="small" disabled={locate.isPending} onClick={() => void choose()}>
            Locate…
          </Button>
        </ButtonRow>
      ) : (
        <form
          className={css['path']}
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.trim() !== '') run(typed.trim())
          }}
        >
          <TextField label={`Where ${repo.name} is now`} value={typed} onChange={setTyped} mono autoFocus />
          <ButtonRow>
            <Button type="submit" look="primary" size="small" disabled={locate.isPending}>
              Locate
            </Button>
            <Button size="small" onClick={() => setTyped(null)}>
              Cancel
            </Button>
          </ButtonRow>
        </form>
      )}
      {locate.error === null ? null : <p role="alert">{locate.error.message}</p>}
    </div>
  )
}
