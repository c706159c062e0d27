// How deployments are found in a repository: one value, kept with it. Null where it is stored means version tags.
import { z } from 'zod'

const Name = z.string().min(1).max(255)

export const Strategy = z.discriminatedUnion('by', [
  /** Tags that are version numbers or date versions, and no pre-releases. */
  z.strictObject({ by: z.literal('versions') }),
  /** Tags whose whole name matches. */
  z.strictObject({ by: z.literal('tags'), glob: Name }),
  /** Merge commits on a branch. */
  z.strictObject({ by: z.literal('merges'), branch: Name }),
  /** Every commit on a branch. */
  z.strictObject({ by: z.literal('commits'), branch: Name }),
  /** Wherever a branch, or a tag that is moved, pointed to. */
  z.strictObject({ by: z.literal('pointer'), ref: Name }),
  /** Branches whose whole name matches, each one deployment. */
  z.strictObject({ by: z.literal('releases'), glob: Name }),
  /** None: the pipeline reports them. */
  z.strictObject({ by: z.literal('events') }),
])
export type Strategy = z.infer<typeof Strategy>

/** What dates a deployment that was found in a repository, or reported. */
export const datings = ['tag date', 'commit date', 'date of the move', 'report'] as const
export type Dating = (typeof datings)[number]

/** The strategy in a few words, for lists. */
export function inShort(strategy: Strategy): string {
  switch (strategy.by) {
    case 'versions':
      return 'version tags'
    case 'tags':
      return `tags matching ${strategy.glob}`
    case 'merges':
      return `merges into ${strategy.branch}`
    case 'commits':
      return `every commit on ${strategy.branch}`
    case 'pointer':
      return `moves of ${strategy.ref}`
    case 'releases':
      return `release branches ${strategy.glob}`
    case 'events':
      return 'only reported ones'
  }
}

/** The pattern, branch or tag that a strategy names; null where it names none. */
export function nameIn(strategy: Strategy): string | null {
  switch (strategy.by) {
    case 'tags':
    case 'releases':
      return strategy.glob
    case 'merges':
    case 'commits':
      return strategy.branch
    case 'pointer':
      return strategy.ref
    case 'versions':
    case 'events':
      return null
  }
}

/** The same strategy with another pattern, branch or tag. */
export function naming(strategy: Strategy, name: string): Strategy {
  switch (strategy.by) {
    case 'tags':
    case 'releases':
      return { by: strategy.by, glob: name }
    case 'merges':
    case 'commits':
      return { by: strategy.by, branch: name }
    case 'pointer':
      return { by: 'pointer', ref: name }
    case 'versions':
    case 'events':
      return strategy
  }
}
