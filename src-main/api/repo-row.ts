// An added repository as lists show it: what it is, what the last scan saw, and what is wrong.
import { must } from '../../src-shared/assert.ts'
import type { RepoRow as Row } from '../../src-shared/contract/repos.ts'
import { countCommits } from '../store/commits.ts'
import { componentsOf, partOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { countUnknownStarts } from '../store/graph.ts'
import { type RepoRefs, type RepoRow, strategyOf } from '../store/repos.ts'
import { fetchedOf } from '../store/wishes.ts'
import { systemName } from '../store/systems.ts'
import type { JobContext } from './context.ts'
import { sourceOf } from './mirrors.ts'
import { storedComponents } from './repo-components.ts'

export function toRow({ db, dataDir }: Pick<JobContext, 'db' | 'dataDir'>, repo: RepoRow): Row {
  return {
    id: repo.id,
    path: repo.path,
    copy_of: sourceOf(dataDir, repo.path),
    name: repo.name,
    system: systemName(db, repo.system),
    strategy: strategyOf(repo),
    components: partsOf(db, repo.id),
    commits: countCommits(db, repo.id),
    deployments: db.get<{ n: number }>('SELECT count(*) AS n FROM deployments WHERE repo = ?', repo.id)?.n ?? 0,
    scanned_at_ms: repo.scanned_at_ms,
    unread_before_ms: repo.unread_before_ms,
    problem: repo.problem,
    gone: repo.gone === 1,
    refs: refsOf(repo),
    note: repo.note,
    unknown_starts: countUnknownStarts(db, repo.id),
    watched: repo.watched === 1,
    fetched: fetchedOf(repo),
  }
}

const ignoredShown = 20

function refsOf({ refs }: RepoRow): Row['refs'] {
  if (refs === null) return null
  const { branches, tags, ignored } = JSON.parse(refs) as RepoRefs
  return { branches, tags, ignored: shownIgnored(ignored) }
}

export function shownIgnored<Tag>(ignored: readonly Tag[]): { total: number; rows: Tag[] } {
  return { total: ignored.length, rows: ignored.slice(0, ignoredShown) }
}

function partsOf(db: ReadDb, repo: number): Row['components'] {
  const rows = componentsOf(db, repo)
  return storedComponents(db, repo).map((part, i) => {
    const { system, note } = must(rows[i], 'because each stands for a row')
    const deployments = db.get<{ n: number }>(
      'SELECT count(*) AS n FROM deployments WHERE repo = ? AND system = ?',
      repo,
      system,
    )
    return { ...part, commits: partOf(db, repo, system)?.size ?? 0, deployments: deployments?.n ?? 0, note }
  })
}
