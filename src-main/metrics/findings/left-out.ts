// What people left out of all numbers: no fault of the data, but nothing may be silent.
import { deploymentColumns, deploymentTables, type Found, incidentColumns, type Rule, rowsOf } from './rule.ts'

export const leftOutRules: readonly Rule[] = [
  {
    id: 'left-out',
    title: 'Left out by a person',
    effect: 'No number counts them; the working of each says so.',
    touches: [],
    rows: (db) =>
      rowsOf<Found & { decision: number }>(
        db,
        ({ decision }) => ({ kind: 'undo', decision }),
        `SELECT ${deploymentColumns}, d.excluded AS note, c.delivery AS decision FROM ${deploymentTables}
         JOIN decisions c ON c.kind = 'exclude' AND c.subject = json_array(d.system, d.environment, d.thing, d.repo)
         WHERE d.joined_to IS NULL AND d.excluded IS NOT NULL
         UNION ALL
         SELECT ${incidentColumns}, i.excluded, c.delivery FROM incidents i JOIN systems s ON s.id = i.system
         JOIN decisions c ON c.kind = 'exclude' AND c.subject = json_array(i.system, 0, i.thing, 0)
         WHERE i.excluded IS NOT NULL`,
      ),
  },
]
