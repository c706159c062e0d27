// Events a second over 64 connections, stored with full durability, against the same server without a database, and against
// one thread, which is enough without one. Each event is new, in one system, as a CI that reports many deployments sends
// them. All first take a second of the same load that does not count, because a listener is left on, and one that just
// started compiles its code. Beside it what an event costs in CPU, which other work on the computer moves less. Then two
// minutes of load, for the memory it holds: V8 first lets garbage gather up to a limit of its own, so it is the second
// minute that must be flat.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assert, must } from '../src-shared/assert.ts'
import { temporaryPath } from '../test/helpers/repos.ts'
import type { Bench } from './bench.ts'
import type { Loaded } from './listener-load.ts'

const connections = 64
const seconds = Number(process.env['SHIPLOG_BENCH_SECONDS'] ?? 3)
const warmSeconds = 1
const run = promisify(execFile)
const server = fileURLToPath(new URL('./listener-server.ts', import.meta.url))
const loader = fileURLToPath(new URL('./listener-load.ts', import.meta.url))

/** `[<id>]` becomes a new id in each request. */
const bodies = {
  change:
    '{"source":"cli","change_id":"[<id>]","time_created":"2026-11-20T10:00:00Z","event_type":"commit","$type":"change"}',
  deployment:
    '{"source":"cli","deploy_id":"[<id>]","time_created":"2026-11-20T10:00:00Z","changes":null,"teams":[],"$type":"deployment"}',
}

type Kind = 'stored' | 'handed' | 'bare'

const without: { kind: Kind; title: string }[] = [
  { kind: 'handed', title: 'the same server' },
  { kind: 'bare', title: 'one thread' },
]

/** A listener under load. `memory` is what the process held at each second, `cpuUs` what it took for each event. */
async function load(
  kind: Kind,
  body: string,
  forSeconds: number,
): Promise<Loaded & { memory: number[]; cpuUs: number }> {
  const child = spawn(process.execPath, [server, kind, temporaryPath('data')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const lines = await linesOf(child)
    const url = must(lines[0], 'because it listens')
    await send(url, body, warmSeconds)
    // A second without load costs nothing, and what it took is told by then.
    await sleep(1100)
    const warm = lines.length - 1
    const loaded = await send(url, body, forSeconds)
    await sleep(1100)
    const told = lines.slice(warm).map((line) => line.split(' ').map(Number))
    const [first, last] = [told[0]?.[1] ?? Number.NaN, told.at(-1)?.[1] ?? Number.NaN]
    const memory = told.flatMap(([rss]) => (rss === undefined ? [] : [rss]))
    return { ...loaded, memory, cpuUs: (last - first) / (loaded.perSecond * forSeconds) }
  } finally {
    child.kill('SIGKILL')
  }
}

async function send(url: string, body: string, forSeconds: number): Promise<Loaded> {
  const { stdout } = await run(process.execPath, [loader, url, body, `${connections}`, `${forSeconds}`])
  const loaded = JSON.parse(stdout) as Loaded
  assert(
    loaded.not2xx === 0 && loaded.errors === 0,
    `only 2xx, not ${loaded.not2xx} others and ${loaded.errors} errors`,
  )
  return loaded
}

/** What it prints, which grows; resolves at the first line. */
async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  const output = createInterface({ input: must(child.stdout, 'because its output is piped') })
  const first = new Promise<void>((resolve) => output.on('line', (line) => (lines.push(line), resolve())))
  await Promise.race([first, sleep(60_000)])
  return lines
}

const megabytes = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / 2 ** 20)} MB`

/** The mean of what was held from one second to another. */
function held(memory: readonly number[], from: number, to: number): number {
  const part = memory.slice(from, to)
  return part.reduce((sum, bytes) => sum + bytes, 0) / part.length
}

async function twoMinutes(): Promise<string> {
  const { memory, p99Ms, perSecond } = await load('stored', bodies.change, 120)
  const [middle, end] = [held(memory, 80, 100), held(memory, 100, 120)]
  assert(end <= 1.1 * middle, `memory to be flat, and not ${megabytes(middle)} and then ${megabytes(end)}`)
  const told = [held(memory, 0, 20), held(memory, 40, 60), held(memory, 60, 80), middle, end].map(megabytes)
  return `120 s of new changes: ${Math.round(perSecond)} per s, p99 ${p99Ms} ms; memory in the first 20 s, before 60 s, and in the thirds of the second minute: ${told.join(', ')}`
}

export async function open(): Promise<Bench> {
  const p99: Record<Kind, number[]> = { stored: [], handed: [], bare: [] }
  const cpu = new Map<string, number[]>()
  const side = (kind: Kind, event: string, body: string) => async () => {
    const { perSecond, p99Ms, cpuUs } = await load(kind, body, seconds)
    p99[kind].push(p99Ms)
    cpu.set(`${event}, ${kind}`, [...(cpu.get(`${event}, ${kind}`) ?? []), Math.round(cpuUs)])
    return perSecond
  }
  const mean = (kind: Kind, event: string) => () => {
    const each = cpu.get(`${event}, ${kind}`) ?? []
    return each.reduce((sum, us) => sum + us, 0) / each.length
  }
  return {
    cases: Object.entries(bodies).flatMap(([event, body]) =>
      without.map(({ kind, title }) => ({
        goal: `listener, ${connections} connections, new ${event}s, against ${title}`,
        unit: 'per s' as const,
        subject: { title: 'stored', run: side('stored', event, body), cpu: mean('stored', event) },
        baseline: { title: 'no database', run: side(kind, event, body), cpu: mean(kind, event) },
        gate: '>= 0.5',
        passes: (subject: number, baseline: number) => subject >= 0.5 * baseline,
      })),
    ),
    close: async () => {
      for (const [kind, each] of Object.entries(p99)) console.log(`p99 of each round, ${kind}: ${each.join(', ')} ms`)
      for (const [what, each] of cpu) console.log(`CPU for each ${what}: ${each.join(', ')} µs`)
      console.log(await twoMinutes())
    },
  }
}
