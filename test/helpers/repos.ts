// Scripted git repositories in a temporary folder: real git, fixed names and dates, so that ids are the same each run.
// Knows nothing of Shiplog. The folder goes away with the process, or when the next one starts.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

let root: string | null = null
let count = 0

/** A path of its own below one temporary folder; nothing is there yet, but its parent is. */
export function temporaryPath(name: string): string {
  root ??= createRoot()
  count += 1
  const path = join(root, String(count), name)
  mkdirSync(dirname(path), { recursive: true })
  return path
}

function createRoot(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `shiplog-test-${process.pid}-`)))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  sweep()
  return folder
}

/** Test processes are killed rather than ended, so that the next one removes what they left. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^shiplog-test-(?<pid>\d+)-/.exec(name)?.groups?.['pid']
    if (pid === undefined || isRunning(Number(pid))) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // Another user's, or being removed by another process.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Nothing of the developer's own git settings, so that a test means the same on every computer. */
export function plainEnvironment(): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('GIT_')) env[name] = value
  }
  const none = process.platform === 'win32' ? 'NUL' : '/dev/null'
  return { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: none, LC_ALL: 'C' }
}

export interface GitCall {
  cwd: string
  input?: string | Buffer
  env?: Record<string, string>
}

/** Plain git, as it is without any of Shiplog's precautions. Throws when git does. */
export function runGit(args: readonly string[], { cwd, input = '', env = {} }: GitCall): string {
  return execFileSync('git', args, {
    cwd,
    input,
    env: { ...plainEnvironment(), ...env },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  })
}

export interface NewCommit {
  /** RFC 3339, of both dates unless `authored` says otherwise. Default: an hour after the one before. */
  at?: string
  authored?: string
  message?: string
  author?: string
  /** Default: the tip of `branch`. */
  parents?: readonly string[]
  /** Moved to the new commit; null for a commit on no branch. Default: main. */
  branch?: string | null
}

export interface NewTag {
  /** Default: the tip of main. May be any object. */
  of?: string
  /** Default: lightweight. */
  annotated?: boolean
  /** When an annotated one is made. */
  at?: string
}

export interface TestRepo {
  path: string
  /** Where objects are. */
  gitDir: string
  git(args: readonly string[], call?: Omit<GitCall, 'cwd'>): string
  /** Returns the id. The tree is empty. */
  commit(commit?: NewCommit): string
  tag(name: string, tag?: NewTag): void
  /** Writes an object as it is, valid or not, and returns its id. */
  object(type: 'commit' | 'tag' | 'tree' | 'blob', body: string | Buffer): string
  /** Points a ref to an object; the full name. */
  ref(name: string, id: string): void
  tip(branch?: string): string
  emptyTree: string
}

export interface NewRepo {
  name?: string
  bare?: boolean
  sha256?: boolean
}

const firstCommitAt = Date.parse('2026-01-05T09:00:00Z')

export function createRepo({ name = 'api', bare = false, sha256 = false }: NewRepo = {}): TestRepo {
  const path = temporaryPath(name)
  const format = sha256 ? ['--object-format=sha256'] : []
  runGit(['init', '--quiet', ...format, ...(bare ? ['--bare'] : []), path], { cwd: dirname(path) })
  return repoAt(path, bare ? path : join(path, '.git'))
}

/** Takes away loose objects of a repository and writes other bytes into some. What it returns brings one back that was lost. */
export function damage(
  { gitDir }: Pick<TestRepo, 'gitDir'>,
  { lost, spoilt }: { lost: readonly string[]; spoilt: readonly (readonly [id: string, text: string])[] },
): (id: string) => void {
  const place = (id: string) => join(gitDir, 'objects', id.slice(0, 2), id.slice(2))
  const kept = new Map(lost.map((id) => [id, readFileSync(place(id))]))
  for (const id of lost) rmSync(place(id))
  for (const [id, text] of spoilt) {
    chmodSync(place(id), 0o644)
    writeFileSync(place(id), text)
  }
  return (id) => writeFileSync(place(id), kept.get(id) ?? '')
}

