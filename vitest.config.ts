// Unit and integration tests: Node only, real git, SQLite and HTTP. What needs a browser is in test/browser.config.ts.
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: {
      // Importing the electron package outside Electron downloads 100 MB. No test may do that by accident.
      electron: fileURLToPath(new URL('test/helpers/no-electron.ts', import.meta.url)),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/e2e/**', 'test/shell/**'],
    // Processes, not threads: tests start worker threads and git themselves, and a crash must name its file.
    pool: 'forks',
    maxWorkers: 2,
    // The files of one process share what they import: loading it again cost each of them most of a second.
    isolate: false,
    globalSetup: ['test/helpers/built.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    passWithNoTests: false,
    // Hundreds of processes are started; Node keeps what it compiled of each file, by its content.
    env: { NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'shiplog-tests-compiled') },
  },
})
