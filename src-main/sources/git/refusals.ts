// What git says, in sentences that tell a person what to do. Git's messages are stable because LC_ALL is C.
// Knows no process and no repository. Invariant: everything git or the file system may answer becomes a Refusal.
import { Refusal } from '../../../src-shared/reply.ts'

/** Git found no repository. Whether there is one that may not be read, it does not say. */
export function isNoRepository(error: unknown): boolean {
  return error instanceof GitFailed && noRepository.test(error.stderr)
}

const noRepository = /not a git repository/i

/** Git ended with an error: its own words, for `refusalOf` to translate. */
export class GitFailed extends Error {
  readonly stderr: string
  readonly code: number

  constructor(stderr: string, code: number) {
    super(stderr)
    this.name = 'GitFailed'
    this.stderr = stderr
    this.code = code
  }
}

/** The oldest git that knows every option used here (`--end-of-options`, `--show-object-format`). */
export const oldest = [2, 25] as const

/** A Refusal about `path` for what git or the file system threw. A Refusal or an abort comes back as it is. */
export function refusalOf(error: unknown, path: string): unknown {
  if (error instanceof GitFailed) return ofGit(error.stderr, path)
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    // Node's word for a NUL in a path.
    case 'ERR_INVALID_ARG_VALUE':
      return noFolder(path)
    case 'EACCES':
    case 'EPERM':
      return unreadable(path)
    default:
      // EIO, ESTALE: a drive that fails, or that is being pulled out.
      return 'syscall' in error ? new Refusal('unavailable', `${named(path)} cannot be read: ${error.message}`) : error
  }
}

export function noFolder(path: string): Refusal {
  return new Refusal('not_found', `There is no folder ${named(path)}. Was it moved, or is its drive not connected?`)
}

export function notAFolder(path: string): Refusal {
  return new Refusal('invalid', `${named(path)} is a file. Choose the folder that was cloned.`)
}

export function notAbsolute(path: string): Refusal {
  return new Refusal('invalid', `${named(path)} is not a full path. Give the whole path of the folder that was cloned.`)
}

export function onTheNetwork(path: string): Refusal {
  return new Refusal('invalid', `${named(path)} is a network address. Choose a folder on a drive of this computer.`)
}

export function tooOld(version: string): Refusal {
  return new Refusal(
    'unavailable',
    `Git ${version} is too old: Shiplog needs ${oldest.join('.')} or newer. Update git, then try again.`,
  )
}

/** Belongs to another user of this computer, which git refuses to read (CVE-2022-24765). */
export function notOwned(path: string): Refusal {
  return new Refusal(
    'forbidden',
    `${named(path)} belongs to another user of this computer, so git does not read it. Shiplog does not change git's ` +
      `settings. If you trust the folder, run:\ngit config --global --add safe.directory ${quoted(path)}\n` +
      `If not, let it read a copy of its own:\nshiplog repo add ${quoted(path)} --mirror`,
  )
}

/** The path that git itself calls dubious, exactly as `safe.directory` must name it; null where that is not it. */
export function dubiousPath(error: unknown): string | null {
  if (!(error instanceof GitFailed)) return null
  // "fatal: detected dubious ownership in repository at '/srv/api'", before 2.38
  // "fatal: unsafe repository ('/srv/api' is owned by someone else)".
  const found =
    /dubious ownership in repository at '(?<path>[^]*?)'\n/.exec(error.stderr) ??
    /unsafe repository \('(?<path>[^]*?)' is owned by someone else\)/.exec(error.stderr)
  return found?.groups?.['path'] ?? null
}

