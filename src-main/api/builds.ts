import type { BuildRow, BuildSort } from '../../src-shared/contract/builds.ts'
import { deploymentStates } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { deliveriesOf } from '../store/events.ts'
import { factPage } from '../store/fact-pages.ts'
import { byName, byPlace, byRank } from '../store/orders.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const columns = `b.thing AS id, b.id AS number, s.name AS system, b.state, b.version, b.commit_oid AS "commit", b.branch,
  b.started_at_ms, b.finished_at_ms, b.at_ms, b.sources`
const tables = 'builds b JOIN systems s ON s.id = b.system'

type Raw = Omit<BuildRow, 'sources'> & { sources: string }

/** What each column is sorted by. */
const terms: Record<BuildSort, string[]> = {
  time: ['b.at_ms'],
  system: [byRank('systems', 'b.system')],
  state: [byPlace(deploymentStates, 'b.state')],
  branch: byName('b.branch'),
  duration: ['iif(b.finished_at_ms > b.started_at_ms, b.finished_at_ms - b.started_at_ms, NULL)'],
}

export const builds: Handlers<'builds'> = {
  'builds.list': (input, { db }) => {
    const states = input.states === undefined ? null : JSON.stringify(input.states)
    const filter = [systemsFilter(db, input.systems), states]
    return db.snapshot(() =>
      factPage(
        db,
        {
          facts: 'builds',
          as: 'b',
          time: 'at_ms',
          where: `(?3 IS NULL OR b.system IN (SELECT value FROM json_each(?3)))
            AND (?4 IS NULL OR b.state IN (SELECT value FROM json_each(?4)))`,
          filter,
          terms,
          shown: `${columns} FROM ${tables}`,
          row: (raw: Raw) => complete(raw),
        },
        input,
      ),
    )
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
