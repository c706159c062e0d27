// The keyboard of the whole window: pages by their keys, rows by J and K, the filter bar by /, closing by Escape. Single keys
// count only outside text fields; an open menu or sheet has its own keys.
import { useEffect } from 'react'
import { useView, type ViewControl } from '../view-state.ts'
import { closeWith, followFocus } from './focus.ts'
import { pages } from './pages.ts'

export type Sheet = 'palette' | 'shortcuts'

export function useKeyboard(show: (sheet: Sheet) => void): void {
  const control = useView()
  useEffect(followFocus, [])
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      const handled = event.metaKey || event.ctrlKey ? withModifier(event, control, show) : single(event, control, show)
      if (handled) event.preventDefault()
    }
    // Before anything else sees the key: a menu closed by Escape must not close the panel behind it too.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [control, show])
}

function withModifier(event: KeyboardEvent, { go }: ViewControl, show: (sheet: Sheet) => void): boolean {
  if (event.shiftKey || event.altKey) return false
  if (event.key.toLowerCase() === 'k') {
    show('palette')
    return true
  }
  return toPage(event.key, go)
}

/** A browser may keep Ctrl and a number for its tabs; the key alone does it too. */
function toPage(key: string, go: ViewControl['go']): boolean {
  const entry = pages.find((page) => page.key === key)
  if (entry === undefined) return false
  go(entry.path)
  return true
}

function single(event: KeyboardEvent, control: ViewControl, show: (sheet: Sheet) => void): boolean {
  if (document.querySelector('[role="menu"], [role="dialog"]') !== null) return false
  const target = event.target
  const typing = target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  if (event.key === 'Escape') return escape(control, typing ? target : null)
  if (typing || event.altKey) return false
  if (event.key === '?') show('shortcuts')
  else if (event.key === '/') document.querySelector<HTMLElement>('#main [data-token]')?.focus()
  else if (event.key === 'j' || event.key === 'k') moveRow(event.key === 'j' ? 1 : -1)
  else if (
    (event.key === 'ArrowDown' || event.key === 'ArrowUp') &&
    target instanceof HTMLElement &&
    'row' in target.dataset
  )
    moveRow(event.key === 'ArrowDown' ? 1 : -1)
  else return toPage(event.key, control.go)
  return true
}

function escape({ view, set }: ViewControl, field: HTMLElement | null): boolean {
  if (field !== null) {
    field.blur()
    return true
  }
  if (view.open !== null) closeWith(() => set({ open: null }))
  else if (view.change !== null) closeWith(() => set({ change: null }))
  else if (view.cell !== null) closeWith(() => set({ cell: null }))
  else if (view.working !== null) closeWith(() => set({ working: null }))
  else if (document.activeElement?.matches('[data-token]') === true && document.activeElement instanceof HTMLElement)
    document.activeElement.blur()
  else return false
  return true
}

function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('#main a[data-row]')]
  const at = rows.findIndex((row) => row === document.activeElement)
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step]
  next?.focus()
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}
