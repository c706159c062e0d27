import type { Output, Parsed } from '../../src-shared/contract/index.ts'
import type { IncidentRow, IncidentSort } from '../../src-shared/contract/incidents.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { deliveriesOf } from '../store/events.ts'
import { severityRank } from '../sources/files/vocabulary.ts'
import { factPage, type Words } from '../store/fact-pages.ts'
import { byName, byRank } from '../store/orders.ts'
import type { Handlers } from './context.ts'
import { candidates } from './decisions.ts'
import { systemsFilter } from './filter.ts'

const columns = `i.thing AS id, i.id AS number, i.title, s.name AS system, i.severity,
  iif(i.resolved_at_ms IS NULL, 'open', 'resolved') AS state, i.started_at_ms, i.resolved_at_ms, i.end_estimated,
  d.thing AS deployment, d.id AS deployment_number, l.reason, i.excluded,
  EXISTS (SELECT 1 FROM decisions WHERE kind = 'attribute' AND subject = json_array(i.system, 0, i.thing, 0)) AS decided`
const tables = `incidents i JOIN systems s ON s.id = i.system
  LEFT JOIN incident_deployments l ON l.incident = i.id LEFT JOIN deployments d ON d.id = l.deployment`

type Raw = Omit<IncidentRow, 'decided' | 'end_estimated'> & { decided: 0 | 1; end_estimated: 0 | 1 }

function toRow<R extends Raw>(
  row: R,
): Omit<R, 'decided' | 'end_estimated'> & Pick<IncidentRow, 'decided' | 'end_estimated'> {
  return { ...row, end_estimated: row.end_estimated === 1, decided: row.decided === 1 }
}

/** What each column is sorted by. */
const terms: Record<IncidentSort, string[] | Words> = {
  started: ['i.started_at_ms'],
  title: byName('coalesce(i.title, i.thing)'),
  severity: { column: 'i.severity', rank: severityRank },
  system: [byRank('systems', 'i.system')],
  duration: ['i.resolved_at_ms - i.started_at_ms'],
}

function listed(db: ReadDb, systems: string | null, input: Parsed<'incidents.list'>): Output<'incidents.list'> {
  const { state } = input
  return factPage(
    db,
    {
      facts: 'incidents',
      as: 'i',
      time: 'started_at_ms',
      where: `(?3 IS NULL OR i.system IN (SELECT value FROM json_each(?3)))
        ${state === undefined ? '' : `AND i.resolved_at_ms IS ${state === 'open' ? '' : 'NOT '}NULL`}`,
      filter: [systems],
      terms,
      shown: `${columns} FROM ${tables}`,
      row: (raw: Raw) => toRow(raw),
    },
    input,
  )
}

export const incidents: Handlers<'incidents'> = {
  'incidents.list': (input, { db }) => {
    const systems = systemsFilter(db, input.systems)
    return db.snapshot(() => listed(db, systems, input))
  },

  'incidents.candidates': ({ incident }, { db }) => db.snapshot(() => candidates(db, incident)),

  'incidents.get': ({ number }, { db }) =>
    db.snapshot(() => {
      const row = db.get<Raw & { url: string | null; system_id: number }>(
        `SELECT ${columns}, i.url, i.system AS system_id FROM ${tables} WHERE i.id = ?`,
        number,
      )
      if (row === undefined) throw new Refusal('not_found', `There is no incident number ${number} any more.`)
      const { system_id, ...incident } = row
      return {
        ...toRow(incident),
        deliveries: deliveriesOf(db, { type: 'issue', system: system_id, environment: 0, id: row.id }),
      }
    }),
}
