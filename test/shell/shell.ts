// One way to drive the desktop app for the shell test, over two programs: the real Electron where it is installed, else
// the fake one over Chromium. Both run the built out/ with a data folder of their own.
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type Browser, chromium, type Page } from 'playwright-core'
import { electronProgram, obstacle } from '../../scripts/electron-program.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const fakeProgram = path.join(root, 'test/shell/fake-electron/electron.mjs')

/** How long the app may take to come up or to go, on a machine with other work. */
export const patienceMs = 20_000

export interface Shell {
  page: Page
  /** Errors in the page's console since it opened. */
  consoleErrors(): Promise<string[]>
  /** Drags files from outside onto a point of the page. */
  drop(paths: string[], x: number, y: number): Promise<void>
  /** What the next system dialog is answered with; none: it is cancelled. */
  answerDialog(paths: string[]): Promise<void>
  clickMenu(label: string): Promise<void>
  /** The addresses that were handed to the person's own browser. */
  openedOutside(): Promise<string[]>
  /** Quits as a person does; the exit code. */
  quit(): Promise<number | null>
}

/** Starts the app over Chromium. */
export async function openFake(dataDir: string): Promise<Shell> {
  const app = fork(fakeProgram, [root, '--data', dataDir, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exit = new Promise<number | null>((resolve) => {
    app.on('exit', resolve)
  })
  let last = 0
  const ask = (command: string, ...args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++last
      const onMessage = (answer: { id: number; value?: unknown; error?: string }) => {
        if (answer.id !== id) return
        app.off('message', onMessage)
        if (answer.error === undefined) resolve(answer.value)
        else reject(new Error(answer.error))
      }
      app.on('message', onMessage)
      app.send({ id, command, args })
      void exit.then((code) => reject(new Error(`The app ended with ${code} before it answered "${command}".`)))
    })
  const { browser, page } = await attach(ask).catch((error: unknown) => {
    app.kill('SIGKILL')
    throw error
  })
  const logged = async (name: string) => {
    const log = (await ask('log')) as { name: string; args: unknown[] }[]
    return log.filter((entry) => entry.name === name).map(({ args }) => String(args[0]))
  }
  return {
    page,
    consoleErrors: () => logged('console'),
    drop: async (paths, x, y) => void (await ask('drop', paths, x, y)),
    answerDialog: async (paths) => void (await ask('answerDialog', paths)),
    clickMenu: async (label) => void (await ask('clickMenu', label)),
    openedOutside: () => logged('shell.openExternal'),
    quit: async () => {
      await browser.close()
      // Has no answer: the process ends with its last window.
      void ask('closeWindow').catch(() => undefined)
      const late = setTimeout(() => app.kill('SIGKILL'), patienceMs)
      return exit.finally(() => clearTimeout(late))
    },
  }
}

/** Why the real Electron cannot be driven here; null when it can. */
export function whyNoElectron(): string | null {
  const program = electronProgram(process.env)
  if (program === null || !existsSync(program)) return 'Electron is not installed'
  return obstacle(process.platform, process.env, process.getuid?.() ?? null)
}

/** Starts the app in the real Electron. */
export async function openElectron(dataDir: string): Promise<Shell> {
  const executablePath = electronProgram(process.env) ?? ''
  const app = await _electron.launch({ executablePath, args: [root, '--data', dataDir, '--listen', '127.0.0.1:0'] })
  const page = await app.firstWindow()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(String(error)))
  await app.evaluate(({ shell }) => {
    Object.assign(globalThis, { opened: [] })
    shell.openExternal = async (url) => {
      Reflect.get(globalThis, 'opened').push(url)
    }
  })
  return {
    page,
    consoleErrors: async () => errors,
    async drop(files, x, y) {
      const cdp = await page.context().newCDPSession(page)
      const data = { items: [], files, dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await cdp.send('Input.dispatchDragEvent', { type, x, y, data })
      }
    },
    answerDialog: (filePaths) =>
      app.evaluate(({ dialog }, paths) => {
        dialog.showOpenDialog = async () => ({ canceled: paths.length === 0, filePaths: paths })
      }, filePaths),
    clickMenu: (label) =>
      app.evaluate(({ Menu }, wanted) => {
        const items = Menu.getApplicationMenu()?.items ?? []
        items
          .flatMap((item) => item.submenu?.items ?? [])
          .find((item) => item.label === wanted)
          ?.click()
      }, label),
    openedOutside: () => app.evaluate(() => Reflect.get(globalThis, 'opened') as string[]),
    async quit() {
      const ended = new Promise<number | null>((resolve) => {
        app.process().on('exit', resolve)
      })
      await app.close()
      return ended
    },
  }
}

/** Attaches to the browser of the app and to the window's page, once it has left the blank one. */
async function attach(ask: (command: string) => Promise<unknown>): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.connectOverCDP(String(await ask('address')), { timeout: patienceMs })
  const until = Date.now() + patienceMs
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const page = pages.find((candidate) => candidate.url().startsWith('http:'))
    if (page !== undefined) return { browser, page }
    if (Date.now() > until) {
      const urls = JSON.stringify(pages.map((candidate) => candidate.url()))
      throw new Error(`no page of the app in ${patienceMs} ms, but ${urls}; ${JSON.stringify(await ask('log'))}`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
}
