// A built `shiplog serve` as a process of its own, asked over HTTP as the pages ask, and the least that could be in its
// place: a server without anything behind it, on the same Node.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assert } from '../src-shared/assert.ts'
import type { CallName, Input, Output } from '../src-shared/contract/index.ts'
import type { Reply } from '../src-shared/reply.ts'
import { readInstance } from '../src-main/instance.ts'

const shiplog = fileURLToPath(new URL('../scripts/shiplog.mjs', import.meta.url))
const bare = `require('http').createServer((q, a) => a.end()).listen(0, '127.0.0.1', () => console.log('events: here'))`

export interface Server {
  /** What of the computer's memory is its own now, MB. */
  memory(): number
  /** The most that was, since it started. */
  mostMemory(): number
  close(): Promise<void>
}

export interface Served extends Server {
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
}

/** Resolves when it says where it takes events. */
async function start(args: string[]): Promise<Server> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await said(child, 'events: ')
  return {
    memory: () => memoryOf(child, /^VmRSS:\s+(\d+)/m),
    mostMemory: () => memoryOf(child, /^VmHWM:\s+(\d+)/m),
    close: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

function memoryOf({ pid }: ChildProcess, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

export function startBare(): Promise<Server> {
  return start(['-e', bare])
}

export async function startServe(dataDir: string): Promise<Served> {
  const at = ['--listen', '127.0.0.1:0', '--port', '0', '--data', dataDir]
  const server = await start([shiplog, 'serve', '--no-open', ...at])
  return {
    ...server,
    call: async (name, input) => {
      const instance = readInstance(dataDir)
      assert(instance !== null, 'a server that runs says where')
      const answer = await fetch(`${instance.origin}/api/${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-shiplog': '1',
          authorization: `Bearer ${instance.token}`,
        },
        body: JSON.stringify(input),
      })
      const reply = (await answer.json()) as Reply<unknown>
      assert(reply.ok, reply.ok ? '' : `an answer to ${name}, not: ${reply.error.message}`)
      return reply.value as never
    },
  }
}

/** Reads on afterwards, so that nothing it says has nowhere to go. */
function said(child: ChildProcess, words: string): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes(words)) resolve()
    })
    child.once('exit', () => reject(new Error('the server ended')))
  })
}
