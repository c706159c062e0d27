// What a thread leaves behind is given back when it rests, without anybody asking for more.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { Rest } from '../src-main/rest.ts'

test('what nothing refers to any more is gone once nothing is under way', async () => {
  const rest = new Rest()
  const make = async (): Promise<WeakRef<object>> => new WeakRef({ big: 'x'.repeat(10) })
  const left = await rest.during(make())
  await vi.waitFor(() => expect(left.deref() === undefined).toBe(true), { timeout: 15_000, interval: 100 })
})

test('work answers as it did, and what it throws is thrown', async () => {
  const rest = new Rest()
  const twice = async (n: number) => n * 2
  await expect(rest.during(twice(4))).resolves.toBe(8)
  await expect(rest.during(Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('threads that rest in one moment all go on', async () => {
  const file = new URL('../src-main/rest.ts', import.meta.url).href
  const often = `import(${JSON.stringify(file)}).then(({ clearUp }) => { for (let i = 0; i < 100; i++) clearUp(false) })`
  const ended = [1, 2, 3].map(async () => {
    const [code] = (await once(new Worker(often, { eval: true }), 'exit')) as [number]
    return code
  })
  // What ends one of them is told to `once` as its error.
  expect(await Promise.all(ended)).toEqual([0, 0, 0])
})
