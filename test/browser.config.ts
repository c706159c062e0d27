// The tests in a real browser: the journeys (e2e) and the desktop shell. They use the built out/; one file at a time,
// for each of them starts a Chromium. Run by scripts/browser-tests.mjs.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { findChromium } from '../scripts/find-chromium.mjs'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.test.ts', 'test/shell/**/*.test.ts'],
    env: { CHROME_PATH: findChromium(process.env) ?? '' },
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