/** The same handle for a repository that git made: a clone, a work tree. */
export function repoAt(path: string, gitDir: string): TestRepo {
  let clock = firstCommitAt
  const git: TestRepo['git'] = (args, call = {}) => runGit(args, { cwd: path, ...call })
  const object: TestRepo['object'] = (type, body) =>
    git(['hash-object', '-t', type, '-w', '--stdin', '--literally'], { input: body }).trim()
  const ref: TestRepo['ref'] = (name, id) => void git(['update-ref', name, id])
  const tip: TestRepo['tip'] = (branch = 'main') => git(['rev-parse', '--verify', `refs/heads/${branch}`]).trim()
  const emptyTree = object('tree', '')
  git(['symbolic-ref', 'HEAD', 'refs/heads/main'])
  return {
    path,
    gitDir,
    git,
    object,
    ref,
    tip,
    emptyTree,
    commit({ at, authored, message = 'Change', author = 'Jane Doe', parents, branch = 'main' } = {}) {
      clock = at === undefined ? clock + 3_600_000 : Date.parse(at)
      const env = {
        GIT_AUTHOR_NAME: author,
        GIT_AUTHOR_EMAIL: 'jane@example.org',
        GIT_AUTHOR_DATE: dateOf(authored === undefined ? clock : Date.parse(authored)),
        GIT_COMMITTER_NAME: 'Carl Committer',
        GIT_COMMITTER_EMAIL: 'carl@example.org',
        GIT_COMMITTER_DATE: dateOf(clock),
      }
      const before = parents ?? (branch === null ? [] : tipOrNone(git, branch))
      const of = before.flatMap((parent) => ['-p', parent])
      const id = git(['commit-tree', emptyTree, ...of], { input: message, env }).trim()
      if (branch !== null) ref(`refs/heads/${branch}`, id)
      return id
    },
    tag(tagName, { of = tip(), annotated = false, at } = {}) {
      if (!annotated) return ref(`refs/tags/${tagName}`, of)
      const type = git(['cat-file', '-t', of]).trim()
      const seconds = (at === undefined ? clock : Date.parse(at)) / 1_000
      const tagger = `tagger Rita Release <rita@example.org> ${seconds} +0200`
      const body = `object ${of}\ntype ${type}\ntag ${tagName}\n${tagger}\n\n${tagName}\n`
      ref(`refs/tags/${tagName}`, object('tag', body))
    },
  }
}

/**
 * A history of `commits` commits on main, ten minutes apart, every tenth a merge, with an annotated version tag on
 * every hundredth. For sizes where one process per commit is too slow.
 */
export function createHistory(commits: number, options: NewRepo = {}): TestRepo {
  const repo = createRepo({ bare: true, ...options })
  const lines: string[] = []
  for (let i = 0; i < commits; i += 1) {
    const seconds = firstCommitAt / 1_000 + i * 600
    const who = `Jane Doe <jane@example.org> ${seconds} +0100`
    // A merge of the commit before with the one before that: two parents, no side branch to keep in mind.
    const parents = i === 0 ? [] : i % 10 === 0 ? [`from :${i}`, `merge :${i - 1}`] : [`from :${i}`]
    const message = `Handle the edge case of part ${i % 97} (#${i})\n\nA body that is not read.\n`
    lines.push('commit refs/heads/main', `mark :${i + 1}`, `author ${who}`, `committer ${who}`)
    lines.push(`data ${Buffer.byteLength(message)}`, message, ...parents)
    if (i % 100 === 99) {
      const name = `v1.${(i + 1) / 100}.0`
      const tagger = `tagger Rita Release <rita@example.org> ${seconds + 60} +0100`
      lines.push(`tag ${name}`, `from :${i + 1}`, tagger, `data ${name.length}`, name)
    }
  }
  repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
  return repo
}

function tipOrNone(git: TestRepo['git'], branch: string): string[] {
  return git(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`])
    .split('\n')
    .filter((line) => line !== '')
}

function dateOf(ms: number): string {
  return `${ms / 1_000} +0200`
}
