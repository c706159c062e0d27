import type { BuildRow } from '../../src-shared/contract/builds.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { deliveriesOf } from '../store/events.ts'
import { counted, type Listing, pageOf } from '../store/pages.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const columns = `b.thing AS id, b.id AS number, s.name AS system, b.state, b.version, b.commit_oid AS "commit", b.branch,
  b.started_at_ms, b.finished_at_ms, b.at_ms, b.sources`
const tables = 'builds b JOIN systems s ON s.id = b.system'

type Raw = Omit<BuildRow, 'sources'> & { sources: string }

function listing(db: ReadDb, filter: (string | null)[]): Listing<BuildRow> {
  const where = `b.at_ms >= ?1 AND b.at_ms < ?2 AND (?3 IS NULL OR b.system IN (SELECT value FROM json_each(?3)))
    AND (?4 IS NULL OR b.state IN (SELECT value FROM json_each(?4)))`
  return {
    facts: 'builds',
    name: JSON.stringify(['builds', filter]),
    count: (from, to) => counted(db, `FROM builds b WHERE ${where}`, from, to, ...filter),
    rows: (from, to, limit, offset) =>
      db
        .all<Raw>(
          `SELECT ${columns} FROM ${tables} WHERE ${where} ORDER BY b.at_ms DESC, b.id DESC LIMIT ?5 OFFSET ?6`,
          from,
          to,
          ...filter,
          limit,
          offset,
        )
        .map(complete),
  }
}

export const builds: Handlers<'builds'> = {
  'builds.list': (input, { db }) => {
    const states = input.states === undefined ? null : JSON.stringify(input.states)
    return db.snapshot(() => pageOf(db, listing(db, [systemsFilter(db, input.systems), states]), input))
  },

  'builds.get': ({ number }, { db }) =>
    db.snapshot(() => {
      const row = db.get<Raw & { url: string | null; system_id: number }>(
        `SELECT ${columns}, b.url, b.system AS system_id FROM ${tables} WHERE b.id = ?`,
        number,
      )
      if (row === undefined) throw new Refusal('not_found', `There is no build number ${number} any more.`)
      const { system_id, url, ...build } = row
      return {
        ...complete(build),
        url,
        deliveries: deliveriesOf(db, { type: 'build', system: system_id, environment: 0, id: row.id }),
      }
    }),
}

function complete({ sources, ...row }: Raw): BuildRow {
  return { ...row, sources: JSON.parse(sources) as string[] }
}
