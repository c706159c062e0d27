// One git process, piece by piece, in a process group of its own. What it may do is for git.ts and hardening.ts to say.
// Invariant: nothing that was started here outlives whoever reads it.
import { spawn, type ChildProcess } from 'node:child_process'
import { assert } from '../../../src-shared/assert.ts'
import { findGit } from './hardening.ts'
import { silenceOf } from './patience.ts'
import { GitFailed } from './refusals.ts'

export interface Run {
  cwd: string
  gitDir?: string | undefined
  env: Record<string, string>
  config: readonly string[]
  args: readonly string[]
  input: string
  onLine?: ((line: string) => void) | undefined
  signal?: AbortSignal | undefined
  /** How long it may write nothing; a fetch has limits of its own. */
  silent_ms?: number
}

export async function* runGit(run: Run): AsyncGenerator<Buffer, void> {
  const { cwd, gitDir, env, args, input, onLine, signal } = run
  signal?.throwIfAborted()
  const options = run.config.flatMap((pair) => ['-c', pair])
  const at = gitDir === undefined ? [] : [`--git-dir=${gitDir}`]
  const child = spawn(findGit(), ['--no-pager', ...options, ...at, ...args], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own process group, so that whatever git starts dies with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  // Looked at below; without this an early end of the iteration would leave a rejection that nobody handles.
  ended.catch(() => undefined)
  let stderr = ''
  let unfinished = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (onLine === undefined) {
      if (stderr.length < 8_192) stderr += text
      return
    }
    // What went wrong comes after all that went well.
    stderr = (stderr + text).slice(-8_192)
    const lines = (unfinished + text).split(/[\r\n]+/)
    unfinished = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  // Git may end before it has read everything; its exit code tells why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const stop = () => kill(child)
  const silence = silenceOf(run.silent_ms ?? null, stop)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    silence.wait()
    for await (const chunk of child.stdout) {
      assert(Buffer.isBuffer(chunk), 'bytes, because no encoding is set')
      silence.heard()
      yield chunk
      silence.wait()
    }
    const code = await ended.catch((error: unknown) => {
      throw new GitFailed(String(error), -1)
    })
    signal?.throwIfAborted()
    silence.check()
    if (code !== 0) throw new GitFailed(stderr, code ?? -1)
  } finally {
    silence.heard()
    signal?.removeEventListener('abort', stop)
    stop()
  }
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended in this very moment.
  }
}
