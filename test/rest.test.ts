// What a thread leaves behind is given back when it rests, without anybody asking for more.
import { expect, test, vi } from 'vitest'
import { Rest } from '../src-main/rest.ts'

test('what nothing refers to any more is gone once nothing is under way', async () => {
  const rest = new Rest()
  const { make } = rest.except({ make: async (): Promise<WeakRef<object>> => new WeakRef({ big: 'x'.repeat(10) }) })
  const left = await make()
  await vi.waitFor(() => expect(left.deref() === undefined).toBe(true), { timeout: 15_000, interval: 100 })
})

test('a method answers as it did, and what it throws is thrown', async () => {
  const methods = new Rest().except({
    twice: async (n: number) => n * 2,
    wrong: async (): Promise<void> => Promise.reject(new Error('no')),
  })
  await expect(methods.twice(4)).resolves.toBe(8)
  await expect(methods.wrong()).rejects.toThrow('no')
})
