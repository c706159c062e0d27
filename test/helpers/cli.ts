// Runs the built command line as a real process, as scripts do.
import { spawn } from 'node:child_process'

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
  /** The one JSON value on stdout. */
  json(): unknown
}

const entry = new URL('../../out/main/cli.js', import.meta.url).href
const script = `const { main } = await import(${JSON.stringify(entry)}); process.exitCode = await main(process.argv.slice(1))`

/** What Node is started with. */
export function cliArguments(args: readonly string[]): string[] {
  return ['--input-type=module', '--eval', script, '--', ...args]
}

export function startCli(args: readonly string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, cliArguments(args), {
    env: { ...process.env, SHIPLOG_DATA: '', DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
  })
}

export function runCli(
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Ran> {
  const child = startCli(args, env)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) as unknown }))
  })
}
