// Where the focus was on the page before the panel at the right took it, so that closing the panel gives it back.
let last: HTMLElement | null = null

/** Follows the focus until the answer is called. */
export function followFocus(): () => void {
  function onFocus({ target }: FocusEvent): void {
    if (target instanceof HTMLElement && target.closest('#main') !== null && target.id !== 'main') last = target
  }
  window.addEventListener('focusin', onFocus)
  return () => window.removeEventListener('focusin', onFocus)
}

/** For `ref`: what takes the place of what had the focus has it next, so that the keyboard goes on from there. */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}

/** Closes the panel and gives the focus back: to the row it belongs to, else to what opened it. */
export function closeWith(close: () => void): void {
  const row = document.querySelector<HTMLElement>('tr[data-current="true"] a[data-row]')
  close()
  const back = row ?? last
  if (back?.isConnected === true) back.focus({ preventScroll: true })
}
