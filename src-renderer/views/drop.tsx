// The whole window takes what is dropped: a folder goes to the repositories page, a file to the imports page. What was
// dropped waits here until that page takes it.
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { say } from '../parts/toasts.tsx'
import { pathForFile } from '../transport.ts'
import { useView } from '../view-state.ts'
import css from './drop.module.css'

/** `path` is null in a browser, which tells only the name. */
export type Dropped = { kind: 'folder'; path: string | null; name: string } | { kind: 'file'; file: File }

interface Drop {
  dropped: Dropped | null
  give: (dropped: Dropped | null) => void
}

const DropContext = createContext<Drop>({ dropped: null, give: () => undefined })

export const importable = /\.(csv|tsv|json|ndjson|jsonl|gz|zip)$/i

export function DropProvider({ children }: { children: ReactNode }) {
  const [dropped, give] = useState<Dropped | null>(null)
  return <DropContext value={useMemo(() => ({ dropped, give }), [dropped])}>{children}</DropContext>
}

/** Calls `take` with what waits for this page. */
export function useDropped<K extends Dropped['kind']>(kind: K, take: (dropped: Dropped & { kind: K }) => void): void {
  const { dropped, give } = use(DropContext)
  const taker = useRef(take)
  useEffect(() => {
    taker.current = take
  })
  useEffect(() => {
    if (dropped === null || dropped.kind !== kind) return
    give(null)
    taker.current(dropped as Dropped & { kind: K })
  }, [dropped, give, kind])
}

/** Sends something to the page that can use it. The sample workspace takes nothing: it goes to the person's own. */
export function useGive(): (dropped: Dropped) => void {
  const { give } = use(DropContext)
  const { go } = useView()
  return useCallback(
    (dropped) => {
      give(dropped)
      go(dropped.kind === 'folder' ? '/systems' : '/imports', { workspace: 'own' })
    },
    [give, go],
  )
}

export function DropOverlay() {
  const [over, setOver] = useState(false)
  const give = useGive()
  useEffect(() => {
    let depth = 0
    function onDrag(event: DragEvent): void {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      if (event.type === 'dragenter') depth += 1
      if (event.type === 'dragleave') depth -= 1
      setOver(depth > 0)
    }
    function onDrop(event: DragEvent): void {
      if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return
      event.preventDefault()
      depth = 0
      setOver(false)
      const dropped = firstUsable(event.dataTransfer)
      if (dropped === null)
        say({
          title: 'Shiplog takes folders of git repositories, and .csv, .json and .ndjson files. This is neither.',
          wrong: true,
        })
      else {
        give(dropped)
        if (event.dataTransfer.files.length > 1)
          say({ title: 'Shiplog takes one at a time: this is the first of what you dropped.' })
      }
    }
    const moves = ['dragenter', 'dragover', 'dragleave'] as const
    for (const move of moves) window.addEventListener(move, onDrag)
    window.addEventListener('drop', onDrop)
    return () => {
      for (const move of moves) window.removeEventListener(move, onDrag)
      window.removeEventListener('drop', onDrop)
    }
  }, [give])
  if (!over) return null
  return (
    <div className={css['overlay']} aria-hidden>
      <div>
        <b>Drop a git repository or an incident export here</b>
        <p>You see what it would become before anything is stored.</p>
      </div>
    </div>
  )
}

function firstUsable(data: DataTransfer): Dropped | null {
  const file = data.files[0]
  if (file === undefined) return null
  if (data.items[0]?.webkitGetAsEntry()?.isDirectory === true)
    return { kind: 'folder', path: pathForFile(file), name: file.name }
  return importable.test(file.name) ? { kind: 'file', file } : null
}
