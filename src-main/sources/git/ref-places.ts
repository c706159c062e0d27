// Where a repository keeps its refs, and a mark of them that changes when any of them does. Folders are looked at, not the
// refs in them: git writes a ref beside its place and moves it there, which dates the folder. So ten thousand tags cost
// no more than their folders. Nothing inside objects/ is ever looked at, and nothing is opened.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dateOf } from './plain-files.ts'

export interface RefPlaces {
  /** Folders in which anything that happens may be a ref that moved. */
  folders: string[]
  /** Folders in which only HEAD and packed-refs are of interest. */
  heads: string[]
  mark: string
}

/** `gitDir` is the folder that work trees share. Where it is gone there are no folders, and the mark says so. */
export async function refPlaces(gitDir: string): Promise<RefPlaces> {
  const folders = [...(await foldersIn(join(gitDir, 'refs'))), ...(await foldersIn(join(gitDir, 'reftable')))]
  const heads = [gitDir, ...(await namesOfFolders(join(gitDir, 'worktrees')))]
  const dated = [...folders, join(gitDir, 'packed-refs'), ...heads.map((folder) => join(folder, 'HEAD'))]
  const marks: string[] = []
  // One after the other: a drive that does not answer then keeps one thread of the pool waiting, not all of them.
  for (const path of dated) marks.push(`${path} ${await dateOf(path)}`)
  return { folders, heads: heads.filter((_, i) => i > 0 || folders.length > 0), mark: marks.join('\n') }
}

/** HEAD or packed-refs, under this name or the one that git writes it under. Some systems do not tell the name. */
export function isHead(name: string | null): boolean {
  return name === null || /^(?:HEAD|packed-refs)(?:\.lock)?$/.test(name)
}

async function foldersIn(folder: string): Promise<string[]> {
  if ((await dateOf(folder)) === 'none') return []
  const all = [folder]
  for (const inner of await namesOfFolders(folder)) all.push(...(await foldersIn(inner)))
  return all
}

async function namesOfFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  // A link is not followed: it may lead anywhere.
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
}
