// One window and what its page may do: stay on its own origin, talk to it, and nothing beside.
// The page is our own, but commit messages and build addresses in it come from strangers; every limit of Electron's
// security checklist is therefore set here in words, defaults included. Invariant: no request leaves for another host.
import { BrowserWindow, nativeTheme, shell, type Session, type WebContents } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'

export interface WindowOptions {
  /** Where the page is; the first window's address carries the one-time token. */
  url: string
  origin: string
  preload: string
  /** The file that keeps the window's size. */
  sizeFile: string
}

const defaultSize = { width: 1280, height: 840 }
const smallest = { minWidth: 720, minHeight: 480 }
const allowedPermissions = ['clipboard-sanitized-write']

/** Opens the window; it shows itself when there is something to see. */
export async function openWindow({ url, origin, preload, sizeFile }: WindowOptions): Promise<void> {
  const window = new BrowserWindow({
    ...keptSize(sizeFile),
    ...smallest,
    show: false,
    title: 'Shiplog',
    // The page's own --bg, so that nothing flashes before its first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1317' : '#f6f7f9',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      // Its dictionaries would be downloaded, and Shiplog makes no connections by itself.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keepSize(sizeFile, window.getNormalBounds()))
  guardContents(window.webContents, origin)
  await window.loadURL(url)
}

/** Keeps a page where it is: no other origin, no new windows, no webviews. */
export function guardContents(contents: WebContents, origin: string): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isWithin(event.url, origin)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const link = URL.canParse(url) ? new URL(url) : null
    // Build and commit links and the listener's own pages open in the person's browser. Other schemes would start other
    // programs.
    if (link?.protocol === 'https:' || link?.protocol === 'http:') void shell.openExternal(link.href)
    return { action: 'deny' }
  })
}

/** Refuses what a page could ask the system for, and every request to another place. */
export function guardSession(session: Session, origin: string): void {
  session.setPermissionRequestHandler((_contents, permission, reply) => reply(allowedPermissions.includes(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions.includes(permission))
  session.setDevicePermissionHandler(() => false)
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] }
  session.webRequest.onBeforeRequest(network, ({ url }, reply) => reply({ cancel: !isWithin(url, origin) }))
}

function isWithin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin
}

function keptSize(file: string): { width: number; height: number } {
  try {
    const { width, height }: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
    if (Number.isInteger(width) && Number.isInteger(height)) return { width: Number(width), height: Number(height) }
  } catch {
    // No window was closed yet, or the file is cut: the size is a comfort only.
  }
  return defaultSize
}

function keepSize(file: string, { width, height }: { width: number; height: number }): void {
  try {
    writeFileSync(file, JSON.stringify({ width, height }))
  } catch {
    // A full disk must not keep a window open.
  }
}
