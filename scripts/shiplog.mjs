#!/usr/bin/env node
// @ts-check
// The `shiplog` command: a good Node, a fresh build, then the command line itself. Says nothing on stdout by itself.
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from './build-if-needed.mjs'
import { onGoodNode } from './node-version.mjs'
import { dropRepeatedSignals, stopWithNpm } from './signals.mjs'

if (await onGoodNode(import.meta.url)) {
  dropRepeatedSignals()
  stopWithNpm()
  try {
    await buildIfNeeded({ say: (line) => console.error(line) })
    // As src-main/code-cache.ts does for what is loaded later.
    module.enableCompileCache(fileURLToPath(new URL('../out/code', import.meta.url)))
    const { main } = await import(new URL('../out/main/cli.js', import.meta.url).href)
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
