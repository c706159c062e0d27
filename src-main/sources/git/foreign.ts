// A repository of another user, copied into a bare one of Shiplog's own, which is all that is read from then on.
// Of theirs git's own server side hands over the commits; it starts no hook and reads of the settings only what it must.
// Invariant: nothing is written there, and git is told to trust that one folder for these calls alone.
import { existsSync } from 'node:fs'
import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refusal } from '../../../src-shared/reply.ts'
import { askGit, changeOwn } from './git.ts'
import { refusalOf } from './refusals.ts'

/** Branches, tags and pull requests, under the names they have there. */
const wanted = ['heads', 'tags', 'remotes', 'pull', 'merge-requests'].map((kind) => `+refs/${kind}/*:refs/${kind}/*`)

/** Copies what is new of the repository at `source`. A first copy that fails or is cancelled leaves nothing. */
export async function copyForeign(source: string, gitDir: string, signal?: AbortSignal): Promise<void> {
  const made = existsSync(join(gitDir, 'HEAD'))
  const around = dirname(gitDir)
  try {
    const from = await gitDirAt(source)
    await refuseLazy(around, signal)
    const settings = join(around, 'settings')
    await mkdir(around, { recursive: true, mode: 0o700 })
    await writeFile(settings, `[safe]\n${[source, from].map((path) => `\tdirectory = ${quoted(path)}\n`).join('')}`)
    if (!made) {
      await rm(gitDir, { recursive: true, force: true })
      const format = (await isSha256(from)) ? ['--object-format=sha256'] : []
      await changeOwn('init', ['--quiet', '--bare', '--template=', ...format, gitDir], { cwd: around, signal })
    }
    const args = ['--quiet', '--no-tags', '--no-recurse-submodules', '--prune', '--update-shallow', '--end-of-options']
    const call = { cwd: gitDir, gitDir, protocol: 'file', settings, signal } as const
    await changeOwn('fetch', [...args, pathToFileURL(from).href, ...wanted], call)
    const head = await headOf(from)
    if (head !== null) await writeFile(join(gitDir, 'HEAD'), head)
  } catch (error) {
    if (!made) await rm(gitDir, { recursive: true, force: true })
    signal?.throwIfAborted()
    throw refusalOf(error, source)
  }
}

/** The folder with the history. What lies elsewhere is not followed: a copy holds what was chosen, and nothing besides. */
async function gitDirAt(source: string): Promise<string> {
  const real = await realpath(source)
  const inside = join(real, '.git')
  const gitDir = existsSync(inside) ? inside : real
  const folder = await stat(gitDir)
  if (!folder.isDirectory() || (await realpath(gitDir)) !== gitDir || existsSync(join(gitDir, 'commondir')))
    throw elsewhere(source, 'the history lies in another folder. Choose that one')
  for (const name of ['alternates', 'http-alternates'])
    if (existsSync(join(gitDir, 'objects/info', name)))
      throw elsewhere(source, `a part of the history lies in other folders (objects/info/${name})`)
  for (const name of ['objects', 'refs'])
    if (existsSync(join(gitDir, name)) && (await realpath(join(gitDir, name))) !== join(gitDir, name))
      throw elsewhere(source, `its folder ${name} is a link to another`)
  return gitDir
}

function elsewhere(source: string, why: string): Refusal {
  return new Refusal('forbidden', `${source} is not copied: ${why}.`)
}

/** The first version of each line whose server side never fetches what a partial clone lacks; that may run a program. */
const careful = new Map([
  [39, 4],
  [40, 2],
  [41, 1],
  [42, 2],
  [43, 4],
  [44, 1],
  [45, 1],
])

async function refuseLazy(cwd: string, signal?: AbortSignal): Promise<void> {
  await mkdir(cwd, { recursive: true, mode: 0o700 })
  const answer = await askGit({ cwd }, 'version', [], signal)
  const [major = 0, minor = 0, patch = 0] = (/\d+(?:\.\d+)+/.exec(answer)?.[0] ?? '').split('.').map(Number)
  if (major > 2 || (major === 2 && (minor > 45 || patch >= (careful.get(minor) ?? Infinity)))) return
  throw new Refusal('unavailable', 'To copy a repository of another user, git 2.45.1 (or 2.39.4) or newer is needed.')
}

async function isSha256(gitDir: string): Promise<boolean> {
  return /^\s*objectformat\s*=\s*"?sha256/im.test(await textOf(join(gitDir, 'config')))
}

/** What is checked out there, where it is a branch or a commit. */
async function headOf(gitDir: string): Promise<string | null> {
  const text = await textOf(join(gitDir, 'HEAD'))
  const whole = /^(?:ref: refs\/heads\/[^\s~^:?*[\\]+|[0-9a-f]{40}|[0-9a-f]{64})\n?$/.test(text)
  return whole && !text.includes('..') ? text : null
}

async function textOf(path: string): Promise<string> {
  const file = await stat(path).catch(() => null)
  // A pipe would keep its reader waiting.
  return file?.isFile() === true && file.size < 65_536 ? readFile(path, 'utf8') : ''
}

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}

/** What a copy is called: as the folder is, and not as its folder of settings. */
export function nameOf(source: string): string {
  return basename(source) === '.git' ? basename(dirname(source)) : basename(source).replace(/\.git$/, '')
}
