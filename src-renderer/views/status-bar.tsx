// The line at the foot: whether events can come in and when the last one did, what is running and how far it is, and the
// zone all times are in.
import { useCall, valueOf } from '../use-call.ts'
import { Button } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { ago, counted, progressOf } from '../parts/format.ts'
import { say } from '../parts/toasts.tsx'
import { useLive, type Job } from '../live.tsx'
import { shiplog } from '../transport.ts'
import css from './status-bar.module.css'

export function StatusBar() {
  const { problem, jobs } = useLive()
  const { zone } = useClock()
  const status = useCall('workspace.status', {})
  return (
    <footer className={css['bar']}>
      {problem === null ? (
        <ListenerLine />
      ) : (
        <span role="status">
          <i className={css['dot']} data-state="failed" />
          {problem.replace(/\.$/, '')}
        </span>
      )}
      <span className={css['jobs']}>
        {jobs.filter(isNews).map((job) => (
          <Running key={job.job} job={job} />
        ))}
      </span>
      <span className={css['right']}>
        {status.data === undefined ? null : <span>{counted(status.data.counts.deployments, 'deployment')}</span>}
        <span title="All times are shown in this zone; change it in Settings">{zone}</span>
      </span>
    </footer>
  )
}

/** A file that is read again with each choice is done once, not as often as it was read. */
function isNews(job: Job, at: number, jobs: readonly Job[]): boolean {
  return !job.done || !jobs.slice(at + 1).some(({ title }) => title === job.title)
}

function ListenerLine() {
  const listener = useCall('listener.status', {}, { workspace: 'own' })
  const status = useCall('workspace.status', {}, { workspace: 'own' })
  const { now_ms } = useClock()
  if (listener.data === undefined) return <span />
  const { state, host, port, note } = listener.data.listener
  const last = status.data?.last_delivery_at_ms ?? null
  const words = {
    on: `Listening on ${host}:${port}`,
    off: 'Listener off',
    failed: `Not listening: ${note ?? 'the address is taken'}`,
  }
  return (
    <span title={note ?? undefined}>
      <i className={css['dot']} data-state={state} />
      {words[state]}
      {last === null ? '' : ` · last event ${ago(last, now_ms)}`}
    </span>
  )
}

export const pausedWords = { asked: 'paused', battery: 'waits for mains power' }
export const resumeWords = { asked: 'Resume', battery: 'Go on anyway' }

function Running({ job }: { job: Job }) {
  const part = job.total === null || job.total === 0 ? null : Math.min(1, job.count / job.total)
  const how = part === null ? progressOf({ ...job, total: null }) : `${Math.floor(part * 100)} %`
  async function tell(call: 'jobs.cancel' | 'jobs.pause' | 'jobs.resume', wish: string): Promise<void> {
    try {
      valueOf(await shiplog.call(call, { job: job.job }, { workspace: job.workspace }))
    } catch (error) {
      say({ title: `Could not ${wish}: ${error instanceof Error ? error.message : 'unknown reason'}`, wrong: true })
    }
  }
  return (
    <span className={css['job']} title={job.total === null ? undefined : progressOf(job)}>
      {job.title}
      <progress value={job.done ? 1 : (part ?? undefined)} max={1} aria-label={job.title} />
      {job.done ? 'done' : job.paused === null ? how : pausedWords[job.paused]}
      {job.done || !job.pausable ? null : job.paused === null ? (
        <Button look="link" size="small" className={css['cancel']} onClick={() => void tell('jobs.pause', 'pause')}>
          Pause
        </Button>
      ) : (
        <Button look="link" size="small" className={css['cancel']} onClick={() => void tell('jobs.resume', 'go on')}>
          {resumeWords[job.paused]}
        </Button>
      )}
      {job.done ? null : (
        <Button look="link" size="small" className={css['cancel']} onClick={() => void tell('jobs.cancel', 'cancel')}>
          Cancel
        </Button>
      )}
    </span>
  )
}
