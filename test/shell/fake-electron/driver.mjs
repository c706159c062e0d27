// The test's hand in the fake's process: what a person does outside the page (drop files, click a menu, close the
// window) and a look at what the app asked of Electron. Speaks over the channel of a forked process, if it is one.
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, session } from './module.mjs'
import { entries } from './log.mjs'
import { debuggingAddress } from './window.mjs'

function front() {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) throw new Error('no window is open')
  return window
}

function menuItem(items, label) {
  for (const item of items) {
    const found = item.label === label && item.click ? item : menuItem(item.submenu ?? [], label)
    if (found !== undefined) return found
  }
}

const commands = {
  address: () => debuggingAddress(),
  log: () => entries,
  /** A drag of real files from outside the window. */
  async drop(paths, x, y) {
    const { webContents } = front()
    await webContents.deliver({ type: 'dropped', paths: paths.map((file) => [path.basename(file), file]) })
    const data = { items: [], files: paths, dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await webContents.cdp.send('Input.dispatchDragEvent', { type, x, y, data })
    }
  },
  answerDialog: (paths) => void dialog.answers.push(paths),
  clickMenu: (label) => void menuItem(Menu.current.items, label).click(),
  permission: (name) =>
    new Promise((resolve) => {
      session.defaultSession.permissionRequest(front().webContents, name, resolve)
    }),
  closeWindow: () => front().close(),
  quit: () => app.quit(),
}

async function answer({ id, command, args }) {
  try {
    process.send?.({ id, value: await commands[command](...args) })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
}

process.on('message', (message) => void answer(message))
// The app ends with the test, and the channel alone does not keep it alive.
process.on('disconnect', () => {
  app.quit()
  // A test that was given up leaves nobody behind, who would hold its output open.
  setTimeout(() => process.exit(1), 15_000).unref()
})
process.channel?.unref()
