// All that is asked of git. Two ways: `askGit` for short questions (simple-git), `streamGit` for bulk (a stream; run.ts).
// Both run under hardening.ts: no shell, no inherited settings, no network, read-only subcommands.
// A third, `changeOwn`, fills repositories of Shiplog's own.
// Invariant: revisions are object ids, and they travel through stdin; no name from a repository becomes an argument.
import { join } from 'node:path'
import { assert } from '../../../src-shared/assert.ts'
import { allowedEnvironment, config, environment, findGit, ownConditions, type Protocol } from './hardening.ts'
import { patience } from './patience.ts'
import { GitFailed } from './refusals.ts'
import { runGit } from './run.ts'

/** Everything Shiplog ever asks git to do. All of them read. */
type Subcommand =
  | 'version'
  | 'rev-parse'
  | 'symbolic-ref'
  | 'for-each-ref'
  | 'log'
  | 'rev-list'
  | 'diff-tree'
  | 'ls-tree'
  | 'cat-file'
  | 'config'

export interface Place {
  /** Where git starts looking, or runs where `gitDir` is given. */
  cwd: string
  /** Absolute: no search, and so no check of who owns it. Only for a folder that `openRepo` has been through. */
  gitDir?: string
  /** A path that the user's own settings trust although it belongs to somebody else. */
  trusted?: string | undefined
  /** Read the user's own settings. Only to ask for `safe.directory`. */
  settings?: 'own'
}

/**
 * The answer to a short question, whole. A quiet "no" (exit code 1 and no message) is an empty answer.
 * Throws GitFailed with git's own message, a Refusal where there is no git, the signal's reason when aborted.
 */
export async function askGit(
  place: Place,
  command: Subcommand,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted()
  let stderr = ''
  let code = 0
  try {
    // Loaded with the first question, not at every start.
    const { simpleGit } = await import('simple-git')
    const git = simpleGit({
      baseDir: place.cwd,
      binary: findGit(),
      config: configOf(place),
      // simple-git guards against such options because others may write them. Here they are constants, and each
      // switches something off.
      unsafe: {
        allowUnsafeCustomBinary: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeDiffExternal: true,
        allowUnsafeGpgProgram: true,
        allowUnsafeSshCommand: true,
        allowUnsafeAskPass: true,
        allowUnsafePager: true,
      },
      allowEnvironment: allowedEnvironment,
      // Its default takes the answer as complete 50 ms after the exit, read or not.
      completion: { onClose: true, onExit: false },
      timeout: { block: patience.answer_ms },
      errors(error, result) {
        code = result.exitCode
        stderr = Buffer.concat(result.stdErr).toString('utf8')
        return error
      },
      ...(signal === undefined ? {} : { abort: signal }),
    })
    return await git.env(environment(place.settings)).raw([...gitDirOf(place), command, ...args])
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Error && error.name === 'Refusal') throw error
    throw new GitFailed(stderr !== '' ? stderr : String(error), code)
  }
}

/**
 * What git writes, piece by piece, while it runs; it waits when nobody reads. `input` goes to its stdin. Ending the
 * iteration early, or aborting, kills git and what it started. Throws like askGit, at the end of what could be read.
 */
export async function* streamGit(
  gitDir: string,
  command: Subcommand,
  args: readonly string[],
  input: string,
  signal?: AbortSignal,
  besides?: Besides,
): AsyncGenerator<Buffer, void> {
  const env = besides === undefined ? environment() : { ...environment(), ...withObjectsOf(besides) }
  yield* runGit({
    cwd: gitDir,
    gitDir,
    env,
    config: configOf({ cwd: gitDir }),
    args: [command, ...args],
    input,
    signal,
    silent_ms: limitOf(command),
  })
}

function limitOf(command: Subcommand): number {
  return command === 'for-each-ref' ? patience.answer_ms : patience.history_ms
}

/**
 * The same from a folder: git finds the repository that it belongs to by itself, and reads it only where it may, so that
 * nobody needs to have been through `openRepo` before.
 */
