// A repository of another user, copied into a bare one of Shiplog's own, which is all that is read from then on.
// Of theirs git's own server side hands over the commits; it starts no hook and reads of the settings only what it must.
// Invariant: nothing is written there, and git is told to trust that one folder for these calls alone.
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refusal } from '../../../src-shared/reply.ts'
import { gitDirAt, headOf, isSha256 } from './foreign-folder.ts'
import { fetchForeign } from './foreign-refs.ts'
import { askGit, changeOwn } from './git.ts'
import type { LostRef } from './ref-row.ts'
import { refusalOf } from './refusals.ts'

/**
 * Objects that git cannot make sense of are not taken. What is merely odd is: dates, names and trees of old programs are in
 * many histories, and nothing is ever checked out here.
 */
const odd = `
  badDate badDateOverflow badEmail badFilemode badName badTagName
  badTimezone duplicateEntries emptyName fullPathname hasDot hasDotdot
  hasDotgit largePathname missingEmail missingNameBeforeEmail missingSpaceBeforeDate missingSpaceBeforeEmail
  missingTaggerEntry multipleAuthors nullSha1 nulInCommit treeNotSorted zeroPaddedDate
  zeroPaddedFilemode gitmodulesBlob gitmodulesLarge gitmodulesMissing gitmodulesName gitmodulesParse
  gitmodulesPath gitmodulesSymlink gitmodulesUpdate gitmodulesUrl gitattributesBlob gitattributesLarge
  gitattributesLineLength gitattributesMissing gitattributesSymlink gitignoreSymlink mailmapSymlink symlinkTargetLength
  symlinkTargetBlob symlinkTargetMissing
`
const checked = `[fetch]\n\tfsckObjects = true\n[fetch "fsck"]\n${odd
  .match(/\w+/g)
  ?.map((one) => `\t${one} = ignore\n`)
  .join('')}`

/**
 * Copies what is new of the repository at `source`, and returns which of its refs were left out, because they lead nowhere.
 * A first copy that fails or is cancelled leaves nothing.
 */
export async function copyForeign(source: string, gitDir: string, signal?: AbortSignal): Promise<LostRef[]> {
  const made = existsSync(join(gitDir, 'HEAD'))
  const around = dirname(gitDir)
  try {
    const from = await gitDirAt(source)
    await refuseLazy(around, signal)
    const settings = join(around, 'settings')
    await mkdir(around, { recursive: true, mode: 0o700 })
    const trusted = [source, from].map((path) => `\tdirectory = ${quoted(path)}\n`).join('')
    await writeFile(settings, `[safe]\n${trusted}${checked}`)
    if (!made) {
      await rm(gitDir, { recursive: true, force: true })
      const format = (await isSha256(from)) ? ['--object-format=sha256'] : []
      await changeOwn('init', ['--quiet', '--bare', '--template=', ...format, gitDir], { cwd: around, signal })
    }
    const call = { cwd: gitDir, gitDir, protocol: 'file', settings, signal } as const
    const leftOut = await fetchForeign(pathToFileURL(from).href, call)
    const head = await headOf(from)
    // Only where it moved: a scan is made whenever it does, and would be the cause of the next.
    if (head !== null && head !== (await headOf(gitDir))) await writeFile(join(gitDir, 'HEAD'), head)
    return leftOut
  } catch (error) {
    if (!made) await rm(gitDir, { recursive: true, force: true })
    signal?.throwIfAborted()
    throw refusalOf(error, source)
  }
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

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}

/** What a copy is called: as the folder is, and not as its folder of settings. */
export function nameOf(source: string): string {
  return basename(source) === '.git' ? basename(dirname(source)) : basename(source).replace(/\.git$/, '')
}
