// The handler of every call: a namespace that is missing does not compile.
import type { AllHandlers } from './context.ts'
import { deployments } from './deployments.ts'
import { findings } from './findings.ts'
import { imports } from './imports.ts'
import { incidents } from './incidents.ts'
import { jobs } from './jobs.ts'
import { journal } from './journal.ts'
import { keys } from './keys.ts'
import { listener } from './listener.ts'
import { metrics } from './metrics.ts'
import { repos } from './repos.ts'
import { settings } from './settings.ts'
import { systems } from './systems.ts'
import { workspace } from './workspace.ts'

export const handlers: AllHandlers = {
  ...workspace,
  ...jobs,
  ...systems,
  ...repos,
  ...imports,
  ...journal,
  ...deployments,
  ...incidents,
  ...metrics,
  ...settings,
  ...findings,
  ...keys,
  ...listener,
}
