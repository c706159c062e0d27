// Where an empty workspace begins: one place to drop things, and a checklist that ticks itself from what is there.
import { Check, FolderGit2, FileInput, FlaskConical } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { Button, ButtonLink, ButtonRow } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { counted } from '../parts/format.ts'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { choosePaths } from './choose.ts'
import { useGive } from './drop.tsx'
import { Page } from './page.tsx'
import css from './start.module.css'

export function StartPage() {
  return (
    <Page
      title="Start"
      sub="Shiplog shows how well your team ships: five delivery metrics, each traceable to the rows it is made of."
    >
      <div className={css['start']}>
        <DropArea />
        <Checklist />
      </div>
    </Page>
  )
}

function DropArea() {
  const { to } = useView()
  const give = useGive()
  const input = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState(false)
  const [path, setPath] = useState('')
  async function chooseFolder(): Promise<void> {
    const paths = await choosePaths('folder')
    if (paths === null) setTyping(true)
    else if (paths[0] !== undefined) give({ kind: 'folder', path: paths[0], name: '' })
  }
  return (
    <section className={css['drop']} aria-label="Add data">
      <FolderGit2 aria-hidden />
      <h2>Drop a git repository or an incident export here</h2>
      <p>
        Version tags become deployments, commits become changes, and a CSV, JSON or NDJSON file becomes incidents. You
        see what it would become before anything is stored.
      </p>
      <ButtonRow>
        <Button look="primary" onClick={() => void chooseFolder()}>
          <FolderGit2 aria-hidden />
          Choose folder
        </Button>
        <Button onClick={() => input.current?.click()}>
          <FileInput aria-hidden />
          Choose file
        </Button>
        <ButtonLink to={to('/', { workspace: 'sample', systems: [] })}>
          <FlaskConical aria-hidden />
          Look around with sample data
        </ButtonLink>
      </ButtonRow>
      {typing ? (
        <form
          className={css['path']}
          onSubmit={(event) => {
            event.preventDefault()
            if (path.trim() !== '') give({ kind: 'folder', path: path.trim(), name: '' })
          }}
        >
          <TextField
            label="Path of a git repository on this computer"
            placeholder="/home/me/work/api"
            value={path}
            onChange={setPath}
            mono
            autoFocus
            hint="A browser does not tell pages where a folder lies, so its path is typed here."
          />
          <Button type="submit" disabled={path.trim() === ''}>
            Look
          </Button>
        </form>
      ) : null}
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label="File of incidents"
        accept=".csv,.tsv,.json,.ndjson,.jsonl"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) give({ kind: 'file', file })
        }}
      />
      <p className={css['promise']}>Everything stays in one file on your computer.</p>
    </section>
  )
}

function Checklist() {
  const { to } = useView()
  const status = useCall('workspace.status', {})
  const imports = useCall('imports.list', {})
  const keys = useCall('keys.list', {})
  const counts = status.data?.counts
  const repos = counts?.repos ?? 0
  const incidents = counts?.incidents ?? 0
  const used = keys.data?.rows.some((key) => key.last_used_at_ms !== null) ?? false
  const made = keys.data?.rows.some((key) => key.revoked_at_ms === null) ?? false
  const steps = [
    {
      done: repos > 0,
      title: 'Add a repository',
      note:
        repos > 0
          ? `${counted(repos, 'repository', 'repositories')}, ${counted(counts?.deployments ?? 0, 'deployment')} found`
          : 'Gives deployments from version tags, and lead times. Shiplog only reads it.',
      to: to('/systems'),
    },
    {
      done: incidents > 0 || (imports.data?.rows.some((batch) => !batch.undone) ?? false),
      title: 'Bring in incidents',
      note:
        incidents > 0
          ? counted(incidents, 'incident')
          : 'Gives change fail rate and recovery time. A CSV or JSON export with at least a start time will do.',
      to: to('/imports'),
    },
    {
      done: used,
      title: 'Connect CI',
      note: used
        ? 'Events have come in with a key'
        : made
          ? 'A key is made; no event has come in with it yet'
          : 'Optional. Make a key and let your pipeline report deployments as they happen.',
      to: to('/listener'),
    },
  ]
  return (
    <section className={css['setup']} aria-label="Setup">
      <h2>Setup</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.title} data-done={step.done}>
            <span className={css['tick']} role="img" aria-label={step.done ? 'Done:' : 'To do:'}>
              {step.done ? <Check aria-hidden /> : null}
            </span>
            <div>
              <Link href={step.to}>{step.title}</Link>
              <p>{step.note}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
