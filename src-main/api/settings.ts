import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { writeSetting, zoneOf } from '../store/settings.ts'
import type { Handlers } from './context.ts'

export const settings: Handlers<'settings'> = {
  'settings.get': (_, { db }) => ({ zone: zoneOf(db) }),

  'settings.set': ({ zone }, { db, ingest }) => {
    if (zone !== undefined && !isZone(zone))
      throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
    if (zone !== undefined) ingest.change(() => writeSetting(db, 'zone', zone))
    return { zone: zoneOf(db) }
  },
}
