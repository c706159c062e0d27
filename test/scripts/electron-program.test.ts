import { expect, test } from 'vitest'
import { downloadHost, electronProgram, obstacle } from '../../scripts/electron-program.mjs'

test('Electron needs a display on Linux, and refuses to run as root', () => {
  expect(obstacle('linux', {}, 1000)).toBe('there is no display')
  expect(obstacle('linux', { DISPLAY: ':0' }, 1000)).toBeNull()
  expect(obstacle('linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000)).toBeNull()
  expect(obstacle('linux', { DISPLAY: ':0' }, 0)).toBe('it does not run as root')
  expect(obstacle('darwin', {}, 0)).toBeNull()
  expect(obstacle('win32', {}, null)).toBeNull()
})

test('a program the person names is taken at their word', () => {
  expect(obstacle('linux', { ELECTRON_EXEC_PATH: '/opt/electron' }, 0)).toBeNull()
  expect(electronProgram({ ELECTRON_EXEC_PATH: '/opt/electron' })).toBe('/opt/electron')
})

test('the download comes from GitHub unless a mirror is set', () => {
  expect(downloadHost({})).toBe('github.com')
  expect(downloadHost({ ELECTRON_MIRROR: 'https://mirror.example/electron/' })).toBe('mirror.example')
  expect(downloadHost({ npm_config_electron_mirror: 'https://other.example/' })).toBe('other.example')
  expect(downloadHost({ ELECTRON_MIRROR: 'not an address' })).toBe('github.com')
})
