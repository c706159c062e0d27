// From decisions in the journal to the table of those that stand. Facts are not touched here.
import { must } from '../../src-shared/assert.ts'
import { Decision, type Subject } from '../../src-shared/decision.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { clearDecisions, type DecisionKind, ignoredSubject, subjectOf, writeDecision } from '../store/decisions.ts'
import type { DeliveryRow } from '../store/deliveries.ts'
import { findRepoOnce } from '../store/repos.ts'
import { findEnvironment, findSystem } from '../store/systems.ts'
import { correction } from './corrections.ts'

/** Makes the decisions that stand again. The last one on a subject stands. */
export function replayDecisions(db: WriteDb): void {
  clearDecisions(db)
  for (const row of db.all<DeliveryRow>(
    `SELECT * FROM deliveries WHERE source = ? AND path NOT IN ('undo', 'redo') AND undone_by IS NULL ORDER BY id`,
    correction,
  ))
    apply(db, read(row), row.id)
}

export function isDecision(row: Pick<DeliveryRow, 'source' | 'path'>): boolean {
  return row.source === correction && row.path !== 'undo' && row.path !== 'redo'
}

export function read(row: DeliveryRow): Decision {
  return Decision.parse(JSON.parse(Buffer.from(row.body).toString()))
}

export function apply(db: WriteDb, decision: Decision, delivery: number): void {
  const about = (kind: DecisionKind, thing: Subject, value: unknown) => {
    const subject = find(db, thing)
    writeDecision(db, { kind, subject: subjectOf(subject), system: subject.system, value, delivery })
  }
  switch (decision.do) {
    case 'attribute': {
      const deployment = decision.deployment === null ? null : subjectOf(find(db, decision.deployment))
      about('attribute', decision.incident, { deployment, reason: 'a person decided it' })
      return
    }
    case 'exclude':
      about('exclude', decision.thing, decision.reason)
      return
    case 'kind':
      about('kind', decision.deployment, decision.kind)
      return
    case 'remedy':
      about('remedy', decision.deployment, decision.remedies?.id ?? null)
      return
    case 'ignore': {
      const subject = ignoredSubject(decision.finding, decision.row)
      writeDecision(db, { kind: 'ignore', subject, system: null, value: true, delivery })
      return
    }
    case 'join':
    // The names themselves say it, and outlive a rebuild.
  }
}

export interface Found {
  system: number
  environment: number
  id: string
  repo: number
}

/** From names to ids. What a decision names was there when it was made, and systems and environments are for ever. */
export function find(db: ReadDb, { system: name, environment, id, repo }: Subject): Found {
  const system = must(findSystem(db, name), 'because systems are never deleted')
  return {
    system,
    environment:
      environment === undefined ? 0 : must(findEnvironment(db, environment), 'because environments are never deleted'),
    id,
    repo: repo === undefined ? 0 : (findRepoOnce(db, repo, system, id) ?? 0),
  }
}
