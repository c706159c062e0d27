// The small "i" beside a name: a popover with what there is to say about it.
import { Popover } from '@base-ui/react/popover'
import type { ReactNode } from 'react'
import css from './info.module.css'

export function Info({ label, title, children }: { label: string; title: string; children: ReactNode }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={css['trigger']} aria-label={label}>
        i
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" collisionPadding={12} className={css['positioner']}>
          <Popover.Popup className={css['popup']}>
            <Popover.Title className={css['title']}>{title}</Popover.Title>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
