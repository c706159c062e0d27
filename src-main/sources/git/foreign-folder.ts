// The folder of a repository of another user, before git is let near it: everything that git reads there has to lie there,
// as plain files in plain folders. A link would have it read elsewhere, and a pipe would keep it waiting.
import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'
import { bytesOf } from './plain-files.ts'

/** Of all that is in such a folder, what git's server side reads. */
const files = ['HEAD', 'config', 'config.worktree', 'packed-refs', 'shallow']
const folders = ['objects', 'refs', 'info', 'reftable']

/** The folder with the history. What lies elsewhere is not followed: a copy holds what was chosen, and nothing besides. */
export async function gitDirAt(source: string): Promise<string> {
  const real = await realpath(source)
  const around = await readdir(real, { withFileTypes: true })
  const inside = around.find((one) => one.name === '.git')
  if (inside !== undefined && !inside.isDirectory())
    throw elsewhere(source, 'the history lies in another folder. Choose that one')
  const gitDir = inside === undefined ? real : join(real, '.git')
  const entries = await readdir(gitDir, { withFileTypes: true })
  if (entries.some((one) => one.name === 'commondir'))
    throw elsewhere(source, 'the history lies in another folder. Choose that one')
  for (const one of entries) {
    if (files.includes(one.name) && !one.isFile()) throw elsewhere(source, oddity(one, gitDir))
    if (!folders.includes(one.name)) continue
    if (!one.isDirectory()) throw elsewhere(source, oddity(one, gitDir))
    for (const deep of await readdir(join(gitDir, one.name), { withFileTypes: true, recursive: true })) {
      if (!deep.isFile() && !deep.isDirectory()) throw elsewhere(source, oddity(deep, gitDir))
      const within = relative(gitDir, join(deep.parentPath, deep.name))
      if (/^objects[\\/]info[\\/](?:http-)?alternates$/.test(within))
        throw elsewhere(source, `a part of the history lies in other folders (${within})`)
    }
  }
  for (const name of ['config', 'config.worktree'])
    if (/\[include(?:if)?[\s\].]/i.test(await textOf(join(gitDir, name))))
      throw elsewhere(source, `its settings include those of other files (${name})`)
  return gitDir
}

function oddity(entry: Dirent, gitDir: string): string {
  const within = relative(gitDir, join(entry.parentPath, entry.name))
  return `${within} is ${entry.isSymbolicLink() ? 'a link to elsewhere' : 'neither a plain file nor a folder'}`
}

function elsewhere(source: string, why: string): Refusal {
  return new Refusal('forbidden', `${source} is not copied: ${why}.`)
}

export async function isSha256(gitDir: string): Promise<boolean> {
  return /^\s*objectformat\s*=\s*"?sha256/im.test(await textOf(join(gitDir, 'config')))
}

/** What is checked out there, where it is a branch or a commit. */
export async function headOf(gitDir: string): Promise<string | null> {
  const text = await textOf(join(gitDir, 'HEAD'))
  const whole = /^(?:ref: refs\/heads\/[^\s~^:?*[\\]+|[0-9a-f]{40}|[0-9a-f]{64})\n?$/.test(text)
  return whole && !text.includes('..') ? text : null
}

const textMax = 1_048_576

async function textOf(path: string): Promise<string> {
  const refused = () => new Refusal('forbidden', `${path} is not read: it is no plain file of at most 1 MB.`)
  return (await bytesOf(path, textMax, refused))?.toString() ?? ''
}
