// How the deployments of a repository are found, as it was chosen.
import type { Component } from '../../src-shared/component.ts'
import type { Strategy } from '../../src-shared/strategy.ts'
import type { ReadDb } from '../store/database.ts'
import { type RepoRow, strategyOf } from '../store/repos.ts'
import { storedComponents } from './repo-components.ts'

/** In the whole, or in each of its components. */
export interface Ways {
  strategy: Strategy
  components: Component[]
}

export function waysOf(db: ReadDb, repo: RepoRow): Ways {
  return { strategy: strategyOf(repo), components: storedComponents(db, repo.id) }
}
