// The keyboard's list.
import { Dialog } from '../parts/dialog.tsx'
import { pages, withMod } from './pages.ts'
import css from './shortcuts.module.css'

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const keys: [string, string][] = [
    [withMod('K'), 'Go to a page or run a command'],
    ...pages.flatMap(({ key, title }): [string, string][] => (key === undefined ? [] : [[withMod(key), title]])),
    ['1 to 9', 'The same pages, where a browser keeps the keys above for itself'],
    ['/', 'Filter bar'],
    ['Backspace', 'Reset the filter in focus'],
    ['J or ↓', 'Next row'],
    ['K or ↑', 'Previous row'],
    ['Enter', 'Open the row, or the point of a chart'],
    ['← →', 'Move over the points of a chart in focus'],
    ['Esc', 'Close the panel'],
    ['?', 'This list'],
  ]
  return (
    <Dialog title="Keyboard" open={open} onClose={onClose}>
      <dl className={css['keys']}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
