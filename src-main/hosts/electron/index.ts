// The desktop window's process: opens the workspaces, serves the page over loopback and shows it. Owns windows, menus
// and dialogs and hands calls on; the data is in worker threads, never touched here.
// Invariant: however it ends, workspaces are closed first; what stops it from starting is said in a dialog, exit code 1.
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, session, shell } from 'electron'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAssets, type Assets } from '../../assets.ts'
import { dataFolder } from '../../data-folder.ts'
import { removeInstance, writeInstance } from '../../instance.ts'
import { openWorkspaces, type Workspaces } from '../../workspaces.ts'
import { readArgs, type WindowArgs } from './args.ts'
import { openIpc, type Contents } from './ipc.ts'
import { menuTemplate } from './menu.ts'
import { guardSession, openWindow } from './window.ts'

/** What is open while the app runs. */
interface Running {
  show(): Promise<void>
  close(): Promise<void>
}

/** Everything the window needs; on failure nothing is left open. */
async function open(dataDir: string, { port, listen }: WindowArgs, ownDir: string): Promise<Running> {
  const workspaces = await openWorkspaces({ dataDir, listen, onBattery: () => powerMonitor.isOnBatteryPower() })
  const dispatch: Workspaces['dispatch'] = (...call) => workspaces.dispatch(...call)
  const subscribe: Workspaces['subscribe'] = (listener) => workspaces.subscribe(listener)
  let assets: Assets | undefined
  async function close(): Promise<void> {
    removeInstance(dataDir)
    try {
      await assets?.close()
    } finally {
      await workspaces.close()
    }
  }
  try {
    assets = await openAssets({ rendererDir: beside('../renderer'), dataDir, port, dispatch, subscribe })
    const here = assets
    const { origin, controlToken: token } = here
    writeInstance(dataDir, { pid: process.pid, origin, token })
    guardSession(session.defaultSession, origin)
    openIpc(ipcMain, { origin, dispatch, subscribe, choose })
    const sizeFile = path.join(ownDir, 'window-size.json')
    const preload = beside('../preload/preload.cjs')
    // Each window is let in by a link of its own, as a browser is.
    const show = () => openWindow({ url: here.mintLink(), origin, preload, sizeFile })
    setMenu(dataDir, origin)
    await show()
    return { show, close }
  } catch (error) {
    await close()
    throw error
  }
}

function setMenu(dataDir: string, origin: string): void {
  const template = menuTemplate(process.platform, {
    go: (hash) => goTo(`${origin}/${hash}`),
    openDataFolder: () => void shell.openPath(dataDir),
    about: () => void dialog.showMessageBox({ message: `Shiplog ${app.getVersion()}`, detail: `Data: ${dataDir}` }),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/** A file of the build, from any chunk in out/main. */
function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

async function choose(what: 'folder' | 'file', sender: Contents): Promise<string[]> {
  const parent = BrowserWindow.getAllWindows().find((window) => window.webContents === sender)
  const options = { properties: [what === 'folder' ? ('openDirectory' as const) : ('openFile' as const)] }
  const chosen = await (parent === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options))
  return chosen.canceled ? [] : chosen.filePaths
}

/** Shows a page in the front window. Only the part after # differs, so the page stays and just moves there. */
function goTo(url: string): void {
  const contents = (BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0])?.webContents
  // Rejects when another page is asked for before this one is there: then that one is right.
  if (contents !== undefined && contents.getURL() !== url) void contents.loadURL(url).catch(() => undefined)
}

function focusWindow(): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (window?.isMinimized()) window.restore()
  window?.show()
  window?.focus()
}

/** Says why Shiplog cannot start, in a dialog and in the terminal it was started from, and ends. */
function refuse(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  console.error(message)
  dialog.showErrorBox('Shiplog cannot start', message)
  app.exit(1)
}

async function start(): Promise<void> {
  // What Shiplog writes is its owner's alone, in a folder that others may read too.
  process.umask(0o077)
  const args = readArgs(process.argv.slice(app.isPackaged ? 1 : 2))
  const dataDir = args.data === undefined ? dataFolder(process.env, process.platform) : path.resolve(args.data)
  // Electron's own files (cookies, caches) lie apart from the data. Its instance lock goes with them, so a second
  // start with the same data shows this window, and one with other data is another Shiplog.
  const ownDir = path.join(dataDir, 'window')
  mkdirSync(ownDir, { recursive: true, mode: 0o700 })
  app.setPath('userData', ownDir)
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.on('second-instance', focusWindow)
  await app.whenReady()
  const running = await open(dataDir, args, ownDir)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void running.show()
  })
  let closing: Promise<void> | undefined
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closing ??= running.close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

start().catch(async (error: unknown) => {
  await app.whenReady()
  refuse(error)
})
