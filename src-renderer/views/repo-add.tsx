// What a folder is and what would become of it, before it is added: its root, its tags, which of them are deployments.
import { useEffect, useState } from 'react'
import type { Evidence } from '../../src-shared/contract/repos.ts'
import { useLive } from '../live.tsx'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Facts } from '../parts/facts.tsx'
import { TextField } from '../parts/field.tsx'
import { count, counted } from '../parts/format.ts'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import css from './repos.module.css'

export function RepoAdd({ path, onClose }: { path: string; onClose: () => void }) {
  const [tags, setTags] = useState('')
  const glob = useSettled(tags.trim())
  const look = useCall('repos.inspect', { path, ...(glob === '' ? {} : { tags: glob }) })
  const { data, error } = look
  return (
    <Panel title="Add a repository" sub={path}>
      {data === undefined && error !== null ? (
        <ErrorNote what="This folder cannot be added." error={error} onRetry={() => void look.refetch()} />
      ) : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton height={180} />
        ) : (
          <ButtonRow>
            <Button onClick={onClose}>Close</Button>
          </ButtonRow>
        )
      ) : (
        <Found evidence={data} tags={tags} problem={error?.message ?? null} onTags={setTags} onClose={onClose} />
      )}
    </Panel>
  )
}

interface FoundProps {
  evidence: Evidence
  tags: string
  problem: string | null
  onTags: (tags: string) => void
  onClose: () => void
}

function Found({ evidence, tags, problem, onTags, onClose }: FoundProps) {
  const [system, setSystem] = useState(evidence.name)
  const [job] = useState(newJob)
  const systems = useCall('systems.list', {})
  const add = useRun('repos.add')
  const progress = useLive().jobs.find((running) => running.job === job)
  function submit(): void {
    const choice = {
      ...(system.trim() === '' ? {} : { system: system.trim() }),
      ...(tags.trim() === '' ? {} : { tags: tags.trim() }),
    }
    add.mutate(
      { input: { path: evidence.path, ...choice }, job },
      {
        onSuccess: (scan) => {
          say({
            title: `${scan.repo.name} added: ${counted(scan.commits_new, 'commit')}, ${counted(scan.deployments, 'deployment')}.`,
          })
          onClose()
        },
      },
    )
  }
  return (
    <div className={css['look']}>
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Facts
          facts={[
            ['Repository', <b key="name">{evidence.name}</b>],
            [
              'Root',
              <span key="root" className="mono">
                {evidence.path}
              </span>,
            ],
            ['Branch', evidence.head ?? 'none checked out'],
            ['Tags', `${count(evidence.tags)}, ${count(evidence.version_tags)} of them versions`],
          ]}
        />
        {evidence.known ? <Note>It is known already. Adding it again scans it with these settings.</Note> : null}
        {evidence.problem === null ? null : <Note kind="warning">{evidence.problem}</Note>}
        <TextField
          label="System"
          value={system}
          onChange={setSystem}
          list={(systems.data?.rows ?? []).map(({ name }) => name)}
          hint="The name its deployments and incidents go by. Several repositories can share one."
        />
        <TextField
          label="Tags that are deployments"
          value={tags}
          onChange={onTags}
          placeholder="version tags, such as v1.4.2"
          mono
          problem={problem}
          hint={
            <>
              Leave it empty for version tags, or give a pattern such as <code>release-*</code>. Matching:{' '}
              <b>{count(evidence.matching)}</b>
            </>
          }
        />
        {add.error === null ? null : <ErrorNote what="It was not added." error={add.error} />}
        {add.isPending ? (
          <div className={css['running']} role="status">
            <progress value={progress?.total ? progress.count / progress.total : undefined} max={1} aria-label="Scan" />
            {progress === undefined
              ? 'Starting the scan'
              : `${count(progress.count)}${progress.total === null ? '' : ` of ${count(progress.total)}`} ${progress.unit}`}
          </div>
        ) : null}
        <ButtonRow>
          <Button type="submit" look="primary" disabled={add.isPending}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </ButtonRow>
      </form>
      <TagPreview evidence={evidence} />
    </div>
  )
}

function TagPreview({ evidence }: { evidence: Evidence }) {
  return (
    <div>
      <h3>{evidence.preview.length === 0 ? 'No tag matches' : 'The newest deployments would be'}</h3>
      {evidence.preview.length === 0 ? (
        <p className="dim">
          Deployments can still come from your pipeline through the listener; the repository then gives their changes.
        </p>
      ) : null}
      <ul className={css['tags']}>
        {evidence.preview.map((tag) => (
          <li key={tag.tag}>
            <span className="mono">{tag.tag}</span>
            <em title={tag.annotated ? 'The time is the tag’s own' : 'The time is its commit’s'}>
              {tag.annotated ? 'annotated' : 'lightweight'}
            </em>
            <Time ms={tag.at_ms} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The value once it has stood still for a moment: looking starts git. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), 250)
    return () => window.clearTimeout(timer)
  }, [value])
  return settled
}
