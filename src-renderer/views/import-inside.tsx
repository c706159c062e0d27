// A chosen archive that holds several files: which of them is imported. Each is an import of its own, after which the
// others are there to choose.
import { type ReactNode, useState } from 'react'
import { Button, ButtonRow } from '../parts/button.tsx'
import { counted } from '../parts/format.ts'
import { Panel, Skeleton } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import css from './imports.module.css'
import type { Chosen } from './chosen-file.ts'

/** `children`: what is shown for one file, and is called with the way back. */
export function OneInside({
  chosen,
  onClose,
  children,
}: {
  chosen: Chosen
  onClose: () => void
  children: (chosen: Chosen, onClose: () => void) => ReactNode
}) {
  const found = useCall('imports.inside', { file: chosen.file, name: chosen.name })
  const [inside, setInside] = useState<string | null>(null)
  // What is no archive, or cannot be read, is for the plan to say.
  if (found.error !== null) return children(chosen, onClose)
  if (found.data === undefined) return <Skeleton height={320} />
  const { rows } = found.data
  if (rows.length < 2) return children(chosen, onClose)
  if (inside !== null) return children({ ...chosen, inside }, () => setInside(null))
  return (
    <Panel title={chosen.name} sub={counted(rows.length, 'file')}>
      <div className={css['plan']}>
        <p className="dim">Choose one. Each is an import of its own, and can be undone by itself.</p>
        <ul className={css['inside']}>
          {rows.map((name) => (
            <li key={name}>
              <Button onClick={() => setInside(name)}>{name}</Button>
            </li>
          ))}
        </ul>
        <ButtonRow>
          <Button onClick={onClose}>Choose another file</Button>
        </ButtonRow>
      </div>
    </Panel>
  )
}
