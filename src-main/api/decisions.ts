import type { Candidate } from '../../src-shared/contract/decisions.ts'
import type { Decision, Subject } from '../../src-shared/decision.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { inWords } from '../../src-shared/duration.ts'
import { decide, undoDecision } from '../ingest/decisions.ts'
import { correction } from '../ingest/corrections.ts'
import { planJoin } from '../ingest/join.ts'
import { findingRules } from '../metrics/findings/index.ts'
import type { ReadDb } from '../store/database.ts'
import type { Handlers, WriteContext } from './context.ts'

const decided = `source = '${correction}' AND path NOT IN ('undo', 'redo')`
const candidatesShown = 10

function make({ db, cache, ingest, clock }: WriteContext, decision: Decision): { id: number } {
  return { id: ingest.change((touched) => decide(db, cache, decision, clock(), touched)) }
}

export const decisions: Handlers<'decisions'> = {
  'decisions.attribute': ({ incident, deployment }, context) =>
    make(context, {
      do: 'attribute',
      incident: incidentSubject(context.db, incident),
      deployment: deployment === null ? null : deploymentSubject(context.db, deployment),
    }),

  'decisions.exclude': ({ type, number, reason }, context) => {
    const find = type === 'deployment' ? deploymentSubject : incidentSubject
    return make(context, { do: 'exclude', type, thing: find(context.db, number), reason })
  },

  'decisions.kind': ({ deployment, kind }, context) =>
    make(context, { do: 'kind', deployment: deploymentSubject(context.db, deployment), kind }),

  'decisions.remedy': ({ deployment, remedies }, context) => {
    if (remedies !== null) refuseRemedy(context.db, deployment, remedies)
    return make(context, {
      do: 'remedy',
      deployment: deploymentSubject(context.db, deployment),
      remedies: remedies === null ? null : deploymentSubject(context.db, remedies),
    })
  },

  'decisions.ignore': ({ finding, row }, context) => {
    const known = findingRules.map((rule) => rule.id)
    if (!known.includes(finding))
      throw new Refusal('not_found', `There is no finding ${shown(finding)}; there are ${known.join(', ')}.`)
    return make(context, { do: 'ignore', finding, ...(row === undefined ? {} : { row }) })
  },

  'decisions.join': ({ what, from, into }, context) => make(context, planJoin(context.db, what, from, into)),

  'decisions.list': ({ limit, offset }, { db }) =>
    db.snapshot(() => ({
      total: db.get<{ n: number }>(`SELECT count(*) AS n FROM deliveries WHERE ${decided}`)?.n ?? 0,
      rows: db
        .all<{ id: number; at_ms: number; summary: string; undone: number }>(
          `SELECT id, received_at_ms AS at_ms, summary, undone_by IS NOT NULL AS undone FROM deliveries
           WHERE ${decided} ORDER BY id DESC LIMIT ? OFFSET ?`,
          limit,
          offset,
        )
        .map((row) => ({ ...row, undone: row.undone === 1 })),
    })),

  'decisions.undo': ({ id }, { db, cache, ingest, clock }) => {
    ingest.change((touched) => undoDecision(db, cache, { id, undone: true, atMs: clock() }, touched))
    return { id }
  },

  'decisions.redo': ({ id }, { db, cache, ingest, clock }) => {
    ingest.change((touched) => undoDecision(db, cache, { id, undone: false, atMs: clock() }, touched))
    return { id }
  },
}

/** Lies beside the decisions it serves, though its name is of incidents. */
export function candidates(db: ReadDb, number: number): { total: number; rows: Candidate[] } {
  const incident = db.get<{ system: number; started_at_ms: number; linked: number | null; reason: string | null }>(
    `SELECT i.system, i.started_at_ms, l.deployment AS linked, l.reason
     FROM incidents i LEFT JOIN incident_deployments l ON l.incident = i.id WHERE i.id = ?`,
    number,
  )
  if (incident === undefined) throw new Refusal('not_found', `There is no incident number ${number} any more.`)
  const rows = db.all<Omit<Candidate, 'before_ms' | 'reason' | 'chosen'>>(
    `SELECT d.id AS number, d.thing AS id, d.version, e.name AS environment, d.finished_at_ms
     FROM deployments d JOIN environments e ON e.id = d.environment
     WHERE d.system = ?1 AND d.joined_to IS NULL AND d.state = 'succeeded' AND d.excluded IS NULL
       AND (d.id = ?3 OR d.finished_at_ms < ?2 AND e.tier = 'production')
     ORDER BY d.id = ?3 DESC, d.at_ms DESC, d.id DESC LIMIT ?4`,
    incident.system,
    incident.started_at_ms,
    incident.linked,
    candidatesShown,
  )
  return {
    total: rows.length,
    rows: rows.map((row) => {
      const before_ms = incident.started_at_ms - row.finished_at_ms
      const chosen = row.number === incident.linked
      const gap =
        before_ms < 0 ? `finished ${inWords(-before_ms)} after it started` : `finished ${inWords(before_ms)} before it`
      return { ...row, before_ms, chosen, reason: chosen ? (incident.reason ?? gap) : gap }
    }),
  }
}

function incidentSubject(db: ReadDb, number: number): Subject {
  const row = db.get<Subject>(
    'SELECT s.name AS system, i.thing AS id FROM incidents i JOIN systems s ON s.id = i.system WHERE i.id = ?',
    number,
  )
  if (row === undefined) throw new Refusal('not_found', `There is no incident number ${number} any more.`)
  return row
}

/** A deployment fixes an earlier one of its own system. */
function refuseRemedy(db: ReadDb, deployment: number, remedies: number): void {
  const [fix, broken] = [deployment, remedies].map((number) => {
    const row = db.get<{ system: number; at_ms: number; thing: string }>(
      `SELECT system, at_ms, thing FROM deployments
       WHERE id = coalesce((SELECT joined_to FROM deployments WHERE id = ?1), ?1)`,
      number,
    )
    if (row === undefined) throw new Refusal('not_found', `There is no deployment number ${number} any more.`)
    return row
  })
  if (fix === undefined || broken === undefined) return
  if (fix.system !== broken.system)
    throw new Refusal('invalid', `${shown(broken.thing)} is of another system than ${shown(fix.thing)}.`)
  if (fix.at_ms <= broken.at_ms)
    throw new Refusal(
      'invalid',
      `${shown(broken.thing)} is not earlier than ${shown(fix.thing)}, so that cannot fix it.`,
    )
}

/** The deployment that stands for this row: an inferred one that joined a pushed one is that one. */
function deploymentSubject(db: ReadDb, number: number): Subject {
  const row = db.get<{ system: string; environment: string; id: string; repo: string | null }>(
    `SELECT s.name AS system, e.name AS environment, d.thing AS id, r.git_dir AS repo
     FROM deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
     LEFT JOIN repos r ON r.id = d.repo
     WHERE d.id = coalesce((SELECT joined_to FROM deployments WHERE id = ?1), ?1)`,
    number,
  )
  if (row === undefined) throw new Refusal('not_found', `There is no deployment number ${number} any more.`)
  const { repo, ...subject } = row
  return repo === null ? subject : { ...subject, repo }
}
