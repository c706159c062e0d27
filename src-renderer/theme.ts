// Light, dark, or as the system says. The choice is this browser's, not the workspace's.
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'shiplog.theme'

export function storedTheme(): Theme {
  try {
    const stored = window.localStorage.getItem(key)
    return themes.find((theme) => theme === stored) ?? 'system'
  } catch {
    // Storage may be forbidden; the system's choice then stands.
    return 'system'
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    window.localStorage.setItem(key, theme)
  } catch {
    // Then it lasts as long as the page.
  }
}
