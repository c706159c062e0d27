// Real histories for benchmarks, besides the made one: folders of clones or mirrors in SHIPLOG_BENCH_MIRRORS, separated as
// paths are in PATH.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { plainEnvironment } from '../test/helpers/repos.ts'

let told = false

/** Says once where there are none. */
export function realMirrors(): string[] {
  const folders = (process.env['SHIPLOG_BENCH_MIRRORS'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const missing = folders.filter((folder) => !existsSync(folder))
  if (missing.length > 0) throw new Error(`SHIPLOG_BENCH_MIRRORS: there is no ${missing.join(', ')}.`)
  if (folders.length === 0 && !told) console.log('Real histories are skipped: SHIPLOG_BENCH_MIRRORS names none.')
  told = true
  return folders
}

export function gitIn(path: string, args: string[], input = ''): string {
  return execFileSync('git', args, { cwd: path, env: plainEnvironment(), input, encoding: 'utf8', maxBuffer: 2 ** 30 })
}
