// Reverts as a rule that a person may switch on: a deployment that ships a revert of what an earlier one shipped remedies
// that one, although nobody says so. Off, a revert alone is a finding and in no number.
import type { ReadDb } from '../store/database.ts'
import { revertingDeployments } from '../store/messages.ts'
import { tierScope } from '../store/systems.ts'
import { anyScope } from './changes.ts'
import { type Asked, once } from './metric.ts'

export interface Reverts {
  /** Numbers of deployments that ship a revert. */
  reverting: ReadonlySet<number>
  /** Numbers of those that shipped what is taken back. */
  reverted: ReadonlySet<number>
}

export const noReverts: Reverts = { reverting: new Set(), reverted: new Set() }

/** None where the rule is off. */
export function revertsUnder(db: ReadDb, asked: Asked): Reverts {
  if (!asked.definition.reverts) return noReverts
  return once(asked, 'reverts', () => {
    const { scope } = asked.scope
    const found = revertingDeployments(db, scope === anyScope ? tierScope('production') : scope)
    return {
      reverting: new Set(found.map((one) => one.deployment)),
      reverted: new Set(found.map((one) => one.from)),
    }
  })
}