export async function* streamGitAt(
  cwd: string,
  command: Subcommand,
  args: readonly string[],
  signal?: AbortSignal,
  /** What git remarks on besides. */
  onLine?: (line: string) => void,
): AsyncGenerator<Buffer, void> {
  const silent_ms = limitOf(command)
  yield* runGit({ cwd, env: environment(), config, args: [command, ...args], input: '', onLine, signal, silent_ms })
}

/** A whole answer, with what git remarks on besides: a line each, of what it leaves out, say. */
export async function askAloud(
  gitDir: string,
  command: Subcommand,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<{ answer: string; remarks: string[] }> {
  const remarks: string[] = []
  const chunks: Buffer[] = []
  const asked = { cwd: gitDir, gitDir, env: environment(), config, args: [command, ...args], input: '' }
  const onLine = (line: string) => void remarks.push(line)
  for await (const chunk of runGit({ ...asked, onLine, signal, silent_ms: limitOf(command) })) chunks.push(chunk)
  return { answer: Buffer.concat(chunks).toString('utf8'), remarks }
}

/** Another repository whose objects are read as if they were here, without a trace here. */
export interface Besides {
  gitDir: string
}

function withObjectsOf({ gitDir }: Besides): Record<string, string> {
  // In quotes it may hold what separates such paths.
  const path = join(gitDir, 'objects').replace(/[\\"]/g, '\\$&')
  return { GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${path}"` }
}

export interface OwnCall {
  cwd: string
  gitDir?: string
  protocol?: Protocol
  /** A file of Shiplog's own that git reads as the user's settings: the side that is asked reads no others. */
  settings?: string
  /** Each line that git writes to tell how far it is. */
  onLine?: (line: string) => void
  onOutput?: (chunk: Buffer) => void
  input?: string
  signal?: AbortSignal | undefined
}

/**
 * Makes, fills or mends a repository of Shiplog's own, or asks what it could be filled with: the only calls that write, and
 * never into any other.
 */
export async function changeOwn(
  command: 'init' | 'fetch' | 'ls-remote' | 'update-ref',
  args: readonly string[],
  call: OwnCall,
): Promise<void> {
  const { cwd, gitDir, protocol, settings, onLine, onOutput, input = '', signal } = call
  const { env, config: options } = ownConditions(protocol ?? null)
  if (settings !== undefined) env['GIT_CONFIG_GLOBAL'] = settings
  const own = { env, config: options, args: [command, ...args], input, onLine, signal }
  for await (const chunk of runGit({ cwd, gitDir, ...own })) onOutput?.(chunk)
}

/** The whole output of a stream as text, for answers to questions asked through stdin. */
export async function readGit(...call: Parameters<typeof streamGit>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of streamGit(...call)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

export function isObjectId(text: string): boolean {
  return objectId.test(text)
}

/** Revisions as lines for `--stdin`. */
export function revisionLines(included: readonly string[], excluded: readonly string[] = []): string {
  for (const id of included) assert(isObjectId(id), 'only object ids are handed to git')
  for (const id of excluded) assert(isObjectId(id), 'only object ids are handed to git')
  return [...included, ...excluded.map((id) => `^${id}`)].map((line) => `${line}\n`).join('')
}

/**
 * Those of `ids` that are commits here: a forced push and git's clean-up may have removed some since they were noted.
 * What is no object id is none.
 */
export async function existingCommits(
  gitDir: string,
  ids: readonly string[],
  signal?: AbortSignal,
  besides?: Besides,
): Promise<string[]> {
  const asked = ids.filter(isObjectId)
  if (asked.length === 0) return []
  const args = ['--batch-check=%(objectname) %(objecttype)']
  try {
    const found = new Set((await readGit(gitDir, 'cat-file', args, revisionLines(asked), signal, besides)).split('\n'))
    return asked.filter((id) => found.has(`${id} commit`))
  } catch (error) {
    // In a partial clone git may give up at an object that it may not fetch. None known, all read: always right.
    if (error instanceof GitFailed) return []
    throw error
  }
}

function configOf(place: Place): string[] {
  return place.trusted === undefined ? [...config] : [...config, `safe.directory=${place.trusted}`]
}

function gitDirOf(place: Place): string[] {
  return place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`]
}
