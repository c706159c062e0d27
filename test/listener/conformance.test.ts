// What the clients of each dialect send and what their documentation shows, over real HTTP, one file a request: each is
// answered as its sender needs it and becomes the facts it means.
import { describe, expect, test } from 'vitest'
import { webhookSources } from '../../src-main/sources/index.ts'
import { type Fixture, fixturesOf, replay } from './replay.ts'

describe.each(webhookSources.map((source) => source.id))('%s', (dialect) => {
  test.each(fixturesOf(dialect))('%s', (_, fixture) => replay(fixture))
})

test('a fixture that expects something else fails', async () => {
  const [, good] = fixturesOf('devgrid').find(([name]) => name === 'a deployment to production') ?? []
  const wrong = (change: Partial<Fixture>) => replay({ ...(good as Fixture), ...change })
  await wrong({})
  await expect(wrong({ status: 200 })).rejects.toThrow('201')
  await expect(wrong({ body: { events: [{ entityId: 'another' }] } })).rejects.toThrow('another')
  await expect(wrong({ facts: { deployments: [] } })).rejects.toThrow('deployments')
  await expect(wrong({ facts: { deployments: [{ state: 'failed' }] } })).rejects.toThrow('failed')
  await expect(wrong({ facts: { commits: ['/^b/'] } })).rejects.toThrow('a1b2c3d4')
})
