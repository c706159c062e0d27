// @ts-check
// Where Electron's program file is, whether it could show a window here, and how to fetch it, within known times.
// Never imports the electron package: outside Electron that downloads 100 MB at once and then throws.
// Invariant: never waits longer than 2 s for a network that is not there, nor 120 s for a slow one.
import { spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const lookup_ms_max = 2000
const download_ms_max = 120_000
const progress_ms = 10_000

/** The folder of the electron package, or null where it is not installed. */
function packageFolder() {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

/**
 * Electron's program file: the one the person names, or the one that was downloaded. Null when there is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function electronProgram(env) {
  const named = env['ELECTRON_EXEC_PATH']
  if (named) return named
  const folder = packageFolder()
  if (folder === null) return null
  try {
    const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] || path.join(folder, 'dist')
    const program = path.join(dist, readFileSync(path.join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

/**
 * Why Electron could not show a window even if it were there; null when nothing is known to be in the way.
 * @param {NodeJS.Platform} platform @param {NodeJS.ProcessEnv} env @param {number | null} uid
 * @returns {string | null}
 */
export function obstacle(platform, env, uid) {
  if (env['ELECTRON_EXEC_PATH']) return null
  if (platform !== 'linux') return null
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display'
  return uid === 0 ? 'it does not run as root' : null
}

/** The host that Electron is downloaded from. @param {NodeJS.ProcessEnv} env */
export function downloadHost(env) {
  const mirror = env['ELECTRON_MIRROR'] || env['npm_config_electron_mirror']
  return mirror !== undefined && URL.canParse(mirror) ? new URL(mirror).hostname : 'github.com'
}

/** Whether a name can be looked up, in time. @param {string} host */
async function isReachable(host) {
  const late = new AbortController()
  try {
    const found = lookup(host).then(() => true)
    return await Promise.race([found, sleep(lookup_ms_max, false, { signal: late.signal })])
  } catch {
    return false
  } finally {
    late.abort()
  }
}

/**
 * Runs the package's own installer, which downloads, checks and unpacks.
 * @param {NodeJS.ProcessEnv} env @param {(line: string) => void} say
 * @returns {Promise<string | null>} null when it is there, else the reason it is not
 */
export async function fetchElectron(env, say) {
  const folder = packageFolder()
  if (folder === null) return 'its package is not installed'
  const host = downloadHost(env)
  if (!(await isReachable(host))) return `cannot reach ${host}`
  const most = `${download_ms_max / 1000} s`
  say(`Downloading Electron from ${host}: about 100 MB, this once, at most ${most}.`)
  const began_ms = performance.now()
  const progress = setInterval(() => {
    say(`Still downloading Electron: ${Math.round((performance.now() - began_ms) / 1000)} s of at most ${most}.`)
  }, progress_ms)
  try {
    return await install(path.join(folder, 'install.js'), env)
  } finally {
    clearInterval(progress)
  }
}

/** @param {string} installer @param {NodeJS.ProcessEnv} env @returns {Promise<string | null>} */
function install(installer, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
      timeout: download_ms_max,
    })
    const end = () => child.kill()
    process.once('exit', end)
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      words += text
    })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => {
      process.off('exit', end)
      if (code === 0) resolve(null)
      else if (signal !== null) resolve(`no download within ${download_ms_max / 1000} s`)
      else resolve(`the download failed: ${words.trim().split('\n')[0] || `exit code ${code}`}`)
    })
  })
}
