// Rules that a person may switch on: a deployment that ships a revert of what an earlier one shipped, or that brings back a
// version which another had replaced, remedies that one, although nobody says so. Off, each is a finding and in no number.
import type { ReadDb } from '../store/database.ts'
import { revertingDeployments } from '../store/messages.ts'
import { olderAgain } from '../store/older-again.ts'
import { tierScope } from '../store/systems.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { anyScope } from './changes.ts'
import { type Asked, once } from './metric.ts'

/** Numbers of deployments, each with why in words. */
export interface Remedies {
  remedying: ReadonlyMap<number, string>
  remedied: ReadonlyMap<number, string>
}

export const noRemedies: Remedies = { remedying: new Map(), remedied: new Map() }

/** Whether deployments of other times may decide about one. */
export function hasRemedyRules({ reverts, older_again }: Definition): boolean {
  return reverts || older_again
}

/** None where no rule is on. */
export function remediesUnder(db: ReadDb, asked: Asked): Remedies {
  const { reverts, older_again } = asked.definition
  if (!hasRemedyRules(asked.definition)) return noRemedies
  return once(asked, 'remedies', () => {
    const remedying = new Map<number, string>()
    const remedied = new Map<number, string>()
    if (older_again)
      for (const one of olderAgain(db, asked.scope.environments)) {
        remedying.set(one.again, `brings back ${one.version}`)
        remedied.set(one.before, `a later deployment brings back ${one.version}`)
      }
    const { scope } = asked.scope
    if (reverts)
      for (const one of revertingDeployments(db, scope === anyScope ? tierScope('production') : scope)) {
        remedying.set(one.deployment, 'ships a revert')
        remedied.set(one.from, 'a later deployment takes back what it shipped')
      }
    return { remedying, remedied }
  })
}
