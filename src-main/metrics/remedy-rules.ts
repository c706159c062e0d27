// Rules that a person may switch on: a deployment that ships a revert of what an earlier one shipped, or that brings back
// older code or a version which another had replaced, remedies that one, although nobody says so. Off, each is a finding and
// in no number.
import type { ReadDb } from '../store/database.ts'
import { decisionOn, ignoredFindings, ignoredSubject, subjectOf } from '../store/decisions.ts'
import { revertingDeployments } from '../store/messages.ts'
import { broughtBack, olderAgain } from '../store/older-again.ts'
import { tierScope } from '../store/systems.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { anyScope } from './changes.ts'
import { keyOf } from './findings/rule.ts'
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
      for (const one of unsettled(
        db,
        olderAgain(db, asked.scope.environments),
        'older-version-again',
        (of) => of.again,
      )) {
        remedying.set(one.again, broughtBack(one))
        remedied.set(one.before, `a later deployment ${broughtBack(one)}`)
      }
    const { scope } = asked.scope
    if (reverts)
      for (const one of unsettled(
        db,
        revertingDeployments(db, scope === anyScope ? tierScope('production') : scope),
        'ships-a-revert',
        (of) => of.deployment,
      )) {
        remedying.set(one.deployment, 'ships a revert')
        remedied.set(one.from, 'a later deployment takes back what it shipped')
      }
    return { remedying, remedied }
  })
}

/** Those of which nobody said that they fix nothing, or that the finding about them is no problem: a person's word goes first. */
function unsettled<T>(db: ReadDb, rows: readonly T[], finding: string, numberOf: (row: T) => number): T[] {
  const ignored = ignoredFindings(db)
  const said = new Set(
    db
      .all<{ number: number; system: number; environment: number; thing: string; repo: number } & Named>(
        `SELECT d.id AS number, d.system, d.environment, d.thing, d.repo, s.name AS system_name, e.name AS place
         FROM deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
         WHERE d.id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(rows.map(numberOf)),
      )
      .filter(({ thing: id, system_name, place, ...of }) => {
        const key = keyOf({ kind: 'deployment', system: system_name, place, id })
        return ignored.has(ignoredSubject(finding, key)) || decisionOn(db, 'remedy', subjectOf({ ...of, id })) === null
      })
      .map((row) => row.number),
  )
  return rows.filter((row) => !said.has(numberOf(row)))
}

interface Named {
  system_name: string
  place: string
}
