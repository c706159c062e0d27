import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { weekStartOf, writeSetting, zoneOf } from '../store/settings.ts'
import type { Handlers } from './context.ts'

function current(db: ReadDb) {
  return { zone: zoneOf(db), week_start: weekStartOf(db) }
}

export const settings: Handlers<'settings'> = {
  'settings.get': (_, { db }) => current(db),

  'settings.set': ({ zone, week_start }, { db, ingest }) => {
    if (zone !== undefined && !isZone(zone))
      throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
    if (zone !== undefined) ingest.change(() => writeSetting(db, 'zone', zone))
    if (week_start !== undefined) ingest.change(() => writeSetting(db, 'week_start', week_start))
    return current(db)
  },
}
