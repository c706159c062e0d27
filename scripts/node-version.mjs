// @ts-check
// Every command starts on a Node that can run Shiplog. better-sqlite3 crashes an older one without a word, so this
// runs before anything else is loaded: no imports but Node's own and signals.mjs, no syntax an old Node cannot read.
// Invariant: at most one restart (SHIPLOG_RESTARTED says so), and the first process is then only a pipe.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stopSignals } from './signals.mjs'

/** The lowest Node, as in "engines" of package.json. */
export const lowest = '22.18.0'

/** @typedef {{ keep: true } | { use: string } | { refuse: string }} Choice */

/** @param {string} version @param {string} other */
function isBelow(version, other) {
  const [a, b] = [version, other].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)))
  for (const i of [0, 1, 2]) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/**
 * Which Node a command goes on with: this one, another program file, or none (with the sentence that says so).
 * @param {{ version: string, restarted: boolean, candidates: () => string[] }} here
 * @returns {Choice}
 */
export function chooseNode({ version, restarted, candidates }) {
  if (!isBelow(version, lowest)) return { keep: true }
  const own = restarted ? undefined : candidates()[0]
  if (own !== undefined) return { use: own }
  return {
    refuse:
      `Shiplog needs Node ${lowest.slice(0, -2)} or newer, and this is Node ${version}. ` +
      'Install a newer one from nodejs.org, or run "npm ci" in Shiplog\'s folder: on Linux and 64-bit Windows that brings one along.',
  }
}

/**
 * The Nodes that npm put beside Shiplog, as program files (on Windows .bin holds only scripts).
 * @returns {string[]}
 */
export function nodesBeside() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const found = []
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`)
    found.push(path.join(path.dirname(manifest), 'bin', system === 'win' ? 'node.exe' : 'node'))
  } catch {
    // Not installed: not every system has such a package, and --omit=optional leaves it out.
  }
  if (system !== 'win') found.push(fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)))
  return found.filter((file) => existsSync(file))
}

/**
 * Runs a program in the foreground of this one: same input and output, signals handed on.
 * @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function runInFront(program, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env })
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => {
      // Ctrl-C in a terminal reaches the child by itself; twice would read as "stop at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of stopSignals) process.on(signal, handOn)
    const done = () => {
      for (const signal of stopSignals) process.off(signal, handOn)
    }
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('close', (code, signal) => {
      done()
      resolve({ code, signal })
    })
  })
}

/** What a shell would report. @param {{ code: number | null, signal: NodeJS.Signals | null }} end */
export function exitCode({ code, signal }) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

/**
 * True when this process may go on. Otherwise the command has run (or was refused) and its exit code is set.
 * @param {string} script the URL of the command, `import.meta.url`
 */
export async function onGoodNode(script) {
  const choice = chooseNode({
    version: process.versions.node,
    restarted: process.env['SHIPLOG_RESTARTED'] !== undefined,
    candidates: nodesBeside,
  })
  if ('keep' in choice) return true
  if ('refuse' in choice) {
    console.error(choice.refuse)
    process.exitCode = 1
    return false
  }
  const args = [fileURLToPath(script), ...process.argv.slice(2)]
  process.exitCode = exitCode(await runInFront(choice.use, args, { ...process.env, SHIPLOG_RESTARTED: '1' }))
  return false
}
