// Where Shiplog keeps repositories of its own, for those that were added.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
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
