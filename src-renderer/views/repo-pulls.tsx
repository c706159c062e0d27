// Squashed commits whose pull requests are not here: what that does, and fetching them. What will be contacted is shown
// first; it can be stopped, and forgotten again.
import { useState } from 'react'
import type { RepoRow } from '../../src-shared/contract/repos.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Facts } from '../parts/facts.tsx'
import { counted, progressOf } from '../parts/format.ts'
import { ErrorNote, Note } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { useLive } from '../live.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import css from './repos.module.css'

/** `may`: whether anything may be changed here. */
export function RepoPulls({ repo, may }: { repo: RepoRow; may: boolean }) {
  const [asking, setAsking] = useState(false)
  const forget = useRun('repos.forgetPulls')
  const { fetched, unknown_starts: unknown } = repo
  if (fetched === null && unknown === 0) return null
  const fetchAgain = fetched === null ? 'Fetch pull requests…' : 'Fetch again…'
  return (
    <div className={css['problem']}>
      <Note
        action={
          // A copy has none but those of its original, where they come by a fetch.
          !may || asking || repo.copy_of !== null ? null : (
            <ButtonRow>
              <Button size="small" onClick={() => setAsking(true)}>
                {fetchAgain}
              </Button>
              {fetched === null ? null : (
                <Button
                  size="small"
                  disabled={forget.isPending}
                  onClick={() =>
                    forget.mutate(
                      { input: { path: repo.path }, job: newJob() },
                      { onSuccess: () => say({ title: `Pull requests of ${repo.name} are deleted here.` }) },
                    )
                  }
                >
                  Forget them
                </Button>
              )}
            </ButtonRow>
          )
        }
      >
        <b>{repo.name}</b>
        {unknown === 0
          ? ': every squashed commit has a start. '
          : `: ${counted(unknown, 'squashed commit')} of an unknown start. Their pull requests are not here, so they count from the date of the squash. `}
        {fetched === null ? null : (
          <>
            {counted(fetched.refs, 'pull request')} fetched from <span className="mono">{fetched.from}</span>{' '}
            <Time ms={fetched.at_ms} as="ago" />.
          </>
        )}
        {forget.error === null ? null : <p role="alert">{forget.error.message}</p>}
        {asking ? <Ask repo={repo} onClose={() => setAsking(false)} /> : null}
      </Note>
    </div>
  )
}

function Ask({ repo, onClose }: { repo: RepoRow; onClose: () => void }) {
  const [job] = useState(newJob)
  const origin = useCall('repos.origin', { path: repo.path })
  const run = useRun('repos.fetchPulls')
  const stop = useRun('jobs.cancel')
  const progress = useLive().jobs.find((running) => running.job === job)
  const { data, error } = origin
  if (error !== null)
    return (
      <div className={css['gone']}>
        <p role="alert">{error.message}</p>
        <ButtonRow>
          <Button size="small" onClick={onClose}>
            Close
          </Button>
        </ButtonRow>
      </div>
    )
  if (data === undefined) return null
  function start(from: string): void {
    run.mutate(
      { input: { path: repo.path, from }, job },
      {
        onSuccess: ({ repo: now }) => {
          say({
            title: `${counted(now.fetched?.refs ?? 0, 'pull request')} of ${now.name} fetched; ${counted(now.unknown_starts, 'squashed commit')} still of an unknown start.`,
          })
          onClose()
        },
      },
    )
  }
  return (
    <div className={css['gone']}>
      <Facts
        facts={[
          ['Contacted', data.host === null ? 'nobody, a folder of this computer' : <b key="host">{data.host}</b>],
          [
            'Address',
            <span key="url" className="mono">
              {data.url}
            </span>,
          ],
          ['Fetched', `${data.refs.join(', ')}: their commits, not their files`],
          [
            'Kept in',
            <span key="into" className="mono">
              {data.into}
            </span>,
          ],
          ['Your repository', 'is not touched'],
        ]}
      />
      {run.error === null ? null : <ErrorNote what="Nothing was fetched." error={run.error} />}
      {run.isPending ? (
        <div className={css['running']} role="status">
          <progress value={progress?.total ? progress.count / progress.total : undefined} max={1} aria-label="Fetch" />
          {progress === undefined ? 'Connecting' : progressOf(progress)}
        </div>
      ) : null}
      <ButtonRow>
        <Button look="primary" size="small" disabled={run.isPending} onClick={() => start(data.url)}>
          Fetch
        </Button>
        {run.isPending ? (
          <Button size="small" onClick={() => stop.mutate({ input: { job } })}>
            Stop
          </Button>
        ) : (
          <Button size="small" onClick={onClose}>
            Cancel
          </Button>
        )}
      </ButtonRow>
    </div>
  )
}
