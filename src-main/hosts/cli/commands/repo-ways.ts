// How "shiplog repo add" says what deployments are: one way for the whole repository, or one for each --path.
import type { Command } from 'commander'
import type { Component } from '../../../../src-shared/component.ts'
import type { Strategy } from '../../../../src-shared/strategy.ts'

/** The ways to find deployments, of which one is chosen. */
export const ways = [
  ['--tags [glob]', 'tags that match; without a pattern version tags without pre-releases (the default)'],
  ['--merges <branch>', 'merges into a branch'],
  ['--branch <name>', 'every commit on a branch'],
  ['--pointer <ref>', 'wherever a branch, or a tag that is moved, points to'],
  ['--releases <glob>', 'branches that match, each one deployment'],
  ['--events', 'none: the pipeline reports them'],
] as const

export const partsHelp = `
Several systems in one repository: each --path is followed by its --system and, where it differs, its own way to find
deployments. Several --path before one --system are all that system's.
  shiplog repo add . --path services/api --system api --tags 'api@*' --path services/web --system web --tags 'web@*'
`

/** An option as it was given; one without a value has null. */
export interface Given {
  name: string
  value: string | null
}

export interface Ways {
  system: string | null
  /** Null where none was chosen: what was chosen before stays. */
  strategy: Strategy | null
  /** Null where no path was given: they stay. */
  components: Component[] | null
}

interface Part {
  paths: string[]
  system: string | null
  strategy: Strategy | null
}

/** Reads the options in the order they were given. Ends the command with a sentence where they say nothing clear. */
export function readWays(command: Command, given: readonly Given[]): Ways {
  const whole: Part = { paths: [], system: null, strategy: null }
  const parts: Part[] = []
  for (const { name, value } of given) {
    const part = parts.at(-1) ?? whole
    if (name === 'path') {
      const open = parts.at(-1)
      if (open !== undefined && open.system === null && open.strategy === null) open.paths.push(value ?? '')
      else parts.push({ paths: [value ?? ''], system: null, strategy: null })
    } else if (name === 'system') {
      if (part.system !== null) command.error(twice('a second --system', part))
      part.system = value
    } else {
      const strategy = strategyOf(name, value)
      if (strategy === null) continue
      if (part.strategy !== null) command.error(twice(`--${name}: a second way to find deployments`, part))
      part.strategy = strategy
    }
  }
  const components = parts.map(({ paths, system, strategy }) => ({
    paths,
    system: system ?? command.error(`error: --path ${paths.join(' --path ')} is not followed by the --system it is.`),
    strategy: strategy ?? whole.strategy ?? ({ by: 'versions' } as const),
  }))
  if (components.length > 0 && whole.system !== null)
    command.error(`error: --system ${whole.system} stands before its --path. Give each --path first.`)
  const one = given.some(({ name }) => name === 'whole')
  if (one && components.length > 0)
    command.error('error: --whole makes it one system, and --path several. Give one of them.')
  if (components.length > 0) return { system: null, strategy: null, components: joined(components) }
  return { system: whole.system, strategy: whole.strategy, components: one ? [] : null }
}

/** A system whose parts were given one by one. */
function joined(components: readonly Component[]): Component[] {
  const bySystem = new Map<string, Component>()
  for (const one of components) {
    const known = bySystem.get(one.system)
    if (known === undefined) bySystem.set(one.system, one)
    else known.paths.push(...one.paths)
  }
  return [...bySystem.values()]
}

function twice(what: string, { paths }: Part): string {
  const of = paths.length === 0 ? '' : ` for --path ${paths.join(' --path ')}`
  return `error: ${what}${of}. Give one${of === '' ? ', or a --path before each' : ''}.`
}

function strategyOf(name: string, value: string | null): Strategy | null {
  switch (name) {
    case 'tags':
      return value === null ? { by: 'versions' } : { by: 'tags', glob: value }
    case 'merges':
      return { by: 'merges', branch: value ?? '' }
    case 'branch':
      return { by: 'commits', branch: value ?? '' }
    case 'pointer':
      return { by: 'pointer', ref: value ?? '' }
    case 'releases':
      return { by: 'releases', glob: value ?? '' }
    case 'events':
      return { by: 'events' }
    default:
      return null
  }
}
