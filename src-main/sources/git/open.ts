// What a folder is: the repository it belongs to, and what is missing in it.
// Knows neither commits nor tags. Invariant: whatever part of a repository is chosen, the facts are the same, so that
// one repository is known once; and git has agreed that the folder may be read before any other question is asked.
import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, parse, resolve } from 'node:path'
import { askGit, existingCommits, isObjectId, readGit, revisionLines, type Place } from './git.ts'
import { findGit } from './hardening.ts'
import type { LostRef } from './ref-row.ts'
import {
  dubiousPath,
  GitFailed,
  isNoRepository,
  notAbsolute,
  notAFolder,
  notOwned,
  oldest,
  onTheNetwork,
  refusalOf,
  tooOld,
  unreadable,
} from './refusals.ts'

export interface RepoFacts {
  /** The root of the work tree, whatever part of it was chosen; the folder itself for a bare repository. */
  path: string
  /** The one folder with the history: work trees of one repository share it, so it is what a repository is known by. */
  gitDir: string
  name: string
  bare: boolean
  shallow: boolean
  objectFormat: 'sha1' | 'sha256'
  /** The branch, or the commit where none is checked out (detached); null where there is no commit yet. */
  head: string | null
  headCommit: string | null
  /** What is missing, in a sentence, or null. */
  problem: string | null
  /** Of a copy, refs that lead nowhere where it was copied from. */
  leftOut?: readonly LostRef[]
}

/** How long the ids of its objects are. */
export function oidBytesOf({ objectFormat }: Pick<RepoFacts, 'objectFormat'>): 20 | 32 {
  return objectFormat === 'sha256' ? 32 : 20
}

/**
 * What a folder is: a repository's root or a folder in it, its .git folder, a linked work tree, a bare repository.
 * Changes nothing. Throws a Refusal with what to do; an empty repository is none (`head` is null).
 */
export async function openRepo(path: string, signal?: AbortSignal): Promise<RepoFacts> {
  try {
    const cwd = await folderOf(path)
    // Asked at once. What one that is too old says means nothing.
    const found = discover(cwd, signal)
    found.catch(() => undefined)
    await checkVersion(cwd, signal)
    return await factsOf(await found, signal)
  } catch (error) {
    if (isNoRepository(error) && (await isLocked(path))) throw unreadable(path)
    throw refusalOf(error, path)
  }
}

/** Whether parts of a repository are there that may not be read: for git that is none. */
async function isLocked(path: string): Promise<boolean> {
  const parts = ['HEAD', 'objects', 'refs'].flatMap((name) => [join(path, '.git', name), join(path, name)])
  const codes = parts.map((part) =>
    access(part, constants.R_OK).then(
      () => null,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null),
    ),
  )
  return (await Promise.all(codes)).includes('EACCES')
}

async function folderOf(path: string): Promise<string> {
  if (!isAbsolute(path)) throw notAbsolute(path)
  // Looking at \\server\share sends the user's password hash to the server.
  if (process.platform === 'win32' && /^[\\/]{2}/.test(path)) throw onTheNetwork(path)
  const real = await realpath(path)
  if (!(await stat(real)).isDirectory()) throw notAFolder(path)
  await access(real, constants.R_OK | constants.X_OK)
  return real
}

/** Does what the first question to git would have to wait for. What is wrong is for that one to say. */
export async function prepareGit(cwd: string): Promise<void> {
  await checkVersion(cwd).catch(() => undefined)
}

/** Programs that were found new enough. One that is replaced meanwhile is asked again at the next start. */
const accepted = new Set<string>()

async function checkVersion(cwd: string, signal?: AbortSignal): Promise<void> {
  const program = findGit()
  if (accepted.has(program)) return
  const answer = await askGit({ cwd }, 'version', [], signal)
  // "git version 2.39.5", "git version 2.50.1 (Apple Git-155)", "git version 2.51.0.windows.1".
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(answer) ?? []
  const newEnough = Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1])
  if (!newEnough) throw tooOld(answer.replace('git version', '').trim())
  accepted.add(program)
}

interface Found {
  /** The folder with objects and refs. */
  gitDir: string
  /** Null where there is no work tree, or the chosen folder is not inside it. */
  root: string | null
  bare: boolean
  shallow: boolean
  objectFormat: 'sha1' | 'sha256'
  headCommit: string | null
  /** The full name of the branch that is checked out, or `HEAD`; means nothing without a commit. */
  head: string
}

async function discover(cwd: string, signal?: AbortSignal): Promise<Found> {
  try {
    return await lookAt({ cwd }, signal)
  } catch (error) {
    const path = dubiousPath(error)
    if (path === null) throw error
    if (!(await isTrusted(path, signal))) throw notOwned(path)
    return await lookAt({ cwd, trusted: path }, signal)
  }
}

/** One answer a line, whatever is in the repository. */
const properties = ['--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--show-object-format']
/** Relative to the root, which is how the root is found: `--show-toplevel` fails where there is none. */
const places = ['--show-prefix', '--absolute-git-dir', '--absolute-git-dir']
/** A HEAD without a commit is no revision: then git ends quietly, without the last two answers. */
const head = ['--revs-only', 'HEAD', '--symbolic-full-name', 'HEAD']

