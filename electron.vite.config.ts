// How Shiplog is built: the main side (Node), the preload (sandboxed) and the renderer (any browser) go to out/.
// Every main chunk lies directly in out/main, so that `new URL('./worker.js', import.meta.url)` is right in all of
// them. The preload is one CommonJS file: a sandboxed preload can require nothing but electron.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

// The lowest Node that runs better-sqlite3 (see "engines"); Electron carries a newer one.
const node = 'node22.18'

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

/**
 * The engine keeps a file with one character beyond Latin-1 in twice the memory, and each thread keeps the files that it
 * loads. Inside texts and patterns, which is where such characters are, an escape is the same.
 */
const inAscii: Plugin = {
  name: 'in-ascii',
  generateBundle(_, chunks) {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    for (const chunk of Object.values(chunks))
      if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/[^\0-\x7f]/g, escaped)
  },
}

export default defineConfig({
  main: {
    plugins: [inAscii],
    build: {
      target: node,
      // Made of many small files, of which each thread would open every one when it starts.
      externalizeDeps: {
        exclude: ['zod', 'temporal-polyfill', 'csv-parse', 'htmlparser2', 'hyparquet-writer'],
      },
      rolldownOptions: {
        input: {
          index: at('src-main/hosts/electron/index.ts'),
          cli: at('src-main/cli.ts'),
          worker: at('src-main/worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      target: node,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src-main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react()],
    build: {
      target: 'es2023',
      // `shiplog serve` shows the same pages in the person's own browser, so not only in Electron's Chromium. These are
      // the first with light-dark() and nesting, which then stay as written.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      minify: true,
      // Read from this computer's disk: one file of a megabyte is no matter, and one request is simplest.
      chunkSizeWarningLimit: 2000,
      // The page may load fonts and images from its own origin only: nothing inlined as data:, no inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: at('src-renderer/index.html') },
    },
  },
})
