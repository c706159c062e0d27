// @ts-check
// A Chromium for the tests that need a real browser: the one the person names, else one of the usual names on PATH.
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null} the program file
 */
export function findChromium(env) {
  const named = env['CHROME_PATH']
  if (named) return existsSync(named) ? named : null
  for (const folder of (env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name)
      if (folder !== '' && statSync(file, { throwIfNoEntry: false })?.isFile()) return file
    }
  }
  return null
}