/** All in one question, because starting git takes longer than its answers do. */
async function lookAt(place: Place, signal?: AbortSignal): Promise<Found> {
  const lines = (await askGit(place, 'rev-parse', [...properties, ...places, ...head], signal)).split('\n').slice(0, -1)
  const [bare, inside, shallow, format, prefix = '', dir = '', again, commit = '', branch = ''] = lines
  // A path may hold a line break. Only without one are there 7 or 9 answers, two of them the same.
  const whole =
    !place.cwd.includes('\n') && dir === again && (lines.length === 7 || (lines.length === 9 && isObjectId(commit)))
  const at = whole
    ? { dir, root: resolve(place.cwd, '../'.repeat(prefix.split('/').length - 1)), commit, branch }
    : await lookOneByOne(place, inside === 'true', signal)
  return {
    gitDir: await commonDir(await realpath(at.dir)),
    root: inside === 'true' ? await realpath(at.root) : null,
    bare: bare === 'true',
    shallow: shallow === 'true',
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    headCommit: isObjectId(at.commit) ? at.commit : null,
    head: at.branch,
  }
}

/** The same for a path that holds a line break, and where a branch called HEAD makes the name mean two things. */
async function lookOneByOne(place: Place, inside: boolean, signal?: AbortSignal) {
  const ask = async (command: 'rev-parse' | 'symbolic-ref', args: string[]) =>
    oneLine(await askGit(place, command, args, signal))
  return {
    dir: await ask('rev-parse', ['--absolute-git-dir']),
    root: inside ? await ask('rev-parse', ['--show-toplevel']) : '',
    commit: await ask('rev-parse', ['--verify', '--quiet', 'HEAD']),
    branch: (await ask('symbolic-ref', ['--quiet', 'HEAD'])) || 'HEAD',
  }
}

/** A linked work tree's git folder names the shared one in a file; `--path-format` would need git 2.31. */
async function commonDir(gitDir: string): Promise<string> {
  const text = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => null)
  return text === null ? gitDir : await realpath(resolve(gitDir, oneLine(text)))
}

async function factsOf(found: Found, signal?: AbortSignal): Promise<RepoFacts> {
  const { gitDir, bare, shallow, objectFormat, headCommit } = found
  const path = found.root ?? (bare ? gitDir : await rootOf(gitDir, signal))
  const name = basename(path).replace(/\.git$/, '')
  return {
    path,
    gitDir,
    name: name === '' ? path : name,
    bare,
    shallow,
    objectFormat,
    head: headCommit === null || found.head === 'HEAD' ? headCommit : found.head.replace(/^refs\/heads\//, ''),
    headCommit,
    problem: shallow ? shallowSentence(await beginOf(gitDir, signal)) : null,
  }
}

/** For somebody who chose the .git folder itself: the work tree around it, where it is one. */
async function rootOf(gitDir: string, signal?: AbortSignal): Promise<string> {
  if (basename(gitDir) !== '.git') return gitDir
  const around = await discover(dirname(gitDir), signal).catch(() => null)
  return around?.gitDir === gitDir && around.root !== null ? around.root : gitDir
}

/**
 * The date after which a shallow clone is whole: of its boundary commits, the newest. Null where it cannot be read.
 */
async function beginOf(gitDir: string, signal?: AbortSignal): Promise<number | null> {
  const noted = (await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '')).split('\n')
  const ids = await existingCommits(gitDir, noted, signal)
  if (ids.length === 0) return null
  const args = ['--stdin', '--no-walk=unsorted', '--no-show-signature', '--format=%ct']
  const dates = await readGit(gitDir, 'log', args, revisionLines(ids), signal)
  const times = dates.split('\n').filter((line) => /^\d{1,11}$/.test(line))
  return times.length === 0 ? null : Math.max(...times.map(Number)) * 1_000
}

function shallowSentence(since: number | null): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
  const before = since === null ? 'older history' : `history before ${format.format(since)}`
  return `Shallow clone: ${before} is missing, so lead times near it may be short. Run git fetch --unshallow.`
}

/**
 * Whether the user's own settings (or the computer's) trust a folder of another user. They are read for this alone,
 * because every other call switches them off.
 */
async function isTrusted(path: string, signal?: AbortSignal): Promise<boolean> {
  let trusted = false
  const place = { cwd: parse(path).root, settings: 'own' } as const
  for (const scope of ['--system', '--global']) {
    const args = [scope, '--includes', '--type=path', '-z', '--get-all', 'safe.directory']
    const listed = await askGit(place, 'config', args, signal).catch((error: unknown) => {
      if (error instanceof GitFailed) return ''
      throw error
    })
    for (const entry of listed.split('\0').slice(0, -1)) {
      // As git reads the list: an empty entry takes back what came before, `/srv/*` is everything below.
      if (entry === '') trusted = false
      else if (entry === '*' || trimmed(entry) === trimmed(path)) trusted = true
      else if (entry.endsWith('/*') && path.startsWith(entry.slice(0, -1))) trusted = true
    }
  }
  return trusted
}

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function oneLine(answer: string): string {
  return answer.endsWith('\n') ? answer.slice(0, -1) : answer
}
