// Keeps what a scan found: tags, deployments by each way they are looked for, and which commits are whose. The facts that
// follow from it are made by infer.ts.
import type { Component } from '../../src-shared/component.ts'
import type { Strategy } from '../../src-shared/strategy.ts'
import type { PullWork } from '../../src-shared/pull-work.ts'
import { type GraphCache, squashStarts } from '../derive/index.ts'
import type { Found, ScanResult } from '../sources/git/scan.ts'
import { componentsOf, type ComponentRow, replaceComponents, systemsOf, writeTouched } from '../store/components.ts'
import type { WriteDb } from '../store/database.ts'
import { withStarts } from '../store/graph.ts'
import { keepUnknownStarts, type MainLineFound } from '../store/main-line.ts'
import { keepObjects } from '../store/marks.ts'
import { keepReverts, keepSquashes, type Reverts } from '../store/messages.ts'
import { finishScan, type InferredRow, replaceInferred, replaceTags, type RepoRow, strategyOf } from '../store/repos.ts'
import { ensureSystem } from '../store/systems.ts'
import { unsettle } from '../store/waiting.ts'
import type { Touched } from './touched.ts'

export interface FinishedScan extends Pick<
  ScanResult,
  'known' | 'tags' | 'branches' | 'ignored' | 'deployments' | 'note' | 'problem' | 'mainLine'
> {
  /** What the deployments were found by. */
  strategy: Strategy
  /** The parts that are systems of their own, each with what was found; [] where the whole is one. */
  components: (Component & Found)[]
  touching: Touching
  said: Said
  /** Where older history is still to come: from when on it is there. */
  unread_before_ms: number | null
  /** Of all that the scan was made from, or null. */
  mark: string | null
  /** The names of the files that its objects were in, or null. */
  objects: string | null
}

/** What commits say of others. */
export interface Said {
  /** Null where no pull request has a ref; 'seen' where all is as it was. */
  squashes: PullWork | null | 'seen'
  onMain: MainLineFound | 'seen'
  reverts: Reverts
}

/** Which commits touch each component. */
export interface Touching {
  /** Whether all commits were looked at, or only those that came since. */
  all: boolean
  /** How many commit numbers are known now. */
  looked: number
  /** For each component, the commits' numbers, ascending. */
  numbers: Int32Array[]
}

/** Returns whether anything moved that facts or links come from. */
export function keepFound(
  db: WriteDb,
  cache: GraphCache,
  repo: RepoRow,
  scan: FinishedScan,
  at_ms: number,
  touched: Touched,
): boolean {
  const before = systemsOf(db, repo.id)
  const old = componentsOf(db, repo.id)
  const tags = scan.tags.map((tag) => ({
    name: tag.name,
    oid: Buffer.from(tag.commit, 'hex'),
    at_ms: tag.at_ms,
    annotated: tag.annotated ? 1 : 0,
  }))
  let moved = replaceTags(db, repo.id, tags)
  const parts = scan.components.map(({ system, ...part }) => ({ ...part, system: ensureSystem(db, system) }))
  const { ids, changed } = replaceComponents(db, repo.id, parts)
  moved ||= changed
  const whole = { repo: repo.id, component: 0, add: parts.length === 0 && goesOn(strategyOf(repo), scan.strategy) }
  moved = replaceInferred(db, whole, rowsOf(scan)) || moved
  parts.forEach((part, i) => {
    const component = ids[i] ?? 0
    const known = old.find((row) => row.id === component)
    const add = known !== undefined && goesOn(strategyIn(known), part.strategy)
    moved = replaceInferred(db, { repo: repo.id, component, add }, rowsOf(part)) || moved
    writeTouched(db, component, scan.touching.numbers[i] ?? new Int32Array(), scan.touching.all)
  })
  moved = keepStarts(db, cache, repo, scan) || moved
  keepReverts(db, repo.id, scan.said.reverts)
  const { known: tips, strategy, problem, note, touching, unread_before_ms, mark } = scan
  const refs = { branches: scan.branches.length, tags: tags.length, ignored: scan.ignored }
  const mainLine = { name: scan.mainLine?.name ?? null, tips: scan.mainLine?.tips ?? [] }
  moved ||= mainLine.name !== repo.main_line || JSON.stringify(mainLine.tips) !== repo.main_tips
  finishScan(db, repo.id, {
    tips,
    strategy,
    problem,
    note,
    looked: touching.looked,
    refs,
    mainLine,
    unread_before_ms,
    mark,
    at_ms,
  })
  keepObjects(db, repo.id, scan.objects)
  for (const system of [...before, ...systemsOf(db, repo.id)]) touched.add(system)
  return moved
}

/** Keeps when the work of squashes began, and of which nobody knows. Returns whether any start moved. */
function keepStarts(db: WriteDb, cache: GraphCache, repo: RepoRow, scan: FinishedScan): boolean {
  const { onMain } = scan.said
  const began = keepKnownStarts(db, cache, repo, scan)
  if (began) cache.keepHistory(withStarts(db, cache.history(db, repo.id)))
  const squashed = onMain === 'seen' ? null : keepUnknownStarts(db, cache.history(db, repo.id), onMain)
  if (squashed !== null) cache.keepHistory({ ...cache.history(db, repo.id), squashed })
  // What waits is kept with when it began.
  if (began || squashed !== null) unsettle(db, repo.id)
  return began || squashed !== null
}

function keepKnownStarts(db: WriteDb, cache: GraphCache, repo: RepoRow, { said, mainLine }: FinishedScan): boolean {
  const { squashes } = said
  if (squashes === 'seen') return false
  if (squashes === null) return keepSquashes(db, repo, null)
  const starts = squashStarts(db, cache.history(db, repo.id), mainLine?.tips ?? [], squashes)
  return keepSquashes(db, repo, { digest: squashes.digest, starts })
}

/** A pointer's reflog forgets: what it was seen at stays, as long as the same one is looked at. */
function goesOn(before: Strategy, now: Strategy): boolean {
  return now.by === 'pointer' && JSON.stringify(before) === JSON.stringify(now)
}

function strategyIn(row: ComponentRow): Strategy {
  return JSON.parse(row.strategy) as Strategy
}

function rowsOf({ deployments }: Pick<Found, 'deployments'>): InferredRow[] {
  return deployments.map(({ id, commit, at_ms, version, dated }) => ({
    thing: id,
    oid: Buffer.from(commit, 'hex'),
    at_ms,
    version,
    note: dated,
  }))
}
