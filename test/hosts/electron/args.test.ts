import { describe, expect, test } from 'vitest'
import { readArgs } from '../../../src-main/hosts/electron/args.ts'

describe('the arguments of the window', () => {
  test('are a data folder, the port of the page and where to listen', () => {
    expect(readArgs([])).toEqual({ port: 0, listen: { host: '127.0.0.1', port: 8787, explicit: false } })
    expect(readArgs(['--data', '/d', '--port', '4000', '--listen', '0.0.0.0:9000'])).toEqual({
      data: '/d',
      port: 4000,
      listen: { host: '0.0.0.0', port: 9000, explicit: true },
    })
  })

  test.each([
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['localhost:9000', 'localhost', 9000],
    ['[::1]:9000', '::1', 9000],
  ])('read the address %s', (text, host, port) => {
    expect(readArgs(['--listen', text]).listen).toEqual({ host, port, explicit: true })
  })

  test('may stand among switches for Chromium', () => {
    expect(readArgs(['--no-sandbox', '--data=/d', '--lang', 'de', '.'])).toMatchObject({ data: '/d' })
  })

  test.each(['--port=70000', '--port=-1', '--port=http', '--port=1.5', '--port'])('refuse %s', (arg) => {
    expect(() => readArgs([arg])).toThrow('--port takes a number from 0 to 65535')
  })

  test.each([
    '--listen',
    '--listen=',
    '--listen=8787',
    '--listen=localhost',
    '--listen=:1',
    '--listen=a:70000',
    '--listen=::1:1',
  ])('refuse %s', (arg) => {
    expect(() => readArgs([arg])).toThrow('--listen takes host and port')
  })
})
