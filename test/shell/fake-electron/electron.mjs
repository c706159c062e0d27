#!/usr/bin/env node
// Stands in for Electron's program where that is not installed: `electron.mjs <app folder> [arguments]`. The app's own
// built main, preload and page run unchanged; `electron` is module.mjs. Also works as ELECTRON_EXEC_PATH.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const module = new URL('./module.mjs', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: module, shortCircuit: true } : next(specifier, context),
})
// As in Electron: the program, the app, its arguments.
process.argv.splice(1, 1)
const folder = path.resolve(process.argv[1] ?? '.')
const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
await import(pathToFileURL(path.join(folder, main)).href)
await import('./driver.mjs')
