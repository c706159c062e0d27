// Shiplog as a process of its own: commands that end, and a server that can be killed. Everything started here is ended
// after the test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { startCli } from '../helpers/cli.ts'

/** A command line whose server answers too early. */
const tooEarly = fileURLToPath(new URL('./early.ts', import.meta.url))

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

export function start(args: readonly string[]): Process {
  return watched(startCli(args))
}

function watched(child: ReturnType<typeof startCli>): Process {
  child.stdin.end()
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
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
export async function startServer(dataDir: string, answersEarly = false): Promise<Server> {
  const args = ['serve', '--no-open', '--listen', '127.0.0.1:0', '--data', dataDir]
  const server = answersEarly ? watched(spawn(process.execPath, [tooEarly, ...args])) : start(args)
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
