// How calls, pushes and files travel: over the desktop window's bridge where there is one, else over HTTP to the server
// the page came from. The only file that knows which of the two it is. Knows nothing of what the calls mean.
import { client, type Bridge, type CallOptions, type HostPush, type Transport } from '../src-shared/client.ts'
import type { Reply } from '../src-shared/reply.ts'

declare global {
  interface Window {
    shiplog?: Bridge
  }
}

const bridge = window.shiplog

/** In the desktop window there are system dialogs, and dropped things have paths. */
export const isDesktop = bridge !== undefined

export const connectionLost = 'Connection to Shiplog lost; trying again.'

export const shiplog = client(bridge === undefined ? overHttp() : bridge.call)

function overHttp(): Transport {
  return (name, input, options) =>
    ask(`/api/${name}`, { 'content-type': 'application/json', ...marks(options) }, JSON.stringify(input))
}

function marks(options: CallOptions | undefined): Record<string, string> {
  return {
    ...(options?.workspace === 'sample' ? { 'x-shiplog-workspace': 'sample' } : {}),
    ...(options?.job === undefined ? {} : { 'x-shiplog-job': options.job }),
  }
}

async function ask<T>(path: string, headers: Record<string, string>, body: BodyInit): Promise<Reply<T>> {
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'x-shiplog': '1', ...headers }, body })
    // Every answer of the server is a Reply, whatever its status; anything else came from something in between.
    return (await answer.json()) as Reply<T>
  } catch {
    return { ok: false, error: { code: 'unavailable', message: connectionLost } }
  }
}

/** The path of a dropped or chosen file, where the host can tell. */
export function pathForFile(file: File): string | null {
  if (bridge === undefined) return null
  const path = bridge.pathForFile(file)
  return path === '' ? null : path
}

/** Gives a file to Shiplog: its path where it has one, else its bytes. The answer is what imports take as `file`. */
export async function handOver(file: File): Promise<Reply<{ file: string }>> {
  const path = pathForFile(file)
  if (path !== null) return { ok: true, value: { file: path } }
  return ask(`/upload?name=${encodeURIComponent(file.name)}`, { 'content-type': 'application/octet-stream' }, file)
}

/**
 * Listens to pushes until the answer is called. `onState` tells when the connection comes (null) and goes (what is wrong);
 * that of a window is there from the start and stays.
 */
export function listen(onPush: (push: HostPush) => void, onState: (problem: string | null) => void): () => void {
  let ended = false
  if (bridge !== undefined) {
    bridge.onPush((push) => {
      if (!ended) onPush(push)
    })
    return () => {
      ended = true
    }
  }
  let stream: EventSource | null = null
  let timer = 0
  function open(): void {
    stream = new EventSource('/api/pushes')
    stream.addEventListener('open', () => onState(null))
    stream.addEventListener('message', (event) => onPush(JSON.parse(String(event.data)) as HostPush))
    stream.addEventListener('error', () => {
      onState(connectionLost)
      // The browser tries again by itself unless the server answered with an error: then ask what is wrong, and try on.
      if (stream?.readyState === EventSource.CLOSED && !ended) void explain()
    })
  }
  async function explain(): Promise<void> {
    const reply = await shiplog.call('workspace.status', {})
    if (!reply.ok && !ended) onState(reply.error.message)
    if (!ended) timer = window.setTimeout(open, 2000)
  }
  open()
  return () => {
    ended = true
    window.clearTimeout(timer)
    stream?.close()
  }
}
