// The window's way in: one channel for calls and one for pushes, for our own page alone. Imports no electron: what it
// needs of it comes in as a parameter. Knows no call but `workspace.choose`, which only a window can answer.
// Invariant: a call from any other frame or origin, or with a name outside the contract, never reaches the core.
import type { CallOptions, HostPush } from '../../../src-shared/client.ts'
import { contract, isCallName, type Input } from '../../../src-shared/contract/index.ts'
import { Refusal, shown, type Reply } from '../../../src-shared/reply.ts'

export const callChannel = 'shiplog:call'
export const pushChannel = 'shiplog:push'
export const subscribeChannel = 'shiplog:subscribe'

/** The part of Electron's WebContents used here. */
export interface Contents {
  send(channel: string, ...args: unknown[]): void
  isDestroyed(): boolean
  once(event: 'destroyed', listener: () => void): unknown
}

/** The part of an ipc event used here. A frame that went away meanwhile is null. */
export interface CallEvent {
  sender: Contents
  senderFrame: { parent: unknown; origin: string } | null
}

/** The part of Electron's ipcMain used here. */
export interface Door {
  handle(channel: string, listener: (event: CallEvent, ...args: unknown[]) => unknown): void
  on(channel: string, listener: (event: CallEvent, ...args: unknown[]) => void): unknown
}

export interface CallHost {
  /** The only origin that is answered, `http://127.0.0.1:PORT`. */
  origin: string
  dispatch(name: string, input: unknown, options: CallOptions): Promise<Reply<unknown>>
  subscribe(listener: (push: HostPush) => void): () => void
  /** Shows the system's dialog; the chosen paths, none when it was cancelled. */
  choose(what: Input<'workspace.choose'>['what'], sender: Contents): Promise<string[]>
}

/** Answers calls and sends pushes from now on. */
export function openIpc(door: Door, host: CallHost): void {
  const listeners = new Set<Contents>()
  // Never throws: what throws here reaches the page as an Error with a path in its text instead of a Reply.
  door.handle(callChannel, async (event, name, input, options) => {
    try {
      if (!isOurs(event, host.origin)) throw new Refusal('forbidden', 'Only the Shiplog window may call Shiplog.')
      return await answer(host, event.sender, name, input, options)
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.toError() }
      return { ok: false, error: { code: 'internal', message: 'Something went wrong inside Shiplog.' } }
    }
  })
  door.on(subscribeChannel, (event) => {
    if (!isOurs(event, host.origin) || listeners.has(event.sender)) return
    listeners.add(event.sender)
    event.sender.once('destroyed', () => listeners.delete(event.sender))
  })
  host.subscribe((push) => {
    for (const contents of listeners) if (!contents.isDestroyed()) contents.send(pushChannel, push)
  })
}

/** Whether our own page sent it, and not a frame inside it or a page that took its place. */
function isOurs(event: CallEvent, origin: string): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && frame.origin === origin
}

async function answer(
  host: CallHost,
  sender: Contents,
  name: unknown,
  input: unknown,
  options: unknown,
): Promise<Reply<unknown>> {
  if (typeof name !== 'string' || !isCallName(name)) throw new Refusal('not_found', `There is no call ${shown(name)}.`)
  const checked = callOptions(options)
  if (name !== 'workspace.choose') return host.dispatch(name, input, checked)
  const wish = contract['workspace.choose'].input.safeParse(input)
  if (!wish.success) throw new Refusal('invalid', 'Say what to choose: {"what": "folder"} or {"what": "file"}.')
  return { ok: true, value: { paths: await host.choose(wish.data.what, sender) } }
}

/** The options of a call, or a refusal: nothing but a short job name and one of the two workspaces. */
function callOptions(options: unknown): CallOptions {
  if (options === undefined || options === null) return {}
  const wrong = new Refusal('invalid', `Call options are {"job", "workspace"}; this is ${shown(options)}.`)
  if (typeof options !== 'object') throw wrong
  const checked: CallOptions = {}
  for (const [key, value] of Object.entries(options)) {
    if (key === 'job' && typeof value === 'string' && value.length <= 100) checked.job = value
    else if (key === 'workspace' && (value === 'own' || value === 'sample')) checked.workspace = value
    else if (value !== undefined) throw wrong
  }
  return checked
}
