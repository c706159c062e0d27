// The command line: one command, its answer on stdout, everything else on stderr, and an exit code a script can trust:
// 0 success, 1 refused or failed, 2 wrong usage.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CommanderError, type Command } from 'commander'
import type { CallName, Push } from '../../../src-shared/contract/index.ts'
import { Refusal, type Reply, type ReplyError } from '../../../src-shared/reply.ts'
import { dataFolder } from '../../data-folder.ts'
import { portDefault, type ListenTo } from '../../listener/reach.ts'
import { connect, findInstance, post } from './connect.ts'
import { makeSample } from './demo.ts'
import { endQuietly, printFile } from './pipes.ts'
import { safe } from './print.ts'
import { program } from './program.ts'
import type { Runner, ServeFlags } from './runner.ts'
import { absolute, tlsFiles } from './values.ts'

export type Serve = (options: { dataDir: string; port: number; listen: ListenTo }) => Promise<Served>

interface Served {
  ui: string
  events: string
  note: string | null
  close(): Promise<void>
}

export async function run(argv: string[], serve: Serve): Promise<number> {
  endQuietly()
  const say = (line: string) => console.error(line)
  const out = (text: string) => process.stdout.write(`${text}\n`)
  let code = 0

  function fail(error: ReplyError): void {
    code = 1
    say(safe(error.message))
    for (const field of (error.fields ?? []).slice(0, 20)) say(`  ${safe(field.field)}: ${safe(field.accepted)}`)
    if (options().json === true) out(JSON.stringify({ error }))
  }

  const options = () => root.opts<{ data?: string; json?: boolean }>()
  const dataDir = () => absolute(options().data ?? dataFolder(process.env, process.platform))

  const runner: Runner = {
    call: async (name, input, print, bad) => {
      const reply = await ask(dataDir(), name, input, say)
      if (!reply.ok) return fail(reply.error)
      if (bad?.(reply.value as never)) code = 1
      out(options().json === true ? JSON.stringify(reply.value) : print(reply.value as never))
    },
    export: async (name, input, to, print) => {
      const folder = to === null ? await mkdtemp(path.join(tmpdir(), 'shiplog-export-')) : null
      const file = to ?? path.join(folder ?? '', 'export')
      try {
        const reply = await ask(dataDir(), name, { ...input, to: file }, say)
        if (!reply.ok) return fail(reply.error)
        if (folder !== null) await printFile(file)
        else out(options().json === true ? JSON.stringify(reply.value) : print(reply.value as never))
      } finally {
        if (folder !== null) await rm(folder, { recursive: true, force: true })
      }
    },
    serve: (flags) => keepServing(serve, dataDir(), flags, out, say),
    open: async () => {
      const instance = await findInstance(dataDir())
      if (instance === null)
        throw new Refusal('unavailable', 'No Shiplog is running on this data folder. Start it with: shiplog serve')
      const reply = (await post(instance, '/session/link', {})) as Reply<{ url: string }>
      if (!reply.ok) return fail(reply.error)
      out(options().json === true ? JSON.stringify(reply.value) : `ui: ${reply.value.url}`)
    },
    demo: async () => {
      const made = await makeSample(dataDir())
      out(
        options().json === true
          ? JSON.stringify(made)
          : `The sample workspace is at ${made.data}.\nLook at it with: shiplog serve --data ${made.data}`,
      )
    },
  }

  const root = program(runner)
  for (const command of [root, ...everyCommand(root)])
    command.exitOverride().configureOutput({
      writeErr: (text) => void process.stderr.write(text),
      writeOut: (text) => void process.stdout.write(text),
    })
  try {
    await root.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (argv.includes('--json')) out(JSON.stringify({ error: { code: 'invalid', message: safe(error.message) } }))
      return 2
    }
    if (error instanceof Refusal) fail(error.toError())
    else fail({ code: 'internal', message: error instanceof Error ? error.message : String(error) })
  }
  return code
}

function everyCommand(root: Pick<Command, 'commands'>): Command[] {
  return root.commands.flatMap((command) => [command, ...everyCommand(command)])
}

/** Asks whoever can answer, showing progress where somebody may be looking. */
async function ask(
  dataDir: string,
  name: CallName,
  input: unknown,
  say: (line: string) => void,
): Promise<Reply<unknown>> {
  const connection = await connect(dataDir, name, say, progressPrinter(say))
  try {
    return await connection.call(name, input)
  } finally {
    await connection.close()
  }
}

function progressPrinter(say: (line: string) => void): (push: Push) => void {
  let last = ''
  // What ends within a second of its first progress needs none.
  let at: number | null = null
  return (push) => {
    if (push.type !== 'progress' || push.done) return
    at ??= Date.now()
    const total = push.total === null ? '' : ` of ${push.total}`
    const line = `${safe(push.title)}: ${push.count}${total} ${push.unit}`
    // A line a second is enough for a log.
    if (line === last || Date.now() - at < 1000) return
    last = line
    at = Date.now()
    say(line)
  }
}

/** Runs until a signal ends it. Prints two lines on stdout when ready, and nothing else there. */
async function keepServing(
  serve: Serve,
  dataDir: string,
  flags: ServeFlags,
  out: (text: string) => void,
  say: (line: string) => void,
): Promise<void> {
  const running = await findInstance(dataDir)
  if (running !== null)
    throw new Refusal(
      'conflict',
      `Shiplog is running on ${dataDir} already (process ${running.pid}). "shiplog open" prints a link to it.`,
    )
  const tls = tlsFiles(flags.tlsCert, flags.tlsKey)
  const at =
    flags.listen === undefined
      ? { host: '127.0.0.1', port: portDefault, explicit: false }
      : { ...flags.listen, explicit: true }
  const listen = { ...at, ...(tls === undefined ? {} : { tls }) }
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const served = await serve({ dataDir, port: flags.port ?? 0, listen })
  if (served.note !== null) say(served.note)
  out(`ui: ${served.ui}`)
  out(`events: ${served.events}`)
  if (flags.open) openBrowser(served.ui)
  await ended
  await served.close()
}

/** Opens the person's browser where there is a screen; failing is no failure, the link is printed. */
function openBrowser(url: string): void {
  const { platform, env } = process
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return
  const [command, ...args] =
    platform === 'darwin' ? ['open'] : platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open']
  if (command === undefined) return
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
