// @ts-check
// The tests that need a browser, as the last part of `npm test`: the journeys and the desktop shell over Chromium.
// Without one they are skipped and that is said; SHIPLOG_REQUIRE_BROWSER=1 (CI) makes it a failure instead.
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from './build-if-needed.mjs'
import { findChromium } from './find-chromium.mjs'
import { exitCode, onGoodNode, runInFront } from './node-version.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const advice = 'Install chromium or set CHROME_PATH.'

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function run(args) {
  const chromium = findChromium(process.env)
  if (chromium === null && process.env['SHIPLOG_REQUIRE_BROWSER'] === '1') {
    console.error(`No Chromium found, and SHIPLOG_REQUIRE_BROWSER=1 asks for one. ${advice}`)
    return 1
  }
  if (chromium === null) {
    console.log(`No Chromium found: the browser journeys and the shell test were skipped. ${advice}`)
    return 0
  }
  await buildIfNeeded({ say: (line) => console.error(line) })
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const config = path.join(root, 'test', 'browser.config.ts')
  const env = { ...process.env, CHROME_PATH: chromium }
  return exitCode(await runInFront(process.execPath, [vitest, 'run', '--config', config, ...args], env))
}

if (await onGoodNode(import.meta.url)) {
  try {
    process.exitCode = await run(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
