// Findings about incidents: which deployment, and how long.
import type { Fix } from '../../../src-shared/contract/findings.ts'
import { day } from '../../../src-shared/time.ts'
import { type Found, incident, incidentColumns, type Rule, rowsOf } from './rule.ts'

/** Open for longer than this, an incident was most likely resolved unheard. */
const longOpenMs = 30 * day
const recovery = 'failed-deployment-recovery-time'

/** A system without production deployments is most likely another name of one that has them. */
function ofIncident(row: Found & { deployed: 0 | 1 }): Fix {
  return row.deployed === 1 || row.system === null
    ? { kind: 'attribute', deployment: null }
    : { kind: 'join', what: 'system', from: row.system, into: null }
}

export const incidentRules: readonly Rule[] = [
  {
    id: 'incident-without-deployment',
    title: 'Incidents that no deployment came before',
    effect: 'They count neither as a failed change nor in the recovery of failed deployments.',
    touches: ['change-fail-rate', recovery],
    rows: (db) =>
      rowsOf<Found & { deployed: 0 | 1 }>(
        db,
        ofIncident,
        `SELECT ${incidentColumns}, EXISTS (SELECT 1 FROM deployments d JOIN environments e ON e.id = d.environment
             WHERE d.system = i.system AND d.state = 'succeeded' AND e.tier = 'production') AS deployed
         FROM incidents i JOIN systems s ON s.id = i.system
         LEFT JOIN incident_deployments l ON l.incident = i.id
         WHERE i.excluded IS NULL AND l.incident IS NULL AND NOT EXISTS
           (SELECT 1 FROM decisions WHERE kind = 'attribute' AND subject = json_array(i.system, 0, i.thing, 0))
         ORDER BY i.started_at_ms DESC`,
      ),
  },
  {
    id: 'resolved-before-started',
    title: 'Incidents resolved before they started',
    effect: 'Recovery time leaves them out. A time zone may be wrong.',
    touches: [recovery],
    rows: (db) =>
      rowsOf<Found>(
        db,
        () => ({ kind: 'exclude', reason: 'resolved before it started' }),
        `${incident} i.resolved_at_ms < i.started_at_ms ORDER BY i.started_at_ms DESC`,
      ),
  },
  {
    id: 'never-resolved',
    title: 'Incidents open for more than 30 days',
    effect: 'Recovery time waits for their end. Report them resolved, or leave them out.',
    touches: [recovery],
    byClock: true,
    rows: (db, now) =>
      rowsOf<Found>(
        db,
        () => ({ kind: 'exclude', reason: 'never reported as resolved' }),
        `${incident} i.resolved_at_ms IS NULL AND i.started_at_ms < ?1 ORDER BY i.started_at_ms DESC`,
        now - longOpenMs,
      ),
  },
]
