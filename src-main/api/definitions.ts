import { Refusal, shown } from '../../src-shared/reply.ts'
import {
  allPresets,
  chosenPreset,
  chosenSetting,
  findPreset,
  type Own,
  ownDefinitions,
  ownPreset,
  ownSetting,
  presets,
} from '../metrics/definitions.ts'
import type { ReadDb } from '../store/database.ts'
import { writeSetting } from '../store/settings.ts'
import type { Handlers } from './context.ts'

function listed(db: ReadDb) {
  return { chosen: chosenPreset(db).id, rows: allPresets(db) }
}

/** What a preset differs in from the built-in one behind it: nothing, for a built-in one. */
function behind(db: ReadDb, id: string): Pick<Own, 'based_on' | 'switches'> {
  const preset = findPreset(db, id)
  if (preset.based_on === null) return { based_on: preset.id, switches: {} }
  const own = ownDefinitions(db).find((one) => one.name === id)
  return { based_on: preset.based_on, switches: own?.switches ?? {} }
}

export const definitions: Handlers<'definitions'> = {
  'definitions.list': (_, { db }) => listed(db),

  'definitions.save': ({ name, based_on, switches }, { db, ingest }) => {
    if (presets.some((preset) => preset.id === name))
      throw new Refusal('conflict', `${shown(name)} is built in. Choose another name.`)
    const base = behind(db, based_on)
    const own: Own = { name, based_on: base.based_on, switches: { ...base.switches, ...switches } }
    const others = ownDefinitions(db).filter((one) => one.name !== name)
    ingest.change(() => writeSetting(db, ownSetting, [...others, own]))
    return ownPreset(own)
  },

  'definitions.remove': ({ name }, { db, ingest }) => {
    const all = ownDefinitions(db)
    if (!all.some((one) => one.name === name))
      throw new Refusal(
        'not_found',
        `There is no definition of your own called ${shown(name)}${all.length === 0 ? '' : `; there are ${all.map((one) => one.name).join(', ')}`}.`,
      )
    ingest.change(() => {
      if (chosenPreset(db).id === name) writeSetting(db, chosenSetting, 'dora')
      writeSetting(
        db,
        ownSetting,
        all.filter((one) => one.name !== name),
      )
    })
    return listed(db)
  },

  'definitions.choose': ({ preset }, { db, ingest }) => {
    const { id } = findPreset(db, preset)
    ingest.change(() => writeSetting(db, chosenSetting, id))
    return listed(db)
  },
}
