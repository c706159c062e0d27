// A button with a menu of files to download. Props only.
import { Menu } from '@base-ui/react/menu'
import { Download } from 'lucide-react'
import { Button } from './button.tsx'
import css from './token-menu.module.css'

export interface LinkMenuProps {
  label: string
  /** Where the menu stands below the button. */
  align?: 'start' | 'end'
  links: readonly { label: string; note: string; to: string }[]
}

export function LinkMenu({ label, align = 'end', links }: LinkMenuProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={<Button size="small" />}>
        <Download aria-hidden />
        {label}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={5} align={align} collisionPadding={10} className={css['positioner']}>
          <Menu.Popup className={css['popup']}>
            {links.map((link) => (
              <Menu.LinkItem key={link.label} className={css['item']} href={link.to} download closeOnClick>
                {link.label}
                <span className={css['note']}>{link.note}</span>
              </Menu.LinkItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
