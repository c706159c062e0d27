// Light, dark, or as the system says. The choice is this browser's, not the workspace's. Kept twice: storage belongs to
// an address with its port, and Shiplog may start on another port the next time; a cookie belongs to the host alone.
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'shiplog.theme'

export function storedTheme(): Theme {
  const kept = stored() ?? new RegExp(`(?:^|; )${key}=(\\w+)`).exec(document.cookie)?.[1]
  return themes.find((theme) => theme === kept) ?? 'system'
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    // Storage may be forbidden.
    return null
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  document.cookie = `${key}=${theme}; path=/; max-age=31536000; samesite=strict`
  try {
    window.localStorage.setItem(key, theme)
  } catch {
    // The cookie has it.
  }
}
