// @ts-check
// Builds out/ from the sources when it is older than they are; a command never runs yesterday's code.
// Knows nothing of what is built. Writes to stderr only: the command's stdout is the command's own.
// Invariant: one build at a time per folder (a lock directory), and out/.stamp names sources that were built whole.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src-main', 'src-shared', 'src-renderer']
const files = ['electron.vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json']
/** A build takes seconds; a lock older than this was left by a machine that lost power. */
const lock_ms_max = 5 * 60_000

/**
 * The newest change among the sources, as text. Folders count too: a deleted or renamed file changes only those.
 * @param {string} root
 */
export function newestSource(root) {
  let newest = 0
  /** @param {string} file */
  const see = (file) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat !== undefined) newest = Math.max(newest, stat.mtimeMs)
    return stat?.isDirectory() ?? false
  }
  /** @param {string} folder */
  const walk = (folder) => {
    if (!see(folder)) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name)
      if (entry.isDirectory()) walk(full)
      else see(full)
    }
  }
  for (const file of files) see(path.join(root, file))
  for (const folder of folders) walk(path.join(root, folder))
  return String(newest)
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * Whether out/ was made from other sources than those that lie there now. Older ones count as other, too.
 * @param {string} root
 */
export function isStale(root) {
  return textOf(path.join(root, 'out', '.stamp')) !== newestSource(root)
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether the lock's owner can no longer give it back. @param {string} lock */
function isAbandoned(lock) {
  const owner = path.join(lock, 'pid')
  const since_ms = statSync(owner, { throwIfNoEntry: false })?.mtimeMs
  if (since_ms === undefined) return false
  return Date.now() - since_ms > lock_ms_max || !isAlive(Number(textOf(owner)))
}

/**
 * Makes the lock, with its owner's number in it from the first moment; false where there is one already.
 * @param {string} lock
 */
function takes(lock) {
  const draft = `${lock}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  writeFileSync(path.join(draft, 'pid'), String(process.pid))
  try {
    // Cannot replace a folder that has something in it, on any system.
    renameSync(draft, lock)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (existsSync(lock)) return false
    // Given back between the two lines above: try again.
    if (error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(error.code))) {
      return false
    }
    throw error
  }
}

/** Gives the lock back in one step: a folder that is being emptied would look free too early. @param {string} lock */
function release(lock) {
  const aside = `${lock}-${process.pid}`
  renameSync(lock, aside)
  rmSync(aside, { recursive: true, force: true })
}

/**
 * Removes an abandoned lock. Two commands may find it at once: only the one that makes `taken` inside goes on, and it
 * looks again, for by then the lock may be another one's, in good order.
 * @param {string} lock
 */
function takeAway(lock) {
  const taken = path.join(lock, 'taken')
  try {
    mkdirSync(taken)
  } catch {
    // Another command is at it (or stopped half-way, long ago).
    const since_ms = statSync(taken, { throwIfNoEntry: false })?.mtimeMs
    if (since_ms === undefined || Date.now() - since_ms < 10_000) return
  }
  if (isAbandoned(lock)) release(lock)
  else rmSync(taken, { recursive: true, force: true })
}

/**
 * @template T
 * @param {string} lock @param {() => void} onWait called once, when another command holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(lock, onWait, work) {
  for (let waited = false; !takes(lock); waited = true) {
    if (isAbandoned(lock)) takeAway(lock)
    else if (!waited) onWait()
    await sleep(100)
  }
  try {
    return await work()
  } finally {
    release(lock)
  }
}

/**
 * Runs electron-vite under this Node, in `root`.
 * @param {string} root
 * @returns {Promise<void>}
 */
function runBuild(root) {
  let bin
  try {
    bin = path.join(path.dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')), 'bin')
  } catch {
    throw new Error('Shiplog is not built yet and its build tools are not installed. Run "npm ci" first.')
  }
  return new Promise((resolve, reject) => {
    const args = [path.join(bin, 'electron-vite.js'), 'build', '--logLevel', 'warn']
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] })
    // A command that is stopped takes its build with it.
    const end = () => child.kill()
    process.once('exit', end)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('exit', end)
      if (code === 0) resolve()
      else reject(new Error(`Building Shiplog failed (${signal ?? `exit code ${code}`}); the lines above say why.`))
    })
  })
}

/**
 * Builds when the sources changed since the last build. An installed package has no sources and needs nothing.
 * @param {object} options
 * @param {(line: string) => void} options.say told before anything that takes long
 * @param {string} [options.root] @param {boolean} [options.always] build even when nothing changed
 * @param {(root: string) => Promise<void>} [options.build]
 * @returns {Promise<boolean>} whether it built
 */
export async function buildIfNeeded({ say, root = here, always = false, build = runBuild }) {
  if (!existsSync(path.join(root, 'electron.vite.config.ts'))) return false
  if (!always && !isStale(root)) return false
  const out = path.join(root, 'out')
  mkdirSync(out, { recursive: true })
  const wait = () => say('Another command is building Shiplog; waiting for it.')
  const work = async () => {
    if (!always && !isStale(root)) return false
    say('Building Shiplog (a few seconds, only when its sources changed).')
    // Looked up before the build: what changes during it is not in it.
    const sources = newestSource(root)
    await build(root)
    // Of the build before: src-main/code-cache.ts.
    rmSync(path.join(out, 'code'), { recursive: true, force: true })
    writeFileSync(path.join(out, '.stamp'), sources)
    return true
  }
  return withLock(path.join(out, '.lock'), wait, work)
}
