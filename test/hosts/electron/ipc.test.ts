import { beforeEach, describe, expect, test } from 'vitest'
import type { CallOptions, HostPush } from '../../../src-shared/client.ts'
import type { Reply } from '../../../src-shared/reply.ts'
import {
  callChannel,
  openIpc,
  pushChannel,
  subscribeChannel,
  type CallEvent,
  type Contents,
} from '../../../src-main/hosts/electron/ipc.ts'

const origin = 'http://127.0.0.1:4321'
const ours = { parent: null, origin }

/** A page as main sees it: what it was sent, and whether it is still there. */
class Page implements Contents {
  readonly sent: unknown[][] = []
  gone = false
  #onDestroyed: () => void = () => {}

  send(...message: unknown[]): void {
    this.sent.push(message)
  }

  isDestroyed(): boolean {
    return this.gone
  }

  once(_event: 'destroyed', listener: () => void): void {
    this.#onDestroyed = listener
  }

  destroy(): void {
    this.gone = true
    this.#onDestroyed()
  }
}

let call: (event: CallEvent, ...args: unknown[]) => Promise<Reply<unknown>>
let subscribe: (event: CallEvent) => void
let push: (push: HostPush) => void
let dispatched: { name: string; input: unknown; options: CallOptions }[]
let chosen: { what: string; sender: Contents }[]
let dispatch: () => Promise<Reply<unknown>>

beforeEach(() => {
  dispatched = []
  chosen = []
  dispatch = () => Promise.resolve({ ok: true, value: 'answered' })
  openIpc(
    {
      handle(channel, listener) {
        expect(channel).toBe(callChannel)
        call = async (event, ...args) => (await listener(event, ...args)) as Reply<unknown>
      },
      on(channel, listener) {
        expect(channel).toBe(subscribeChannel)
        subscribe = listener
      },
    },
    {
      origin,
      dispatch(name, input, options) {
        dispatched.push({ name, input, options })
        return dispatch()
      },
      subscribe(listener) {
        push = listener
        return () => {}
      },
      choose(what, sender) {
        chosen.push({ what, sender })
        return Promise.resolve(['/repos/api'])
      },
    },
  )
})

describe('a call', () => {
  test('from our page reaches the core with its input and options', async () => {
    const event = { sender: new Page(), senderFrame: ours }
    const options = { job: 'j1', workspace: 'sample' }
    expect(await call(event, 'repos.detect', { path: '/x' }, options)).toEqual({ ok: true, value: 'answered' })
    expect(dispatched).toEqual([{ name: 'repos.detect', input: { path: '/x' }, options }])
    await call(event, 'workspace.status', {}, undefined)
    expect(dispatched[1]?.options).toEqual({})
  })

  test.each([
    ['a page of another origin', { parent: null, origin: 'https://example.com' }],
    ['another port of this computer', { parent: null, origin: 'http://127.0.0.1:4322' }],
    ['an origin that begins as ours', { parent: null, origin: `${origin}.example.com` }],
    ['a file or a sandboxed frame', { parent: null, origin: 'null' }],
    ['a frame inside our page, even of our origin', { parent: ours, origin }],
    ['a frame that is gone', null],
  ])('from %s is refused', async (_who, senderFrame) => {
    const event = { sender: new Page(), senderFrame }
    const reply = await call(event, 'workspace.status', {}, {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await call(event, 'workspace.choose', { what: 'file' }, {})).toEqual(reply)
    expect([dispatched, chosen]).toEqual([[], []])
  })

  test.each(['workspace.explode', '', '__proto__', 'toString', 'constructor', 42, null, undefined, ['repos.list'], {}])(
    'named %j is not found',
    async (name) => {
      const reply = await call({ sender: new Page(), senderFrame: ours }, name, {}, {})
      expect(reply).toMatchObject({ ok: false, error: { code: 'not_found' } })
      expect(dispatched).toEqual([])
    },
  )

  test.each([
    'sample',
    7,
    [1],
    { job: 7 },
    { job: 'x'.repeat(101) },
    { workspace: 'theirs' },
    { workspace: null },
    { path: '/etc' },
  ])('with options %j is invalid', async (options) => {
    const reply = await call({ sender: new Page(), senderFrame: ours }, 'workspace.status', {}, options)
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid', message: expect.stringContaining('options') } })
    expect(dispatched).toEqual([])
  })

  test('that fails inside is a reply, without the inside', async () => {
    dispatch = () => Promise.reject(new Error('ENOENT /home/ann/secret'))
    const reply = await call({ sender: new Page(), senderFrame: ours }, 'workspace.status', {}, {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('secret')
  })
})

describe('workspace.choose', () => {
  test('is answered by the dialog of the window that asks', async () => {
    const sender = new Page()
    const reply = await call({ sender, senderFrame: ours }, 'workspace.choose', { what: 'folder' }, {})
    expect(reply).toEqual({ ok: true, value: { paths: ['/repos/api'] } })
    expect(chosen).toEqual([{ what: 'folder', sender }])
    expect(dispatched).toEqual([])
  })

  test.each([{}, { what: 'printer' }, { what: 'file', title: 'x' }, null, 'file'])(
    'with %j is invalid',
    async (input) => {
      const reply = await call({ sender: new Page(), senderFrame: ours }, 'workspace.choose', input, {})
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
      expect(chosen).toEqual([])
    },
  )
})

describe('pushes', () => {
  const changed: HostPush = { type: 'changed', revision: 7, workspace: 'own' }

  test('go to every page that subscribed, once each', () => {
    const [a, b, stranger, silent] = [new Page(), new Page(), new Page(), new Page()]
    subscribe({ sender: a, senderFrame: ours })
    subscribe({ sender: a, senderFrame: ours })
    subscribe({ sender: b, senderFrame: ours })
    subscribe({ sender: stranger, senderFrame: { parent: null, origin: 'https://example.com' } })
    push(changed)
    expect(a.sent).toEqual([[pushChannel, changed]])
    expect(b.sent).toEqual([[pushChannel, changed]])
    expect([stranger.sent, silent.sent]).toEqual([[], []])
  })

  test('no longer go to a window that closed', () => {
    const page = new Page()
    subscribe({ sender: page, senderFrame: ours })
    page.destroy()
    push(changed)
    expect(page.sent).toEqual([])
  })
})
