// Events a second over 64 connections, stored with full durability, against the same HTTP server that answers without a
// database. Each event is new, in one system, as a CI that reports many deployments sends them. Then a minute of load, for
// the memory it holds.
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

type Kind = 'stored' | 'bare'

/** A listener under load. `memory` is what the process held at each second. */
async function load(kind: Kind, body: string, forSeconds: number): Promise<Loaded & { memory: number[] }> {
  const child = spawn(process.execPath, [server, kind, temporaryPath('data')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const lines = await linesOf(child)
    const { stdout } = await run(process.execPath, [
      loader,
      must(lines[0], 'because it listens'),
      body,
      `${connections}`,
      `${forSeconds}`,
    ])
    const loaded = JSON.parse(stdout) as Loaded
    assert(
      loaded.not2xx === 0 && loaded.errors === 0,
      `only 2xx, not ${loaded.not2xx} others and ${loaded.errors} errors`,
    )
    return { ...loaded, memory: lines.slice(1).map(Number) }
  } finally {
    child.kill('SIGKILL')
  }
}

/** What it prints, which grows; resolves at the first line. */
async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  const output = createInterface({ input: must(child.stdout, 'because its output is piped') })
  const first = new Promise<void>((resolve) => output.on('line', (line) => (lines.push(line), resolve())))
  await Promise.race([first, sleep(10_000)])
  return lines
}

const megabytes = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / 2 ** 20)} MB`

async function minute(): Promise<string> {
  const { memory, p99Ms, perSecond } = await load('stored', bodies.change, 60)
  const at = (second: number) => megabytes(memory[second])
  return `60 s of new changes: ${Math.round(perSecond)} per s, p99 ${p99Ms} ms; memory ${at(15)} after 15 s, ${at(30)} after 30 s, ${megabytes(memory.at(-1))} at the end`
}

export async function open(): Promise<Bench> {
  const p99: Record<Kind, number[]> = { stored: [], bare: [] }
  const side = (kind: Kind, body: string) => async () => {
    const { perSecond, p99Ms } = await load(kind, body, seconds)
    p99[kind].push(p99Ms)
    return perSecond
  }
  return {
    cases: Object.entries(bodies).map(([kind, body]) => ({
      goal: `listener, ${connections} connections, new ${kind}s`,
      unit: 'per s' as const,
      subject: { title: 'stored', run: side('stored', body) },
      baseline: { title: 'no database', run: side('bare', body) },
      gate: '>= 0.5',
      passes: (subject: number, baseline: number) => subject >= 0.5 * baseline,
    })),
    close: async () => {
      for (const [kind, each] of Object.entries(p99)) console.log(`p99 of each round, ${kind}: ${each.join(', ')} ms`)
      console.log(await minute())
    },
  }
}
