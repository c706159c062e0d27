// Systems and repositories: look at a folder, add it as a system's source of deployments and changes, scan, remove.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button, ButtonRow } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { Panel } from '../parts/panel.tsx'
import { useView } from '../view-state.ts'
import { choosePaths } from './choose.ts'
import { useDropped } from './drop.tsx'
import { Page } from './page.tsx'
import { RepoAdd } from './repo-add.tsx'
import { Repos } from './repo-list.tsx'
import css from './repos.module.css'
import { Environments, Systems } from './systems.tsx'

export function ReposPage() {
  const { view } = useView()
  const [typing, setTyping] = useState<{ hint: string | null; path: string } | null>(null)
  const [adding, setAdding] = useState<string | null>(null)
  const sample = view.workspace === 'sample'
  const busy = typing !== null || adding !== null
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
      sub="A repository gives a system its changes, and deployments in the way you choose. Shiplog only reads it: it never writes there, and fetches nothing unless you say so."
      actions={
        sample || busy ? null : (
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
      <Repos onAdd={busy ? null : () => void chooseFolder()} onChange={busy ? null : setAdding} />
      <Systems />
      <Environments />
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
