// Where Shiplog keeps repositories of its own, for those that were added.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyForeign, nameOf } from '../sources/git/foreign.ts'
import { openRepo, type RepoFacts } from '../sources/git/open.ts'
import type { LostRef } from '../sources/git/ref-row.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'

export function mirrorOf(dataDir: string, repo: number): string {
  return join(dataDir, 'mirrors', `${repo}-pulls.git`)
}

/** What was fetched for a repository, where it is still there. */
export function pullMirror(repo: RepoRow, { dataDir }: Pick<JobContext, 'dataDir'>): { gitDir: string } | null {
  const gitDir = mirrorOf(dataDir, repo.id)
  return repo.fetched !== null && existsSync(join(gitDir, 'HEAD')) ? { gitDir } : null
}

export function dropMirror(dataDir: string, repo: number): void {
  rmSync(mirrorOf(dataDir, repo), { recursive: true, force: true })
}

/** Copies a repository of another user. Returns where the copy is, which is what is added and scanned. */
export async function mirrorForeign(dataDir: string, path: string, signal: AbortSignal): Promise<string> {
  const { source, gitDir } = copyOf(dataDir, path)
  await copy(source, gitDir, signal)
  await writeFile(join(dirname(gitDir), 'source'), source)
  return gitDir
}

/** Brings the copy up to date, where a repository is one; makes it again where it was dropped. */
export async function refreshForeign(dataDir: string, path: string, signal: AbortSignal): Promise<void> {
  const source = sourceOf(dataDir, path)
  if (source !== null) await copy(source, path, signal)
}

async function copy(source: string, gitDir: string, signal: AbortSignal): Promise<void> {
  const leftOut = await copyForeign(source, gitDir, signal)
  if (leftOut.length === 0) await rm(notedAt(gitDir), { force: true })
  else await writeFile(notedAt(gitDir), JSON.stringify(leftOut))
}

/** Of a copy, the refs that lead nowhere where it was copied from. */
export function leftOutOf(dataDir: string, path: string): LostRef[] {
  const noted = notedAt(path)
  if (!isForeign(dataDir, path) || !existsSync(noted)) return []
  return JSON.parse(readFileSync(noted, 'utf8')) as LostRef[]
}

function notedAt(path: string): string {
  return join(dirname(path), 'left-out')
}

/** What a repository is, and of a copy what it lacks of the one that it was copied from. */
export async function openRead(dataDir: string, path: string, signal: AbortSignal): Promise<RepoFacts> {
  const facts = await openRepo(path, signal)
  return { ...facts, leftOut: leftOutOf(dataDir, facts.path) }
}

/** The repository of another user that the one at this path is a copy of; null where it is none. */
export function sourceOf(dataDir: string, path: string): string | null {
  const noted = join(dirname(path), 'source')
  return isForeign(dataDir, path) && existsSync(noted) ? readFileSync(noted, 'utf8') : null
}

/** Where the copy of a repository of another user is, or would be; `source` is its path without links. */
export function copyOf(dataDir: string, path: string): { source: string; gitDir: string } {
  const source = existsSync(path) ? realpathSync(path) : path
  const around = join(foreign(dataDir), createHash('sha256').update(source).digest('hex').slice(0, 16))
  return { source, gitDir: join(around, `${nameOf(source) || 'repository'}.git`) }
}

/** By which path people know a repository: of a copy, where the one is that it is a copy of. */
export function ownPath(dataDir: string, path: string): string {
  return sourceOf(dataDir, path) ?? path
}

/** Deletes the copy, where a repository is one. Of what stays there, the path, the removal can be undone. */
export function dropForeign(dataDir: string, path: string): void {
  if (isForeign(dataDir, path)) rmSync(path, { recursive: true, force: true })
}

/** The same for good: nothing stays. */
export function forgetForeign(dataDir: string, path: string): void {
  if (isForeign(dataDir, path)) rmSync(dirname(path), { recursive: true, force: true })
}

function foreign(dataDir: string): string {
  return join(dataDir, 'mirrors', 'foreign')
}

function isForeign(dataDir: string, path: string): boolean {
  return dirname(dirname(path)) === foreign(dataDir)
}
