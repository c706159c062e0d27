// Imports: choose a file, see what it would do, do it, take it back. Nothing is stored before the Import button.
import { FileInput } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { baseName } from '../parts/format.ts'
import { ErrorNote, Panel } from '../parts/panel.tsx'
import { handOver, isDesktop } from '../transport.ts'
import { CallError, valueOf } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Batches } from './batches.tsx'
import { choosePaths } from './choose.ts'
import type { Chosen } from './chosen-file.ts'
import { useDropped } from './drop.tsx'
import { focusOnce } from './focus.ts'
import { OneInside } from './import-inside.tsx'
import { ImportPlan } from './import-plan.tsx'
import css from './imports.module.css'
import { Profiles, WatchedFiles } from './kept-files.tsx'
import { Page } from './page.tsx'
import { WorkspaceOr } from './restore.tsx'

export function ImportsPage() {
  const { view } = useView()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [error, setError] = useState<CallError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  async function take(file: File): Promise<void> {
    setError(null)
    try {
      setChosen({ file: valueOf(await handOver(file)).file, name: file.name })
    } catch (problem) {
      if (problem instanceof CallError) setError(problem)
      else throw problem
    }
  }
  async function choose(): Promise<void> {
    const paths = isDesktop ? await choosePaths('file') : null
    if (paths === null) input.current?.click()
    else if (paths[0] !== undefined) setChosen({ file: paths[0], name: baseName(paths[0]) })
  }
  useDropped('file', ({ file }) => void take(file))
  return (
    <Page
      title="Imports"
      sub="Incidents and deployments from files: exports of the tools you have, or tables of your own. You see what each row becomes before anything is stored."
    >
      {view.workspace === 'sample' || chosen !== null ? null : (
        <Panel label="Choose a file">
          <div className={css['choose']}>
            <FileInput aria-hidden />
            <p>
              <b>Drop a file anywhere in this window</b>
              <br />
              You see what each row would become before anything is stored, and every import can be undone.
            </p>
            <Button look="primary" onClick={() => void choose()}>
              Choose file
            </Button>
          </div>
        </Panel>
      )}
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label="File to import"
        accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz,.zip"
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file can be chosen again.
          event.target.value = ''
          if (file !== undefined) void take(file)
        }}
      />
      {error === null ? null : <ErrorNote what="The file could not be handed over." error={error} />}
      {chosen === null ? null : (
        <div key={chosen.file} ref={focusOnce} tabIndex={-1} className={css['here']} aria-label={chosen.name}>
          <WorkspaceOr chosen={chosen} onClose={() => setChosen(null)}>
            <OneInside chosen={chosen} onClose={() => setChosen(null)}>
              {(one, onClose) => <ImportPlan key={one.inside} chosen={one} onClose={onClose} />}
            </OneInside>
          </WorkspaceOr>
        </div>
      )}
      <WatchedFiles />
      <Profiles />
      <Batches />
    </Page>
  )
}
