// Events a second over 64 connections, stored with full durability, against the same HTTP server that answers without a
// database. Each event is new, in one system, as a CI that reports many deployments sends them.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assert } from '../src-shared/assert.ts'
import { temporaryPath } from '../test/helpers/repos.ts'
import type { Bench } from './bench.ts'

const connections = 64
const seconds = Number(process.env['SHIPLOG_BENCH_SECONDS'] ?? 3)
const run = promisify(execFile)
const autocannon = createRequire(import.meta.url).resolve('autocannon')
const server = fileURLToPath(new URL('./listener-server.ts', import.meta.url))

interface Result {
  '2xx': number
  non2xx: number
  errors: number
  duration: number
}

/** `kind`: change, deployment or incident; `[<id>]` becomes a new id in each request. */
const bodies = {
  change:
    '{"source":"cli","change_id":"[<id>]","time_created":"2026-11-20T10:00:00Z","event_type":"commit","$type":"change"}',
  deployment:
    '{"source":"cli","deploy_id":"[<id>]","time_created":"2026-11-20T10:00:00Z","changes":null,"teams":[],"$type":"deployment"}',
}

async function load(kind: 'stored' | 'bare', body: string): Promise<number> {
  const child = spawn(process.execPath, [server, kind, temporaryPath('data')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await firstLine(child)
    const flags = [
      '-j',
      '-n',
      '-I',
      '-c',
      `${connections}`,
      '-d',
      `${seconds}`,
      '-m',
      'POST',
      '-H',
      'content-type=application/json',
    ]
    const { stdout } = await run(process.execPath, [autocannon, ...flags, '-b', body, url], { maxBuffer: 2 ** 26 })
    const result = JSON.parse(stdout) as Result
    assert(
      result.non2xx === 0 && result.errors === 0,
      `only 2xx, not ${result.non2xx} others and ${result.errors} errors`,
    )
    return result['2xx'] / result.duration
  } finally {
    child.kill('SIGKILL')
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert(child.stdout !== null, 'its output to be piped')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('The server ended before it listened.')
}

export async function open(): Promise<Bench> {
  return {
    cases: Object.entries(bodies).map(([kind, body]) => ({
      goal: `listener, ${connections} connections, new ${kind}s`,
      unit: 'per s' as const,
      subject: { title: 'stored', run: () => load('stored', body) },
      baseline: { title: 'no database', run: () => load('bare', body) },
      gate: '>= 0.5',
      passes: (subject: number, baseline: number) => subject >= 0.5 * baseline,
    })),
    close: async () => undefined,
  }
}
