// Shiplog as a process of its own, started from source: commands that end, and a server that can be killed. Everything
// started here is ended after the test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import { temporaryPath } from '../helpers/repos.ts'

const launcher = fileURLToPath(new URL('./serve.ts', import.meta.url))
const running = new Set<ChildProcess>()

export interface Ended {
  /** null where a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Process {
  child: ChildProcess
  stdout(): string
  ended: Promise<Ended>
}

afterEach(async () => {
  for (const child of running) {
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }
})

let renderer: string | null = null

function rendererDir(): string {
  if (renderer !== null) return renderer
  renderer = temporaryPath('renderer')
  mkdirSync(renderer)
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Shiplog</title>')
  return renderer
}

export function start(args: readonly string[], env: Record<string, string> = {}): Process {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...process.env, ...env, SHIPLOG_TEST_RENDERER: rendererDir() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal, stdout, stderr })
    })
  })
  return { child, stdout: () => stdout, ended }
}

/** Runs one command to its end. */
export function shiplog(dataDir: string, ...args: string[]): Promise<Ended> {
  return start([...args, '--data', dataDir]).ended
}

export interface Server extends Process {
  /** The one-time link, and the address that takes events. */
  ui: string
  events: string
  /** kill -9: nothing of it runs after this. */
  kill(): Promise<void>
}

/** Starts `serve` on free ports and waits for both of its lines. */
export async function startServer(dataDir: string, env: Record<string, string> = {}): Promise<Server> {
  const server = start(['serve', '--no-open', '--listen', '127.0.0.1:0', '--data', dataDir], env)
  const ready = new Promise<void>((resolve) => {
    server.child.stdout?.on('data', () => {
      if (/^ui: .*\nevents: .*\n/.test(server.stdout())) resolve()
    })
  })
  const early = await Promise.race([ready, server.ended])
  if (early !== undefined) throw new Error(`serve ended with ${early.code ?? early.signal}: ${early.stderr}`)
  const [, ui = '', events = ''] = /^ui: (.*)\nevents: (.*)\n/.exec(server.stdout()) ?? []
  return {
    ...server,
    ui,
    events,
    kill: async () => {
      server.child.kill('SIGKILL')
      await server.ended
    },
  }
}
