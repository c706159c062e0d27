// A modal sheet: the keyboard's list, the command palette. Escape and a click outside close it.
import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import css from './dialog.module.css'

export interface DialogProps {
  title: string
  open: boolean
  onClose: () => void
  /** At the top of the window, without a visible title: the palette. */
  bare?: boolean
  children: ReactNode
}

export function Dialog({ title, open, onClose, bare = false, children }: DialogProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={css['backdrop']} />
        <Base.Popup className={css['popup']} data-bare={bare ? '' : undefined}>
          <Base.Title className={bare ? 'unseen' : css['title']}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
