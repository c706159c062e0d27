import { describe, expect, test } from 'vitest'
import { chooseNode, exitCode, lowest, nodesBeside } from '../../scripts/node-version.mjs'
import manifest from '../../package.json' with { type: 'json' }

const beside = () => ['/app/node_modules/.bin/node', '/other/node']
const none = () => []

describe('the Node a command runs on', () => {
  test('is this one when it is new enough', () => {
    for (const version of ['22.18.0', '22.19.0', '23.0.0', '24.21.0', '100.0.0']) {
      expect(chooseNode({ version, restarted: false, candidates: beside })).toEqual({ keep: true })
    }
  })

  test('is the one beside Shiplog when this one is too old', () => {
    for (const version of ['22.17.9', '22.9.0', '20.20.2', '18.0.0', '9.99.99']) {
      expect(chooseNode({ version, restarted: false, candidates: beside })).toEqual({
        use: '/app/node_modules/.bin/node',
      })
    }
  })

  test('is refused, with what to do, when there is no other', () => {
    const choice = chooseNode({ version: '20.20.2', restarted: false, candidates: none })
    expect(choice).toEqual({ refuse: expect.stringMatching(/needs Node 22\.18 or newer.*Node 20\.20\.2.*nodejs\.org/) })
  })

  test('is not looked for twice: an old one beside Shiplog would start itself for ever', () => {
    expect(chooseNode({ version: '20.20.2', restarted: true, candidates: beside })).toHaveProperty('refuse')
  })

  test('has the same lower limit as "engines" in package.json', () => {
    expect(`${manifest.engines.node}.0`).toBe(`>=${lowest}`)
  })

  test('is a program file, not a script', () => {
    for (const file of nodesBeside()) expect(file).toMatch(/node(\.exe)?$/)
  })
})

test('a signal becomes the exit code a shell would report', () => {
  expect(exitCode({ code: 3, signal: null })).toBe(3)
  expect(exitCode({ code: null, signal: 'SIGTERM' })).toBe(143)
  expect(exitCode({ code: null, signal: 'SIGINT' })).toBe(130)
})
