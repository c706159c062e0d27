import path from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from '../src-main/data-folder.ts'

test('Linux: the XDG data folder, or its default place', () => {
  expect(dataFolder({}, 'linux', '/home/ann')).toBe('/home/ann/.local/share/shiplog')
  expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/ann')).toBe('/data/shiplog')
  // "All paths set in these environment variables must be absolute. If [one is] relative … it should be ignored."
  expect(dataFolder({ XDG_DATA_HOME: 'data' }, 'linux', '/home/ann')).toBe('/home/ann/.local/share/shiplog')
  expect(dataFolder({ XDG_DATA_HOME: '' }, 'linux', '/home/ann')).toBe('/home/ann/.local/share/shiplog')
})

test('macOS and Windows: where applications keep their data', () => {
  expect(dataFolder({}, 'darwin', '/Users/ann')).toBe('/Users/ann/Library/Application Support/Shiplog')
  const roaming = 'C:\\Users\\ann\\AppData\\Roaming'
  expect(dataFolder({ APPDATA: roaming }, 'win32', 'C:\\Users\\ann')).toBe(`${roaming}\\Shiplog`)
  expect(dataFolder({}, 'win32', 'C:\\Users\\ann')).toBe(`${roaming}\\Shiplog`)
})

test('SHIPLOG_DATA goes before all of them', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(dataFolder({ SHIPLOG_DATA: '/srv/shiplog', XDG_DATA_HOME: '/data' }, platform, '/home/ann')).toBe(
      path.resolve('/srv/shiplog'),
    )
  }
  expect(dataFolder({ SHIPLOG_DATA: 'here' }, 'linux', '/home/ann')).toBe(path.resolve('here'))
})
