// The handler of every call: a namespace that is missing does not compile.
import type { AllHandlers } from './context.ts'
import { decisions } from './decisions.ts'
import { builds } from './builds.ts'
import { changes } from './changes.ts'
import { definitions } from './definitions.ts'
import { deployments } from './deployments.ts'
import { environments } from './environments.ts'
import { exports } from './exports.ts'
import { findings } from './findings.ts'
import { imports } from './imports.ts'
import { incidents } from './incidents.ts'
import { issues } from './issues.ts'
import { jobs } from './jobs.ts'
import { journal } from './journal.ts'
import { keys } from './keys.ts'
import { listener } from './listener.ts'
import { metrics } from './metrics.ts'
import { repos } from './repos.ts'
import { settings } from './settings.ts'
import { systems } from './systems.ts'
import { versions } from './versions.ts'
import { workspace } from './workspace.ts'

export const handlers: AllHandlers = {
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
