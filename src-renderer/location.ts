// Where the person is: the part of the address after `#`, as a path and a query. The server sees neither, so a link can
// be opened from any host of the app. Shaped as wouter's location and search hooks; knows nothing of what paths mean.
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', tell)
  }
}

function tell(): void {
  for (const listener of listeners) listener()
}

function fragment(): string {
  return window.location.hash.replace(/^#?\/?/, '/')
}

function path(): string {
  return fragment().split('?')[0] ?? '/'
}

function search(): string {
  const text = fragment()
  const at = text.indexOf('?')
  return at === -1 ? '' : text.slice(at + 1)
}

export function navigate(to: string, options?: { replace?: boolean }): void {
  if (to === fragment()) return
  window.history[options?.replace === true ? 'replaceState' : 'pushState'](null, '', `#${to}`)
  tell()
}

export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, path), navigate]
}

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, search)
}

export function hrefs(to: string): string {
  return `#${to}`
}
