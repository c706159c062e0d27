// The contract: every call there is, by name. `noun.verb`.
import type { z } from 'zod'
import { builds } from './builds.ts'
import { changes } from './changes.ts'
import { decisions } from './decisions.ts'
import { definitions } from './definitions.ts'
import { deployments } from './deployments.ts'
import { environments } from './environments.ts'
import { exports } from './exports.ts'
import { findings } from './findings.ts'
import { imports } from './imports.ts'
import { incidents } from './incidents.ts'
import { issues } from './issues.ts'
import { jobs, type PausedBy } from './jobs.ts'
import { journal } from './journal.ts'
import { keys } from './keys.ts'
import { listener } from './listener.ts'
import { metrics } from './metrics.ts'
import { repos } from './repos.ts'
import { settings } from './settings.ts'
import { systems } from './systems.ts'
import { versions } from './versions.ts'
import { workspace } from './workspace.ts'

export const contract = {
  ...workspace,
  ...jobs,
  ...systems,
  ...repos,
  ...imports,
  ...journal,
  ...decisions,
  ...deployments,
  ...changes,
  ...incidents,
  ...environments,
  ...builds,
  ...versions,
  ...issues,
  ...metrics,
  ...definitions,
  ...settings,
  ...findings,
  ...keys,
  ...listener,
  ...exports,
}

export type Contract = typeof contract
export type CallName = keyof Contract
/** What a caller gives: defaults may be left out. */
export type Input<N extends CallName> = z.input<Contract[N]['input']>
/** What a handler gets: validated, with defaults filled in. */
export type Parsed<N extends CallName> = z.output<Contract[N]['input']>
export type Output<N extends CallName> = z.output<Contract[N]['output']>

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract, name)
}

/** What the core tells without being asked. Every window and stream gets all of them. */
export type Push =
  | { type: 'changed'; revision: number }
  /** `total` is null while it is unknown. A finished job sends `done: true`. */
  | {
      type: 'progress'
      job: string
      title: string
      count: number
      total: number | null
      unit: string
      /** Whether it can be paused, and why it is; null while it goes on. */
      pausable: boolean
      paused: PausedBy | null
      done: boolean
    }
