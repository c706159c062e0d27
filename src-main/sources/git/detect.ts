// Which tags are deployments. Pure: tags in, inferred deployments out.
// Invariant: one deployment for one commit, at the earliest of its matching tags, whatever order the tags come in.
import { must } from '../../../src-shared/assert.ts'
import type { Dating } from '../../../src-shared/strategy.ts'
import { parseVersion } from '../../../src-shared/version.ts'
import { createGlob } from './glob.ts'
import type { IgnoredTag, Tag } from './refs.ts'

/** A tag whose time is known: its own, else its commit's. */
export interface ResolvedTag {
  name: string
  commit: string
  at_ms: number
  dated: Dating
}

export interface InferredDeployment {
  id: string
  commit: string
  at_ms: number
  version: string | null
  /** What its time is. */
  dated: Dating
}

/**
 * Tags with their times: an annotated tag's own, else the committer date of its commit (milliseconds UTC, null or NaN
 * where the commit has none). Those without any come back apart, with the reason.
 */
export function resolveTags(
  tags: readonly Tag[],
  committedAt: (commit: string) => number | null | undefined,
): { tags: ResolvedTag[]; undated: IgnoredTag[] } {
  const resolved: ResolvedTag[] = []
  const undated: IgnoredTag[] = []
  for (const tag of tags) {
    const { name, commit } = tag
    const at_ms = tag.at_ms ?? committedAt(commit) ?? Number.NaN
    const dated = tag.at_ms === null ? 'commit date' : 'tag date'
    if (Number.isFinite(at_ms)) resolved.push({ name, commit, at_ms, dated })
    else undated.push({ name, reason: 'Neither the tag nor its commit carries a date that can be read.' })
  }
  return { tags: resolved, undated }
}

/**
 * The deployments that tags stand for, by time, then id: each called as the earliest of its commit's tags, with the
 * version of the earliest that has one. Without a pattern these are the version tags that are no
 * pre-release ("v1.2.3", "api-2026.03.1"); with one, all tags whose whole name matches the glob.
 */
export function deploymentTags(tags: readonly ResolvedTag[], pattern: string | null): InferredDeployment[] {
  const byCommit = new Map<string, ResolvedTag[]>()
  for (const tag of matching(tags, pattern).sort(byTime)) {
    const others = byCommit.get(tag.commit)
    if (others === undefined) byCommit.set(tag.commit, [tag])
    else others.push(tag)
  }
  // A map keeps the order of first insertion: the deployments come out by time of their earliest tag, then its name.
  return [...byCommit.values()].map(deploymentOf)
}

/** The version of each commit that has a version tag: the first of its tags by name that is a release, else the first. */
export function versionsOf(tags: readonly Tag[]): Map<string, string> {
  const found = tags.flatMap(({ name, commit }) => {
    const version = parseVersion(name)
    return version === null ? [] : [{ commit, ...version }]
  })
  // The last one set stands: releases after pre-releases, the first by name last.
  const order = [...found.filter((one) => one.prerelease), ...found.filter((one) => !one.prerelease).reverse()]
  return new Map(order.map(({ commit, number }) => [commit, number]))
}

/** Tags that stand for deployments, whatever their date. Without a pattern: versions that are no pre-releases. */
export function matching<T extends { name: string }>(tags: readonly T[], pattern: string | null): T[] {
  if (pattern === null) return tags.filter((tag) => parseVersion(tag.name)?.prerelease === false)
  const matches = createGlob(pattern)
  return tags.filter((tag) => matches(tag.name))
}

/**
 * Tags that a person may take for versions, although they are none: too many numbers ("v1.7.4.5") or too few ("v1.2"). Not
 * those on a commit with one that counts, as tags that are moved along are.
 */
export function almostVersions(tags: readonly Tag[]): string[] {
  const counted = new Set(matching(tags, null).map((tag) => tag.commit))
  const almost = /(?:^|[^0-9A-Za-z.])v?\d{1,9}(?:\.\d{1,9})+$/i
  return tags.flatMap(({ name, commit }) =>
    name.length <= 255 && almost.test(name) && parseVersion(name) === null && !counted.has(commit) ? [name] : [],
  )
}

function deploymentOf(tags: readonly ResolvedTag[]): InferredDeployment {
  const first = must(tags[0], 'a commit is listed with its first tag')
  const version = tags.map((tag) => parseVersion(tag.name)).find((found) => found !== null)
  return {
    id: first.name,
    commit: first.commit,
    at_ms: first.at_ms,
    version: version?.number ?? null,
    dated: first.dated,
  }
}

function byTime(a: ResolvedTag, b: ResolvedTag): number {
  // By code units: the order must not depend on the computer's language.
  return a.at_ms - b.at_ms || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
