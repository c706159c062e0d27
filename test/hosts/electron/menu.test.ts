import { describe, expect, test } from 'vitest'
import { menuTemplate } from '../../../src-main/hosts/electron/menu.ts'

const actions = { go: () => {}, openDataFolder: () => {}, about: () => {} }

interface Item {
  label?: string
  accelerator?: string
  submenu?: unknown
}

function items(platform: NodeJS.Platform): Item[] {
  const below = (list: Item[]): Item[] =>
    list.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? below(item.submenu as Item[]) : [])])
  return below(menuTemplate(platform, actions))
}

describe('the menu', () => {
  test('has no shortcut twice', () => {
    const shortcuts = items('linux').flatMap((item) => item.accelerator ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })

  test('leads to nine pages, in the order of the side bar', () => {
    const pages = items('darwin').filter((item) => /^CmdOrCtrl\+\d$/.test(item.accelerator ?? ''))
    expect(pages.map(({ label, accelerator }) => `${accelerator?.at(-1)} ${label}`)).toEqual([
      '1 Overview',
      '2 Deployments',
      '3 Incidents',
      '4 Systems and repositories',
      '5 Imports',
      '6 Listener',
      '7 Data quality',
      '8 Journal',
      '9 Settings',
    ])
  })

  test('begins with the application menu on macOS only', () => {
    expect(menuTemplate('darwin', actions)[0]).toEqual({ role: 'appMenu' })
    expect(menuTemplate('win32', actions)[0]?.label).toBe('File')
  })
})
