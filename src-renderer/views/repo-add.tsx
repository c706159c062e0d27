// What a folder is and how its deployments could be found, before it is added; for an added one, to choose another way.
import { useState } from 'react'
import type { Detected } from '../../src-shared/contract/repos.ts'
import { nameIn, naming, type Strategy } from '../../src-shared/strategy.ts'
import { useLive } from '../live.tsx'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Choices } from '../parts/choices.tsx'
import { Facts } from '../parts/facts.tsx'
import { TextField } from '../parts/field.tsx'
import { count, counted, progressOf } from '../parts/format.ts'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { say } from '../parts/toasts.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import { IgnoredTags } from './repo-health.tsx'
import { draftOf, type Draft, emptyDraft, partOf, RepoParts } from './repo-parts.tsx'
import { Preview, Strategies } from './repo-strategy.tsx'
import { labelOf, useSettled, wayOf } from './repo-ways.ts'
import { pausedWords, resumeWords } from './status-bar.tsx'
import css from './repos.module.css'

/** The chosen way, with the name where it was typed. */
interface Choice {
  by: Strategy['by']
  name: string | null
}

export function RepoAdd({ path, onClose }: { path: string; onClose: () => void }) {
  const [choice, setChoice] = useState<Choice | null>(null)
  const name = useSettled(choice?.name?.trim() ?? '')
  const typed = choice === null || name === '' ? null : naming(wayOf[choice.by], name)
  const { data, error, refetch } = useCall('repos.detect', { path, ...(typed === null ? {} : { strategy: typed }) })
  // Here, because what shows the refusal goes while the folder is looked at again.
  const add = useRun('repos.add')
  function copy(): void {
    add.mutate(
      { input: { path, mirror: true }, job: newJob() },
      {
        onSuccess: ({ repo, commits_new }) => {
          say({ title: `${repo.name} copied and added: ${counted(commits_new, 'new commit')}.` })
          onClose()
        },
        onError: (problem) => say({ title: `Not copied: ${problem.message}`, wrong: true }),
      },
    )
  }
  const title = data?.added == null ? 'Add a repository' : `Deployments of ${data.name}`
  return (
    <Panel title={title} sub={path}>
      {data === undefined && error !== null ? (
        <ErrorNote what="This folder cannot be added." error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton height={180} />
        ) : (
          <div className={css['after']}>
            <ButtonRow>
              {notOwned(error) ? (
                <Button look="primary" disabled={add.isPending} onClick={copy}>
                  {add.isPending ? 'Copying' : 'Read a copy of it'}
                </Button>
              ) : null}
              <Button onClick={onClose}>Close</Button>
            </ButtonRow>
          </div>
        )
      ) : (
        <Found
          detected={data}
          choice={choice}
          problem={error?.message ?? null}
          onChoice={setChoice}
          onClose={onClose}
        />
      )}
    </Panel>
  )
}

const isA = {
  bare: 'a bare repository',
  'linked work tree': 'a linked work tree; its repository is read as a whole',
  submodule: 'a submodule of another repository',
}

/** Whether the refusal offers a copy: of all that is forbidden, it is the one that names the option. */
function notOwned(error: Error): boolean {
  return error.message.includes(' --mirror')
}

interface FoundProps {
  detected: Detected
  choice: Choice | null
  /** Of the last look, where it failed. */
  problem: string | null
  onChoice: (choice: Choice) => void
  onClose: () => void
}

