// Calls between threads: a named method and its arguments over a message port, answered in any order. A Refusal crosses
// as data and is a Refusal again on the other side. What is ready at the same moment, as after a commit, goes back in one
// message, because waking the other thread costs more than what is in it.
import type { MessagePort, Worker } from 'node:worker_threads'
import { Refusal, type ReplyError } from '../src-shared/reply.ts'

type Port = MessagePort | Worker

interface Request {
  id: number
  method: string
  args: unknown[]
}

type Answer = { id: number; value: unknown } | { id: number; refused: ReplyError } | { id: number; failed: string }

/** Answers requests that arrive at a port. Other messages are left to others. */
export function answer(port: Port, methods: Record<string, (...args: never[]) => Promise<unknown>>): void {
  let ready: Answer[] = []
  function say(one: Answer): void {
    if (ready.push(one) > 1) return
    // Behind the promises that are settled now.
    process.nextTick(() => {
      const answers = ready
      ready = []
      port.postMessage({ answers })
    })
  }
  port.on('message', (message: { request?: Request }) => {
    const { request } = message
    if (request === undefined) return
    const { id, method, args } = request
    const run = methods[method]
    const result = run === undefined ? Promise.reject(new Error(`no method ${method}`)) : run(...(args as never[]))
    result.then(
      (value) => say({ id, value }),
      (error: unknown) =>
        say(error instanceof Refusal ? { id, refused: error.toError() } : { id, failed: String(error) }),
    )
  })
}

/** Of some methods, which memory of their arguments goes with them and is gone here: copying it takes long. */
type Moved<T> = { [M in keyof T]?: T[M] extends (...args: infer A) => unknown ? (...args: A) => ArrayBuffer[] : never }

/** A proxy of the methods at the other end of a port. */
export function ask<T extends object>(port: Port, moved: Moved<T> = {}): T {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let next = 1
  /** Why nobody answers any more; null while somebody does. */
  let ended: string | null = null
  port.on('message', ({ answers = [] }: { answers?: Answer[] }) => {
    for (const reply of answers) {
      const one = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('value' in reply) one?.resolve(reply.value)
      else if ('refused' in reply)
        one?.reject(new Refusal(reply.refused.code, reply.refused.message, reply.refused.fields))
      else one?.reject(new Error(reply.failed))
    }
  })
  port.on('close', () => endAll('the other thread ended'))
  if ('threadId' in port) port.on('exit', () => endAll('the other thread ended'))
  function endAll(why: string): void {
    ended = why
    for (const one of waiting.values()) one.reject(closing(why))
    waiting.clear()
  }
  return new Proxy({} as T, {
    get: (_, method) =>
      typeof method === 'symbol' || method === 'then'
        ? undefined
        : (...args: unknown[]) =>
            new Promise((resolve, reject) => {
              // A message to a thread that has ended would wait for ever.
              if (ended !== null) return reject(closing(ended))
              waiting.set(next, { resolve, reject })
              const buffers = (moved as Record<string, (...args: unknown[]) => ArrayBuffer[]>)[method]?.(...args)
              port.postMessage({ request: { id: next++, method, args } }, buffers ?? [])
            }),
  })
}

function closing(why: string): Refusal {
  return new Refusal('unavailable', `Shiplog is closing: ${why}.`)
}
