// Findings: what in the data is odd, and what it does to the numbers. Nothing is dropped silently elsewhere; it is here.
import type { Finding } from '../../../src-shared/contract/findings.ts'
import type { ReadDb } from '../../store/database.ts'
import { ignoredFindings, ignoredSubject } from '../../store/decisions.ts'
import { deploymentRules } from './deployments.ts'
import { incidentRules } from './incidents.ts'
import { leadTimeRules } from './lead-time.ts'
import { leftOutRules } from './left-out.ts'
import { nameRules } from './names.ts'
import { untilChanged } from '../../store/unchanged.ts'
import { keyOf, type Rule } from './rule.ts'
import { sourceRules } from './sources.ts'
import { timeRules } from './times.ts'

export const findingRules: readonly Rule[] = [
  ...leadTimeRules,
  ...deploymentRules,
  ...incidentRules,
  ...nameRules,
  ...timeRules,
  ...sourceRules,
  ...leftOutRules,
]

/** What is found, by how many rows of how many metrics it touches; what somebody ignored comes last. */
export function listFindings(db: ReadDb, now: number, rowsShown: number): Finding[] {
  const ignored = ignoredFindings(db)
  return findingRules
    .map((rule) => {
      const find = () => found(rule, db, now, ignored, rowsShown)
      return rule.byClock ? find() : untilChanged(db, `finding ${rule.id} ${rowsShown}`, find)
    })
    .filter((finding) => finding.n > 0)
    .sort(
      (a, b) => Number(a.ignored_by !== null) - Number(b.ignored_by !== null) || effectOf(b) - effectOf(a) || b.n - a.n,
    )
}

function found(rule: Rule, db: ReadDb, now: number, ignored: ReadonlyMap<string, number>, rowsShown: number): Finding {
  const { id, title, effect, touches } = rule
  const rows: Finding['rows'] = []
  let n = 0
  let touched = 0
  for (const row of rule.rows(db, now)) {
    const key = keyOf(row)
    if (ignored.has(ignoredSubject(id, key))) continue
    n++
    touched += row.weight ?? 1
    const { kind, number, id: thing, system, at_ms, note = null, fix = null } = row
    if (n <= rowsShown) rows.push({ key, kind, number, id: thing, system, at_ms, note, fix })
  }
  return {
    id,
    title,
    effect: typeof effect === 'string' ? effect : n === 0 ? '' : effect(db, n),
    n,
    touches: touches.map((metric) => ({ metric, rows: touched })),
    ignored_by: ignored.get(ignoredSubject(id)) ?? null,
    rows,
  }
}

function effectOf(finding: Finding): number {
  return finding.touches.reduce((sum, one) => sum + one.rows, 0)
}
