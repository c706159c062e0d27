// What providers tell of versions, a release or a tag, as deployments: only where whoever set up the webhook said in its
// address where to, and never of what is no release by its version. The same for every provider.
import { type DeploymentEvent, type Event, Id } from '../../src-shared/event.ts'
import { parseVersion } from '../../src-shared/version.ts'
import { type Hook, nameIn, type Read } from './provider-hook.ts'

interface Release {
  tag: string
  /** Null where the provider does not say when: then it was when we heard of it. */
  at_ms: number | null
  name?: string | null | undefined
  url?: string | null | undefined
  commit?: string | undefined
}

/** `told`: or why it is none now. */
export function released({ system, query }: Hook, told: Release | string): Read {
  const environment = nameIn(query, 'releases')
  if (environment === null)
    return 'a release is a deployment only where the address says where to (?releases=production)'
  if (typeof told === 'string') return told
  const { tag, at_ms, name, url, commit } = told
  // Whoever forgot to mark it has still called it so.
  if (parseVersion(tag)?.prerelease === true) return prerelease(tag)
  const event: Event = {
    ...deployed(system, environment, tag, at_ms),
    ...(commit !== undefined && { commits: [commit] }),
    title: name ?? null,
    url: url ?? null,
  }
  return [{ at: 'release', event }]
}

export interface Tag {
  tag: string
  isDeleted: boolean
  commit: string | null
  /** Null where the provider does not say when: then it was when we heard of it. Asked of tags that count alone. */
  at_ms: () => number | null
}

/**
 * A tag that a repository's scan would take for a deployment is one here, too, of the same id and commit, so that the two
 * are found to be one. With a release of it at the same place it is one by its id.
 */
export function tagged({ system, query }: Hook, { tag, isDeleted, commit, at_ms }: Tag): Read {
  const environment = nameIn(query, 'tags')
  if (environment === null) return 'a tag is a deployment only where the address says where to (?tags=production)'
  if (isDeleted) return 'a tag that was deleted deploys nothing'
  const version = Id.safeParse(tag).success ? parseVersion(tag) : null
  if (version === null) return `the tag ${tag.slice(0, 60)} is no version`
  if (version.prerelease) return prerelease(tag)
  if (commit === null) return 'the tag is of no commit'
  const event: Event = { ...deployed(system, environment, tag, at_ms()), commits: [commit] }
  return [{ at: 'ref', event }]
}

/** What all of them have; the tag is its id, too. */
function deployed(system: string, environment: string, tag: string, ms: number | null): DeploymentEvent {
  const when = ms === null ? ({ end_heard: true } as const) : { at_ms: ms, finished_at_ms: ms }
  return { type: 'deployment', system, environment, id: tag, version: tag, state: 'succeeded', ...when }
}

function prerelease(tag: string): string {
  return `${tag} is a pre-release by its version, and deployed nowhere by itself`
}

const tagRef = 'refs/tags/'

/** The tag that a ref is; null for a branch. */
export function tagIn(ref: string): string | null {
  return ref.startsWith(tagRef) ? ref.slice(tagRef.length) : null
}
