// A filter as a token that reads like part of a sentence ("System api, web"), with its choices in a menu behind it.
import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import css from './token-menu.module.css'

interface TokenProps {
  name: string
  value: string
  /** Back to what it is by default; Backspace on the token does it too. */
  onReset: () => void
}

function resetBy(event: KeyboardEvent, onReset: () => void): void {
  if (event.key !== 'Backspace' && event.key !== 'Delete') return
  event.preventDefault()
  onReset()
}

function Token({ name, value, onReset, children }: TokenProps & { children: ReactNode }) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={css['token']} data-token="" onKeyDown={(event) => resetBy(event, onReset)}>
        {name} <b>{value}</b>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={5} align="start" collisionPadding={10} className={css['positioner']}>
          <Menu.Popup className={css['popup']}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

export interface Choice {
  value: string
  label: string
  /** Beside the label, dim: a count. */
  note?: string
}

export interface PickManyProps extends TokenProps {
  all: string
  choices: readonly Choice[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}

export function PickMany({ all, choices, chosen, onChange, ...token }: PickManyProps) {
  return (
    <Token {...token}>
      <Menu.CheckboxItem className={css['item']} checked={chosen.length === 0} onCheckedChange={() => onChange([])}>
        <Menu.CheckboxItemIndicator className={css['check']} keepMounted>
          <Check aria-hidden />
        </Menu.CheckboxItemIndicator>
        {all}
      </Menu.CheckboxItem>
      <Menu.Separator className={css['separator']} />
      {choices.map(({ value, label, note }) => (
        <Menu.CheckboxItem
          key={value}
          className={css['item']}
          checked={chosen.includes(value)}
          onCheckedChange={(checked) =>
            onChange(checked ? [...chosen, value] : chosen.filter((name) => name !== value))
          }
        >
          <Menu.CheckboxItemIndicator className={css['check']} keepMounted>
            <Check aria-hidden />
          </Menu.CheckboxItemIndicator>
          {label}
          {note === undefined ? null : <span className={css['note']}>{note}</span>}
        </Menu.CheckboxItem>
      ))}
    </Token>
  )
}

export interface PickOneProps extends TokenProps {
  /** Groups with an optional heading. */
  groups: readonly { heading?: string; choices: readonly Choice[] }[]
  chosen: string
  onChange: (chosen: string) => void
}

export function PickOne({ groups, chosen, onChange, ...token }: PickOneProps) {
  return (
    <Token {...token}>
      <Menu.RadioGroup value={chosen} onValueChange={(value) => onChange(String(value))}>
        {groups.map(({ heading, choices }) => (
          <Menu.Group key={heading ?? ''}>
            {heading === undefined ? null : <Menu.GroupLabel className={css['heading']}>{heading}</Menu.GroupLabel>}
            {choices.map(({ value, label, note }) => (
              <Menu.RadioItem key={value} value={value} className={css['item']} closeOnClick>
                <Menu.RadioItemIndicator className={css['check']} keepMounted>
                  <Check aria-hidden />
                </Menu.RadioItemIndicator>
                {label}
                {note === undefined ? null : <span className={css['note']}>{note}</span>}
              </Menu.RadioItem>
            ))}
          </Menu.Group>
        ))}
      </Menu.RadioGroup>
    </Token>
  )
}
