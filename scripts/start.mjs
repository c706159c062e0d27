#!/usr/bin/env node
// @ts-check
// `npm start`: Shiplog in its own window where Electron is there (or can be fetched), else the same app in the browser.
// Decides only: the window is out/main/index.js, the browser way is `shiplog serve`. Both get the person's arguments.
// Invariant: something is said within a moment, and Ctrl-C at any time ends it with exit code 0.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from './build-if-needed.mjs'
import { electronProgram, fetchElectron, obstacle } from './electron-program.mjs'
import { exitCode, onGoodNode, runInFront } from './node-version.mjs'
import { dropRepeatedSignals, stopWithNpm } from './signals.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const ownFlags = ['--browser', '--no-download']

/** @param {string} line */
function say(line) {
  console.log(line)
}

/**
 * The program to show the window with, or why there is none.
 * @param {string[]} flags
 * @returns {Promise<{ program: string } | { why: string }>}
 */
async function chooseElectron(flags) {
  if (flags.includes('--browser')) return { why: '--browser was given' }
  const why = obstacle(process.platform, process.env, process.getuid?.() ?? null)
  if (why !== null) return { why }
  const there = electronProgram(process.env)
  if (there !== null) return existsSync(there) ? { program: there } : { why: `${there} does not exist` }
  if (flags.includes('--no-download')) return { why: 'it is not installed and --no-download was given' }
  const failure = await fetchElectron(process.env, say)
  if (failure !== null) return { why: failure }
  const program = electronProgram(process.env)
  return program === null ? { why: 'the download left no program' } : { program }
}

/**
 * Runs the window until it closes.
 * @param {string} program @param {string[]} args
 * @returns {Promise<{ code: number } | { why: string }>} its exit code, or why it could not even open
 */
async function showWindow(program, args) {
  // Set by some editors' terminals: Electron would then be a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  try {
    const end = await runInFront(program, [root, ...args], env)
    if (end.signal === 'SIGINT' || end.signal === 'SIGTERM') return { code: 0 }
    // Chromium ends itself by a signal where it cannot start: no sandbox on this system, a missing library.
    return end.signal === null ? { code: exitCode(end) } : { why: `it ended with ${end.signal}` }
  } catch (error) {
    return { why: error instanceof Error ? error.message : 'it did not start' }
  }
}

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function start(args) {
  const passed = args.filter((arg) => !ownFlags.includes(arg))
  say('Starting Shiplog.')
  await buildIfNeeded({ say })
  const chosen = await chooseElectron(args.filter((arg) => ownFlags.includes(arg)))
  const end = 'program' in chosen ? await showWindow(chosen.program, passed) : chosen
  if ('code' in end) return end.code
  const where = end.why === 'there is no display' ? 'open Shiplog in a browser' : 'Shiplog opens in your browser'
  say(`Electron is not available here (${end.why}), so ${where}:`)
  const { main } = await import(new URL('../out/main/cli.js', import.meta.url).href)
  return main(['serve', ...passed])
}

if (await onGoodNode(import.meta.url)) {
  dropRepeatedSignals(() => process.exit(0))
  stopWithNpm()
  try {
    process.exitCode = await start(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
