// A chosen file that is a whole workspace: what it holds, and restoring it. Any other file is shown as the page shows files.
import { useState, type ReactNode } from 'react'
import type { WorkspaceFile } from '../../src-shared/contract/workspace.ts'
import { Button, ButtonLink, ButtonRow } from '../parts/button.tsx'
import { Facts } from '../parts/facts.tsx'
import { counted, exactTime } from '../parts/format.ts'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import css from './imports.module.css'
import type { Chosen } from './chosen-file.ts'

/** `children`: what is shown for a file of rows. */
export function WorkspaceOr({
  chosen,
  onClose,
  children,
}: {
  chosen: Chosen
  onClose: () => void
  children: ReactNode
}) {
  const found = useCall('workspace.recognise', { file: chosen.file })
  const [done, setDone] = useState<WorkspaceFile | null>(null)
  if (done !== null) return <Restored file={done} onClose={onClose} />
  if (found.error !== null)
    return (
      <>
        <ErrorNote what="The file cannot be restored." error={found.error} />
        <ButtonRow>
          <Button onClick={onClose}>Choose another file</Button>
        </ButtonRow>
      </>
    )
  if (found.data === undefined) return <Skeleton height={320} />
  const { workspace, in_the_way } = found.data
  if (workspace === null) return children
  return <Restore chosen={chosen} file={workspace} inTheWay={in_the_way} onDone={setDone} onClose={onClose} />
}

interface RestoreProps {
  chosen: Chosen
  file: WorkspaceFile
  inTheWay: string | null
  onDone: (file: WorkspaceFile) => void
  onClose: () => void
}

function Restore({ chosen, file, inTheWay, onDone, onClose }: RestoreProps) {
  const [job] = useState(newJob)
  const restore = useRun('workspace.restore')
  const { zone, counts, left_behind } = file
  const made = Date.parse(file.made_at)
  return (
    <Panel title={chosen.name} sub="A Shiplog workspace">
      <div className={css['plan']}>
        <Facts
          facts={[
            ['Written', `${Number.isNaN(made) ? file.made_at : exactTime(made, zone)} by Shiplog ${file.shiplog}`],
            ['Holds', held(file)],
            ['Decisions', counted(counts.decisions, 'decision')],
            ['Days are of', zone],
            ['Not in it', left_behind.join('; ')],
            file.sample ? ['Sample', 'It is the sample workspace: none of it happened.'] : null,
          ]}
        />
        {inTheWay === null ? null : (
          <Note kind="warning">
            This workspace is not empty ({inTheWay}), so nothing can be restored into it. Start Shiplog on an empty
            folder: <code>shiplog serve --data FOLDER</code>
          </Note>
        )}
        {restore.error === null ? null : <ErrorNote what="Nothing was restored." error={restore.error} />}
        <ButtonRow>
          <Button
            look="primary"
            disabled={restore.isPending || inTheWay !== null}
            onClick={() => restore.mutate({ input: chosen, job }, { onSuccess: onDone })}
          >
            {restore.isPending ? 'Restoring' : 'Restore this workspace'}
          </Button>
          <Button disabled={restore.isPending} onClick={onClose}>
            Choose another file
          </Button>
        </ButtonRow>
      </div>
    </Panel>
  )
}

function Restored({ file, onClose }: { file: WorkspaceFile; onClose: () => void }) {
  return (
    <Note
      kind="done"
      action={
        <ButtonRow>
          <ButtonLink size="small" to="/">
            See the numbers
          </ButtonLink>
          <Button size="small" onClick={onClose}>
            Import a file
          </Button>
        </ButtonRow>
      }
    >
      <b>The workspace is restored:</b> {held(file)}. Make new API keys for what sends events
      {file.counts.repos === 0 ? '.' : ', and locate repositories that lie elsewhere now on their page.'}
    </Note>
  )
}

function held({ counts }: WorkspaceFile): string {
  return [
    counted(counts.deployments, 'deployment'),
    counted(counts.incidents, 'incident'),
    counted(counts.deliveries, 'delivery', 'deliveries'),
    `${counted(counts.repos, 'repository', 'repositories')} with ${counted(counts.commits, 'commit')}`,
  ].join(', ')
}
