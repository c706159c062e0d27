// The menu bar: every page with its shortcut, and the usual editing and viewing. Only describes it; electron turns the
// description into a menu. Knows the pages' addresses and nothing of what is on them.
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  /** Shows a page of the front window: "#/imports". */
  go(hash: string): void
  openDataFolder(): void
  about(): void
}

const pages = [
  ['Overview', '#/'],
  ['Deployments', '#/deployments'],
  ['Incidents', '#/incidents'],
  ['Systems and repositories', '#/systems'],
  ['Imports', '#/imports'],
  ['Listener', '#/listener'],
  ['Data quality', '#/quality'],
  ['Journal', '#/journal'],
  ['Settings', '#/settings'],
] as const

/** The menu for a system; macOS has one more, named after the app. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: [
      { label: 'Add repository…', accelerator: 'CmdOrCtrl+O', click: () => actions.go('#/systems') },
      { label: 'Import file…', accelerator: 'CmdOrCtrl+I', click: () => actions.go('#/imports') },
      { type: 'separator' },
      { role: isMac ? 'close' : 'quit' },
    ],
  }
  const go: MenuItemConstructorOptions = {
    label: 'Go',
    submenu: pages.map(([label, hash], index) => ({
      label,
      accelerator: `CmdOrCtrl+${index + 1}`,
      click: () => actions.go(hash),
    })),
  }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'reload' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  }
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      { label: 'Open data folder', click: () => actions.openDataFolder() },
      ...(isMac ? [] : [{ label: 'About Shiplog', click: () => actions.about() }]),
    ],
  }
  return [...(isMac ? [{ role: 'appMenu' as const }] : []), file, { role: 'editMenu' }, view, go, help]
}