function ofGit(stderr: string, path: string): Refusal {
  if (noRepository.test(stderr)) {
    return new Refusal('invalid', `${named(path)} is not a git repository. Choose the folder that was cloned.`)
  }
  // "fatal: unknown repository extension found:\n\trefstorage", "fatal: Expected git repo version <= 1, found 2".
  if (/unknown repository extensions? found|expected git repo version|extensions\.\w+/i.test(stderr)) {
    const extension = /found:\s*(?<name>[\w.-]+)/.exec(stderr)?.groups?.['name']
    const what = extension === undefined ? '' : ` (${extension})`
    return new Refusal('unavailable', `${named(path)} needs a newer git${what}. Update git, then try again.`)
  }
  if (/^no answer for|block timeout reached/.test(stderr)) {
    return new Refusal(
      'unavailable',
      `Git did not get an answer from ${named(path)} for minutes. Does its drive sleep, or is it gone? Or is something in the ` +
        'repository that is no plain file, such as a pipe?',
    )
  }
  if (/permission denied|operation not permitted/i.test(stderr)) return unreadable(path)
  // "spawn git ENOENT" is Node's word for a folder that is gone: git itself was found a moment ago.
  if (/spawn .*ENOENT|no such file or directory|does not exist|unable to get current working/i.test(stderr)) {
    return noFolder(path)
  }
  // macOS without its developer tools: a stub answers instead of git.
  if (/xcrun: error|xcode-select/.test(stderr)) {
    return new Refusal('unavailable', 'Git is not installed. Run: xcode-select --install')
  }
  return damaged(stderr, path)
}

// "error: Could not read 1f3c…\nfatal: Failed to traverse parents of commit 9a0b…", "fatal: bad object 1f3c…",
// "fatal: missing object 1f3c… for refs/heads/x",
// "fatal: parse_object_buffer failed on 1f3c… for refs/heads/x", "fatal: cannot read commit object 1f3c…", "fatal: loose object 1f3c… (stored in …) is corrupt".
function damaged(stderr: string, path: string): Refusal {
  const object =
    /could not read|cannot read commit|missing|bad object|corrupt|unable to (?:read|parse)|parse_object|traverse|not a valid/i.test(
      stderr,
    )
      ? /\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/.exec(stderr)?.[0]
      : undefined
  if (object === undefined) {
    return new Refusal('unavailable', `Git cannot read ${named(path)}: ${lastLine(stderr)}`)
  }
  const ref = /for (?<ref>refs\/\S+)/.exec(stderr)?.groups?.['ref']
  const to = ref === undefined ? '' : `, which ${named(ref)} points to,`
  return new Refusal(
    'unavailable',
    `Object ${object}${to} is missing or damaged in ${named(path)}, so this scan does not count. ` +
      'Run git fsck there to see what else is; a fresh clone repairs it.',
  )
}

/** A branch that is asked for, or that decides what others are. */
export function leadsNowhere({ ref, object }: { ref: string; object: string | null }): Refusal {
  const to = object === null ? 'nowhere' : `to object ${object}, which is missing or damaged`
  return new Refusal('not_found', `${named(ref)} leads ${to}. Run git fsck there; a fresh clone repairs it.`)
}

/** A clone that left folders behind (`--filter=tree:0`), or that lost some: what a commit touches cannot be told. */
export function withoutFolders(path: string): Refusal {
  return new Refusal(
    'unavailable',
    `${named(path)} lacks folders of its history (a clone with --filter=tree:0?), so what its commits touch cannot be ` +
      'told, and its systems cannot be told apart. A clone without that filter has them.',
  )
}

export function unreadable(path: string): Refusal {
  return new Refusal(
    'forbidden',
    `You may not read ${named(path)}. Ask its owner for access, or choose another folder.`,
  )
}

function lastLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((text) => text.startsWith('fatal: ')) ?? lines.at(-1) ?? 'it ended without a word.'
  return visible(line.replace(/^fatal: /, '')).slice(0, 300)
}

/** A path in a sentence: as it is, or in quotation marks with escapes where it would mislead. */
function named(path: string): string {
  return visible(path) === path ? path : JSON.stringify(path)
}

function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}

/** A path as one word of a shell command. */
function quoted(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
