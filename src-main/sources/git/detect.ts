// Which tags are deployments. Pure: tags in, inferred deployments out.
// Invariant: one deployment for one commit, at the earliest of its matching tags, whatever order the tags come in.
import { must } from '../../../src-shared/assert.ts'
import type { Evidence } from '../../../src-shared/contract/repos.ts'
import { parseVersion } from '../../../src-shared/version.ts'
import { createGlob } from './glob.ts'
import type { IgnoredTag, Tag } from './refs.ts'

/** A tag whose time is known: its own, else its commit's. */
export interface ResolvedTag extends Tag {
  at_ms: number
}

export interface InferredDeployment {
  /** The name of its earliest tag. */
  id: string
  commit: string
  at_ms: number
  /** The version of the earliest tag that has one. */
  version: string | null
  annotated: boolean
  /** All matching tags of the commit, earliest first. */
  tags: string[]
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
    const at_ms = tag.at_ms ?? committedAt(tag.commit) ?? Number.NaN
    if (Number.isFinite(at_ms)) resolved.push({ ...tag, at_ms })
    else undated.push({ name: tag.name, reason: 'Neither the tag nor its commit carries a date that can be read.' })
  }
  return { tags: resolved, undated }
}

/**
 * The deployments that tags stand for, by time, then id. Without a pattern these are the version tags that are no
 * pre-release ("v1.2.3", "api-1.2.3"); with one, all tags whose whole name matches the glob.
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

/** What a repository's tags show before anybody decides: counts, and the ten newest that match. */
export function evidence(
  tags: readonly ResolvedTag[],
  pattern: string | null,
): Pick<Evidence, 'tags' | 'version_tags' | 'matching' | 'preview'> {
  const matches = matching(tags, pattern).sort(byTime)
  return {
    tags: tags.length,
    version_tags: tags.filter((tag) => parseVersion(tag.name) !== null).length,
    matching: matches.length,
    preview: matches
      .slice(-10)
      .reverse()
      .map(({ name, at_ms, annotated }) => ({ tag: name, at_ms, annotated })),
  }
}

function matching(tags: readonly ResolvedTag[], pattern: string | null): ResolvedTag[] {
  if (pattern === null) return tags.filter((tag) => parseVersion(tag.name)?.prerelease === false)
  const matches = createGlob(pattern)
  return tags.filter((tag) => matches(tag.name))
}

function deploymentOf(tags: readonly ResolvedTag[]): InferredDeployment {
  const first = must(tags[0], 'a commit is listed with its first tag')
  const version = tags.map((tag) => parseVersion(tag.name)).find((found) => found !== null)
  return {
    id: first.name,
    commit: first.commit,
    at_ms: first.at_ms,
    version: version?.number ?? null,
    annotated: first.annotated,
    tags: tags.map((tag) => tag.name),
  }
}

function byTime(a: ResolvedTag, b: ResolvedTag): number {
  // By code units: the order must not depend on the computer's language.
  return a.at_ms - b.at_ms || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
