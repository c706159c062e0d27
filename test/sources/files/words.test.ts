// What the words of a file are understood as, and which of its rows count, for a person to see and to choose.
import { describe, expect, test } from 'vitest'
import type { FileTranslation } from '../../../src-main/sources/source.ts'
import { fixture, translate as read } from './fixture.ts'

function translate(file: string, choices = {}): FileTranslation {
  return read(`exports/${file}`, fixture(`exports/${file}`), choices)
}

function wordsOf({ words }: FileTranslation, field: string) {
  return words.find((one) => one.field === field)?.values.map(({ word, n, means }) => [word, n, means])
}

describe('words', () => {
  test('of a status, those that nobody knows first, then the most frequent', () => {
    const found = translate('unknown-status.csv')
    expect(wordsOf(found, 'status')).toEqual([
      ['Parked', 2, null],
      ['Abandoned', 1, null],
      ['Resolved', 1, 'resolved'],
    ])
    expect([...found.notes]).toEqual([
      [2, 'its status "Parked" is not known: open by its times'],
      [3, 'its status "Parked" is not known: resolved by its times'],
      [4, 'its status "Abandoned" is not known: open by its times'],
    ])
    // P9 is no severity, and a blank cell says none.
    expect(wordsOf(found, 'severity')).toEqual([
      ['P9', 1, null],
      ['P1', 1, '1'],
      ['high', 1, '2'],
      ['', 1, null],
    ])
  })

  test('of a person count instead, however they are spelt', () => {
    const found = translate('unknown-status.csv', {
      values: { status: { PARKED: 'no incident', Abandoned: 'open' }, severity: { P9: 'P5' } },
    })
    expect(found.events.map(({ id }) => id)).toEqual(['3', '4'])
    expect(found.skipped.map(({ row, reason }) => [row, reason])).toEqual([
      [2, 'its status "Parked" means that it is no incident'],
      [3, 'its status "Parked" means that it is no incident'],
    ])
    expect(found.warnings).toEqual([])
    expect(found.words[0]?.values.map(({ word, means, chosen }) => [word, means, chosen])).toContainEqual([
      'Parked',
      'no incident',
      'no incident',
    ])
  })

  test('of deployments: environments by the name the numbers have, a result that nobody knows', () => {
    const found = translate('deployments-by-hand.csv')
    expect(wordsOf(found, 'environment')).toEqual([['prod', 3, 'production']])
    expect(wordsOf(found, 'status')?.[0]).toEqual(['maybe', 1, null])
    expect(
      wordsOf(translate('deployments-by-hand.csv', { values: { status: { maybe: 'failed' } } }), 'status'),
    ).toContainEqual(['maybe', 1, 'failed'])
  })

  test('of rows that are left out count nowhere', () => {
    // Of three issues one is a bug.
    expect(wordsOf(translate('jira-dup-headers-multiline.csv'), 'severity')).toEqual([
      ['High', 1, '2'],
      ['Highest', 1, '1'],
    ])
  })

  test('beyond a thousand are counted together', () => {
    const rows = Array.from({ length: 1100 }, (_, i) => `${i},2026-03-01T10:00:00Z,s${i}`)
    const [system] = read('x.csv', `id,started,system\n${rows.join('\n')}\n`).words
    // 200 are shown.
    expect([system?.values.length, system?.more]).toEqual([200, 900])
  })
})

describe('rows to choose from', () => {
  test('are those of the types there are, and those of the export’s rule count', () => {
    expect(translate('jira-dup-headers-multiline.csv').choosing).toEqual([
      {
        column: 'Issue Type',
        values: [
          { word: 'Incident', n: 1, counts: true },
          { word: 'Outage', n: 1, counts: true },
          { word: 'Bug', n: 1, counts: false },
        ],
        more: 0,
      },
    ])
    const [types] = translate('jira-dup-headers-multiline.csv', { where: ['Issue Type=Bug'] }).choosing
    expect(types?.values.map(({ word, counts }) => [word, counts])).toEqual([
      ['Incident', false],
      ['Outage', false],
      ['Bug', true],
    ])
  })

  test('are pre-releases, which count where somebody names their column', () => {
    for (const [file, column] of [
      ['github-releases.json', 'prerelease'],
      ['github-releases-gh.json', 'isPrerelease'],
    ] as const) {
      const ids = (where: string[]) => translate(file, { where }).events.map(({ id }) => id)
      expect(ids([])).toEqual(['v1.4.0'])
      expect(ids([`${column}=true|false`])).toEqual(['v1.4.0', 'v1.5.0-rc.1'])
      expect(ids([`${column}=true`])).toEqual(['v1.5.0-rc.1'])
      // Choosing by something else does not bring them in; drafts never come in.
      expect(ids(['name~1.5'])).toEqual([])
      expect(translate(file).choosing[0]?.column).toBe(column)
    }
  })
})
