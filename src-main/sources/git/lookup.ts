// Branches and tags by the names people give, and the sentence that says what there is where a name is wrong.
import { Refusal } from '../../../src-shared/reply.ts'
import type { Strategy } from '../../../src-shared/strategy.ts'
import type { Branch, Refs } from './refs.ts'
import { leadsNowhere } from './refusals.ts'

/** Throws a Refusal where the strategy names a branch or tag that is not there. A pattern may match nothing. */
export function refuseUnknown(refs: Refs, strategy: Strategy): void {
  if (strategy.by === 'merges' || strategy.by === 'commits') branchOf(refs, strategy.branch)
  else if (strategy.by === 'pointer') pointerOf(refs, strategy.ref)
}

export function branchOf(refs: Refs, name: string): Branch {
  const found = refs.branches.find((branch) => branch.name === name || branch.ref === name)
  if (found !== undefined) return found
  throw damagedRef(refs, name) ?? unknown('branch', name, list('branches', refs.branches))
}

/** The Refusal where a ref of this name is there and leads nowhere: what it stands for is not for another to tell. */
export function damagedRef({ damaged }: Refs, name: string): Refusal | null {
  const places = ['', 'refs/heads/', 'refs/remotes/'].map((place) => place + name)
  const found = damaged.find((one) => places.includes(one.ref))
  return found === undefined ? null : leadsNowhere(found)
}

export interface Pointer {
  ref: string
  commit: string
  /** When an annotated tag was made. */
  at_ms: number | null
}

/** A branch or a tag by its name; the branch where both are called so, unless the whole name is given. */
export function pointerOf(refs: Refs, name: string): Pointer {
  const branch = refs.branches.find((one) => one.name === name || one.ref === name)
  if (branch !== undefined) return { ...branch, at_ms: null }
  const tag = refs.tags.find((one) => one.name === name || `refs/tags/${one.name}` === name)
  if (tag !== undefined) return { ...tag, ref: `refs/tags/${tag.name}` }
  const damaged = damagedRef(refs, name)
  if (damaged !== null) throw damaged
  throw unknown('branch or tag', name, `${list('branches', refs.branches)} ${list('tags', newest(refs.tags))}`)
}

function unknown(what: string, name: string, there: string): Refusal {
  return new Refusal('not_found', `There is no ${what} ${JSON.stringify(name)}. ${there}`)
}

/** That a pattern matches nothing, and what there is; null where something matches. */
export function missing(
  what: 'tag' | 'branch',
  glob: string,
  matches: readonly unknown[],
  all: readonly { name: string }[],
): string | null {
  if (matches.length > 0) return null
  const there = what === 'tag' ? list('tags', newest(all)) : list('branches', all)
  return `No ${what} matches ${JSON.stringify(glob)}. ${there}`
}

const byNumbers = new Intl.Collator('en', { numeric: true })

/** By name and the numbers in it, the last first: with version tags, about the newest. */
export function newest<T extends { name: string }>(tags: readonly T[]): T[] {
  return tags.toSorted((a, b) => byNumbers.compare(b.name, a.name))
}

const listed = 8

function list(what: 'branches' | 'tags', all: readonly { name: string }[]): string {
  if (all.length === 0) return `There are no ${what}.`
  if (all.length === 1) return `The only ${what === 'tags' ? 'tag' : 'branch'} is ${all[0]?.name}.`
  const names = all.slice(0, listed).map((one) => one.name)
  const more = all.length > listed ? ` and ${all.length - listed} more` : ''
  return `The ${what} are ${names.join(', ')}${more}.`
}
