// Which Shiplog answers a command: the running one, over its address in the data folder; else this process, which then
// holds the folder's lock while it works. Reading never waits for anybody.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallName, Push } from '../../../src-shared/contract/index.ts'
import { contract } from '../../../src-shared/contract/index.ts'
import { Refusal, type Reply } from '../../../src-shared/reply.ts'
import { type Instance, readInstance } from '../../instance.ts'

export interface Connection {
  call(name: CallName, input: unknown): Promise<Reply<unknown>>
  close(): Promise<void>
}

const waitMs = 30_000
const job = `cli-${process.pid}`

/** Opens whatever can answer `name`. `say` writes progress and remarks to the terminal. */
export async function connect(
  dataDir: string,
  name: CallName,
  say: (line: string) => void,
  onPush: (push: Push) => void,
): Promise<Connection> {
  // The core is loaded only where this process needs it.
  const { lockFolder, openReadOnly, openShiplog } = await import('../../shiplog.ts')
  if (contract[name].kind === 'read') {
    const reader = await openReadOnly(dataDir)
    if (reader !== null) return { call: (called, input) => reader.dispatch(called, input), close: reader.close }
  }
  for (let waited = 0; ; waited += 200) {
    const instance = readInstance(dataDir)
    if (instance !== null && (await alive(instance))) return remote(instance, onPush)
    const lock = lockFolder(dataDir)
    if (lock !== null) {
      const shiplog = await openShiplog({ dataDir }).catch((error: unknown) => {
        lock.release()
        throw error
      })
      shiplog.subscribe(onPush)
      const cancel = () => void shiplog.dispatch('jobs.cancel', { job })
      process.once('SIGINT', cancel)
      return {
        call: (called, input) => shiplog.dispatch(called, input, { job }),
        close: async () => {
          process.off('SIGINT', cancel)
          await shiplog.close()
          lock.release()
        },
      }
    }
    if (waited === 0) say('Waiting for another shiplog command to end.')
    if (waited >= waitMs)
      throw new Refusal(
        'unavailable',
        `Another shiplog command has been using ${dataDir} for ${waitMs / 1000} seconds.`,
      )
    await sleep(200)
  }
}

/** The running instance at a data folder, or null. */
export async function findInstance(dataDir: string): Promise<Instance | null> {
  const instance = readInstance(dataDir)
  return instance !== null && (await alive(instance)) ? instance : null
}

export async function post(
  instance: Instance,
  where: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(`${instance.origin}${where}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${instance.token}`,
      'content-type': 'application/json',
      'x-shiplog': '1',
      ...headers,
    },
    body: JSON.stringify(body),
  })
  return response.json()
}

async function alive(instance: Instance): Promise<boolean> {
  try {
    const reply = (await post(instance, '/api/workspace.status', {})) as Reply<unknown>
    return reply.ok
  } catch {
    // A file left behind by an instance that was killed.
    return false
  }
}

async function remote(instance: Instance, onPush: (push: Push) => void): Promise<Connection> {
  const stop = new AbortController()
  void follow(instance, onPush, stop.signal)
  const cancel = () => void post(instance, '/api/jobs.cancel', { job })
  process.once('SIGINT', cancel)
  return {
    call: async (name, input) =>
      (await post(instance, `/api/${name}`, input, { 'x-shiplog-job': job })) as Reply<unknown>,
    close: async () => {
      process.off('SIGINT', cancel)
      stop.abort()
    },
  }
}

/** Passes on what the running instance says of this command's job. */
async function follow(instance: Instance, onPush: (push: Push) => void, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${instance.origin}/api/pushes`, {
      headers: { authorization: `Bearer ${instance.token}` },
      signal,
    })
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue
        const push = JSON.parse(line.slice('data: '.length)) as Push
        if (push.type === 'progress' && push.job === job) onPush(push)
      }
    }
  } catch {
    // Progress is a courtesy; the answer comes without it.
  }
}
