// @ts-check
// The tests that draw at random, with ten times the numbers of `npm run check` and more kills: for a night, or before a
// release. Numbers that are set already stay; SHIPLOG_TEST_SEED repeats a run.
import { createRequire } from 'node:module'
import path from 'node:path'
import { exitCode, onGoodNode, runInFront } from './node-version.mjs'

const tests = [
  'test/fuzz',
  'test/reliability/kill.test.ts',
  'test/metrics/differential.test.ts',
  'test/metrics/metamorphic.test.ts',
  'test/core/shipped-changes.test.ts',
  'test/core/components-random.test.ts',
  'test/core/whereabouts.test.ts',
  'test/sources/git/strategies-random.test.ts',
  'test/workspace-file/round-trip.test.ts',
]
const numbers = { SHIPLOG_TEST_EFFORT: '10', SHIPLOG_TEST_KILLS: '30', SHIPLOG_RUNS: '600' }

if (await onGoodNode(import.meta.url)) {
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const args = [vitest, 'run', ...tests, ...process.argv.slice(2)]
  process.exitCode = exitCode(await runInFront(process.execPath, args, { ...numbers, ...process.env }))
}
