import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../out/main/', import.meta.url)

test('built code is ASCII: a thread keeps what it loads, and one other character doubles that', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'))
  expect(files).toContain('worker.js')
  // eslint-disable-next-line no-control-regex -- all of ASCII is what it looks for
  const others = files.filter((name) => !/^[\0-\x7f]*$/.test(readFileSync(new URL(name, folder), 'utf8')))
  expect(others).toEqual([])
})