function Found({ detected, choice, problem, onChoice, onClose }: FoundProps) {
  const { added } = detected
  const [system, setSystem] = useState(added?.system ?? detected.name)
  /** Null for one system. */
  const [drafts, setDrafts] = useState<Draft[] | null>(
    added === null || added.components.length === 0 ? null : added.components.map(draftOf),
  )
  const [job] = useState(newJob)
  const systems = useCall('systems.list', {})
  const add = useRun('repos.add')
  const stop = useRun('jobs.cancel')
  const resume = useRun('jobs.resume')
  const progress = useLive().jobs.find((running) => running.job === job)
  const paused = progress?.paused ?? null
  // Without a total a bar moves to and fro; of what is paused it stands still.
  const part = progress?.total ? progress.count / progress.total : paused === null ? undefined : 0
  const by = choice?.by ?? (added ?? detected.recommended).strategy.by
  const evidence = detected.evidence.find((one) => one.strategy.by === by)
  if (evidence === undefined) return null
  const name = choice?.name ?? nameIn(evidence.strategy)
  const strategy = name === null ? evidence.strategy : naming(evidence.strategy, name.trim())
  const parts = (drafts ?? []).map(partOf).filter((part) => part !== null)
  const missing = drafts === null ? name?.trim() === '' : drafts.length === 0 || parts.length < drafts.length
  function submit(): void {
    const { path } = detected
    const one = { strategy, ...(system.trim() === '' ? {} : { system: system.trim() }) }
    add.mutate(
      { input: drafts === null ? { path, ...one, components: [] } : { path, components: parts }, job },
      {
        onSuccess: (scan) => {
          say({
            title: `${scan.repo.name} ${added === null ? 'added' : 'scanned'}: ${counted(scan.commits_new, 'new commit')}, ${counted(scan.deployments, 'deployment')}.`,
            ...(added === null
              ? {}
              : { undo: { label: 'Undo', run: () => add.mutate({ input: { path, ...added }, job: newJob() }) } }),
          })
          onClose()
        },
      },
    )
  }
  const foot = (
    <>
      {add.error === null ? null : (
        <ErrorNote what={added === null ? 'It was not added.' : 'Nothing was changed.'} error={add.error} />
      )}
      {add.isPending ? (
        <div className={css['running']} role="status">
          <progress value={part} max={1} aria-label="Scan" />
          {progress === undefined ? 'Starting the scan' : progressOf(progress)}
          {paused === null ? null : <b>{pausedWords[paused]}</b>}
        </div>
      ) : null}
      <ButtonRow>
        <Button type="submit" look="primary" disabled={add.isPending || missing}>
          {added === null ? 'Add' : 'Save and scan'}
        </Button>
        {add.isPending ? (
          <>
            {paused === null ? null : (
              <Button onClick={() => resume.mutate({ input: { job } })}>{resumeWords[paused]}</Button>
            )}
            <Button onClick={() => stop.mutate({ input: { job } })}>Stop the scan</Button>
          </>
        ) : (
          <Button onClick={onClose}>Cancel</Button>
        )}
      </ButtonRow>
    </>
  )
  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Facts
        facts={[
          ['Repository', <b key="name">{detected.name}</b>],
          [
            'Root',
            <span key="root" className="mono">
              {detected.path}
            </span>,
          ],
          detected.kind === 'clone' ? null : ['Kind', isA[detected.kind]],
          detected.remote === null
            ? null
            : [
                'From',
                <span key="from" className="mono">
                  {detected.remote}
                </span>,
              ],
          ['Branch', detected.head ?? 'none checked out'],
          ['Commits', detected.commits === null ? 'counted while they are read' : count(detected.commits)],
          ['Refs', `${counted(detected.branches.length, 'branch', 'branches')}, ${counted(detected.tags, 'tag')}`],
          detected.submodules.length === 0
            ? null
            : ['Submodules', `${detected.submodules.join(', ')} (repositories of their own: add each by itself)`],
        ]}
      />
      {detected.problem === null ? null : <Note kind="warning">{detected.problem}</Note>}
      <IgnoredTags ignored={detected.ignored} />
      <Choices
        label="It is"
        value={drafts === null ? 'one' : 'several'}
        choices={[
          { value: 'one', label: 'One system' },
          { value: 'several', label: 'Several systems, by folder' },
        ]}
        onChange={(next) => setDrafts(next === 'one' ? null : [emptyDraft()])}
      />
      {drafts === null ? (
        <>
          <Strategies detected={detected} value={by} onChange={(next) => onChoice({ by: next, name: null })} />
          <div className={css['look']}>
            <div className={css['form']}>
              {name === null ? null : (
                <TextField
                  label={labelOf[by]}
                  value={name}
                  onChange={(text) => onChoice({ by, name: text })}
                  list={by === 'tags' || by === 'releases' ? [] : detected.branches}
                  mono
                  problem={problem ?? (evidence.count === 0 ? evidence.note : null)}
                  hint={
                    <span role="status">
                      <b>{count(evidence.count)}</b> found. {evidence.count === 0 ? null : evidence.note}
                    </span>
                  }
                />
              )}
              {name === null && evidence.note !== null ? <p className="dim">{evidence.note}</p> : null}
              <TextField
                label="System"
                value={system}
                onChange={setSystem}
                list={(systems.data?.rows ?? []).map((row) => row.name)}
                hint="The name its deployments and incidents go by. Several repositories can share one."
              />
              {foot}
            </div>
            <Preview evidence={evidence} />
          </div>
        </>
      ) : (
        <>
          <RepoParts detected={detected} drafts={drafts} onChange={setDrafts} />
          {foot}
        </>
      )}
    </form>
  )
}
