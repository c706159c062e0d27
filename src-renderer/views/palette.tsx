// The command palette: every page and the actions that fit anywhere, found by typing.
import { useId, useState, type KeyboardEvent } from 'react'
import { Dialog } from '../parts/dialog.tsx'
import { chooseTheme, themes } from '../theme.ts'
import { useCall } from '../use-call.ts'
import { periods, useView } from '../view-state.ts'
import { periodWords } from './filter-bar.tsx'
import css from './palette.module.css'
import { isCommitId } from './change-search.tsx'
import { pages, withMod } from './pages.ts'

interface Command {
  title: string
  key?: string
  run: () => void
}

export function Palette({
  open,
  onClose,
  onShortcuts,
}: {
  open: boolean
  onClose: () => void
  onShortcuts: () => void
}) {
  return (
    <Dialog title="Go to a page or run a command" open={open} onClose={onClose} bare>
      <Commands onClose={onClose} onShortcuts={onShortcuts} />
    </Dialog>
  )
}

function Commands({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const [text, setText] = useState('')
  const commands = useCommands(onShortcuts, text.trim())
  const [at, setAt] = useState(0)
  const id = useId()
  const words = text.toLowerCase().split(/\s+/)
  const found = commands.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
  const current = Math.min(at, found.length - 1)
  function run(command: Command | undefined): void {
    if (command === undefined) return
    onClose()
    command.run()
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const next = current + (event.key === 'ArrowDown' ? 1 : -1)
      setAt((next + found.length) % Math.max(1, found.length))
      document
        .getElementById(`${id}-${(next + found.length) % Math.max(1, found.length)}`)
        ?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') run(found[current])
  }
  return (
    <>
      <input
        className={css['input']}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={`${id}-${current}`}
        aria-label="Go to a page or run a command"
        placeholder="Go to a page or run a command"
        value={text}
        onKeyDown={onKey}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
      />
      <div id={id} role="listbox" aria-label="Pages and commands" className={css['list']}>
        {found.map((command, i) => (
          <div
            key={command.title}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === current}
            className={css['item']}
            onClick={() => run(command)}
            onPointerMove={() => setAt(i)}
          >
            {command.title}
            {command.key === undefined ? null : <kbd>{command.key}</kbd>}
          </div>
        ))}
        {found.length === 0 ? <p className={css['none']}>No page and no command is called that.</p> : null}
      </div>
    </>
  )
}

function useCommands(onShortcuts: () => void, typed: string): Command[] {
  const { path, view, go, set } = useView()
  const systems = useCall('systems.list', {})
  const filtered = [
    '/',
    '/deployments',
    '/incidents',
    '/changes',
    '/environments',
    '/versions',
    '/builds',
    '/issues',
  ].includes(path)
    ? path
    : '/'
  return [
    ...(isCommitId(typed) ? [{ title: `Where is commit ${typed}`, run: () => go('/changes', { change: typed }) }] : []),
    ...pages.map(({ title, path: page, key }) => ({
      title,
      ...(key === undefined ? {} : { key: withMod(key) }),
      run: () => go(page),
    })),
    { title: 'Definitions of the metrics', run: () => go('/definitions') },
    { title: 'Getting started', run: () => go('/start') },
    { title: 'Add a repository', run: () => go('/systems') },
    { title: 'Import a file of incidents', run: () => go('/imports') },
    ...periods.map((period) => ({ title: `Period: ${periodWords(period)}`, run: () => go(filtered, { period }) })),
    { title: 'All systems', run: () => go(filtered, { systems: [] }) },
    ...(systems.data?.rows ?? [])
      .slice(0, 200)
      .map(({ name }) => ({ title: `Only system ${name}`, run: () => go(filtered, { systems: [name] }) })),
    view.workspace === 'sample'
      ? { title: 'Leave the sample data', run: () => go('/', { workspace: 'own' as const, systems: [] }) }
      : { title: 'Look around with sample data', run: () => go('/', { workspace: 'sample' as const, systems: [] }) },
    {
      title: 'Copy link to this view',
      run: () => void navigator.clipboard.writeText(window.location.href).catch(() => undefined),
    },
    ...themes.map((theme) => ({
      title: `Appearance: ${theme === 'system' ? 'as the system' : theme}`,
      run: () => chooseTheme(theme),
    })),
    { title: 'Close the panel', key: 'Esc', run: () => set({ open: null, change: null, cell: null, working: null }) },
    { title: 'Keyboard', key: '?', run: onShortcuts },
  ]
}
