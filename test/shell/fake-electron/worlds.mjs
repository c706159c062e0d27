// The two scripts that run in the page before its own: the preload in an isolated world, and its bridge in the page's.
// The worlds share the document and nothing else; they talk by events on it, whose details are cloned on the way.
// Only the top frame gets them, as in Electron.

/** In the page's world: makes an object out of what the preload exposes. */
export const mainWorld = `(() => {
  if (window.top !== window) return
  const callbacks = new Map(), waiting = new Map()
  let last = 0
  const tell = (type, detail) => document.dispatchEvent(new CustomEvent(type, { detail }))
  const wrap = (value) => (typeof value === 'function' ? (callbacks.set(++last, value), { callback: last }) : value)
  const bridged = (fn) => (...args) => {
    const id = ++last
    let answer
    waiting.set(id, (detail) => (answer = detail))
    tell('fake:call', { id, fn, args: args.map(wrap) })
    if (answer.state === 'failed') throw new Error(answer.error)
    if (answer.state === 'done') return answer.value
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ state, value, error }) => (state === 'done' ? resolve(value) : reject(new Error(error))))
    })
  }
  document.addEventListener('fake:answer', ({ detail }) => {
    const settle = waiting.get(detail.id)
    waiting.delete(detail.id)
    settle?.(detail)
  })
  document.addEventListener('fake:callback', ({ detail }) => callbacks.get(detail.callback)?.(...detail.args))
  document.addEventListener('fake:expose', ({ detail }) => {
    const value = Object.fromEntries(detail.functions.map(([name, fn]) => [name, bridged(fn)]))
    Object.defineProperty(window, detail.key, { value: Object.freeze(value), enumerable: true })
  })
})()`

/**
 * In the isolated world: the sandboxed preload with the few modules it may require.
 * @param {string} preload its source
 */
export function isolatedWorld(preload) {
  return `(() => {
  if (window.top !== window) return
  const functions = new Map(), waiting = new Map(), listeners = new Map(), dropped = new Map()
  let last = 0
  const tell = (type, detail) => document.dispatchEvent(new CustomEvent(type, { detail }))
  const unwrap = (value) =>
    value !== null && typeof value === 'object' && 'callback' in value
      ? (...args) => tell('fake:callback', { callback: value.callback, args })
      : value
  document.addEventListener('fake:call', ({ detail: { id, fn, args } }) => {
    // The real bridge clones results too: what cannot be cloned is a mistake of the preload.
    const done = (value) => tell('fake:answer', { id, state: 'done', value: structuredClone(value) })
    const failed = (error) => tell('fake:answer', { id, state: 'failed', error: String(error?.message ?? error) })
    try {
      const value = functions.get(fn)(...args.map(unwrap))
      if (!(value instanceof Promise)) return done(value)
      tell('fake:answer', { id, state: 'later' })
      value.then(done).catch(failed)
    } catch (error) {
      failed(error)
    }
  })
  const send = (message) => globalThis.fakeIpc(JSON.stringify(message))
  globalThis.fakeDeliver = (message) => {
    if (message.type === 'dropped') for (const [name, path] of message.paths) dropped.set(name, path)
    else if (message.type === 'event') for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args)
    else {
      const { resolve, reject } = waiting.get(message.id)
      waiting.delete(message.id)
      if ('error' in message) reject(new Error(message.error))
      else resolve(message.value)
    }
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld: (key, api) =>
        tell('fake:expose', { key, functions: Object.entries(api).map(([name, fn]) => (functions.set(++last, fn), [name, last])) }),
    },
    ipcRenderer: {
      invoke: (channel, ...args) =>
        new Promise((resolve, reject) => {
          waiting.set(++last, { resolve, reject })
          send({ type: 'invoke', id: last, channel, args })
        }),
      send: (channel, ...args) => send({ type: 'send', channel, args }),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
    webUtils: {
      getPathForFile: (file) => {
        if (!(file instanceof File)) throw new TypeError('not a File')
        return dropped.get(file.name) ?? ''
      },
    },
  }
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error('module not found in a sandboxed preload: ' + name)
  }
  const module = { exports: {} }
  ;(function (require, module, exports) {
${preload}
  })(require, module, module.exports)
})()
//# sourceURL=preload.cjs`
}
