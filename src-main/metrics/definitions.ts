// Presets: named sets of all switches. The built-in ones compute what other tools compute, as far as the data goes; a
// workspace adds its own, each a built-in one and what differs from it.
import { plural } from '../../src-shared/plural.ts'
import { type Definition, dora, Switches, withSwitches } from '../../src-shared/definition.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { readSetting } from '../store/settings.ts'

export interface Preset {
  id: string
  title: string
  /** What it is, and where it must differ from what it is named after. */
  about: string
  own: boolean
  based_on: string | null
  switches: Definition
}

function builtIn(id: string, title: string, about: string, switches: Partial<Definition>): Preset {
  return { id, title, about, own: false, based_on: null, switches: { ...dora, ...switches } }
}

const devlake: Partial<Definition> = {
  week_start: 'monday',
  frequency: 'deployment days per week',
  frequency_median: 'lower median',
  frequency_time: 'last 400 days',
  lead_aggregate: 'lower median',
  whole_minutes: true,
  attribution: 'before',
  remedied: false,
  recovery_aggregate: 'lower median',
}

const aboutDevlake =
  'DevLake measures pull requests from their first commit; here each commit counts, in the chosen time zone instead of UTC.'

export const presets: readonly Preset[] = [
  builtIn('dora', 'DORA', 'The five metrics as dora.dev describes them.', {}),
  builtIn(
    'pulse',
    'Pulse',
    'Means per day, the median of each deployment, and the worst bucket of the period: its numbers depend on the bucket.',
    {
      frequency: 'deployments per day',
      frequency_time: 'period',
      lead_of: 'deployment',
      lead_aggregate: 'highest bucket median',
      attribution: 'before',
      remedied: false,
      recovery_of: 'all',
      recovery_aggregate: 'highest bucket mean',
      levels: 'pulse',
    },
  ),
  builtIn('devlake-2023', 'DevLake 2023', aboutDevlake, {
    ...devlake,
    recovery_from: 'deployment',
    recovery_bucket: 'deployment',
    levels: 'devlake-2023',
  }),
  builtIn('devlake-2021', 'DevLake 2021', aboutDevlake, { ...devlake, recovery_of: 'all', levels: 'devlake-2021' }),
  builtIn(
    'gitlab',
    'GitLab',
    'Lead time begins when a change reaches the main line: each commit counts, where GitLab counts merge requests. No levels.',
    {
      frequency: 'deployments per day',
      frequency_time: 'period',
      lead_start: 'main line',
      fail_numerator: 'incidents',
      remedied: false,
      recovery_of: 'all',
      levels: 'none',
    },
  ),
  builtIn(
    'fourkeys',
    'Four Keys',
    'Deployment days in any environment, where none is asked for; only incidents that name a commit fail a deployment.',
    {
      environments: 'any',
      frequency: 'deployment days per week',
      merges: true,
      zero: false,
      attribution: 'commit',
      remedied: false,
      recovery_of: 'all',
      recovery_from: 'earlier',
      levels: 'dora-2019',
    },
  ),
  builtIn(
    'devgrid',
    'DevGrid',
    'Lead time of the commit that was built, and only incidents that name a deployment. No levels.',
    {
      lead_changes: 'built from',
      lead_start: 'committer',
      merges: true,
      attribution: 'named',
      remedied: false,
      fail_denominator: 'finished',
      levels: 'none',
    },
  ),
]

/** An own definition as the settings keep it: what differs from a built-in one. */
export interface Own {
  name: string
  based_on: string
  switches: Switches
}

export const ownSetting = 'definitions'
export const chosenSetting = 'preset'

export function ownDefinitions(db: ReadDb): Own[] {
  return readSetting<Own[]>(db, ownSetting) ?? []
}

export function allPresets(db: ReadDb): Preset[] {
  return [...presets, ...ownDefinitions(db).map(ownPreset)]
}

export function ownPreset({ name, based_on, switches }: Own): Preset {
  const base = presets.find((one) => one.id === based_on) ?? presets[0]
  // A switch that another version of Shiplog knew otherwise is as in the preset it is based on.
  const known = Object.entries(switches).filter(([key, value]) => Switches.safeParse({ [key]: value }).success)
  return {
    id: name,
    title: name,
    about: `${base?.title ?? based_on}, with ${plural(known.length, 'switch', 'switches')} of your own.`,
    own: true,
    based_on,
    switches: withSwitches(base?.switches ?? dora, Object.fromEntries(known)),
  }
}

/** The preset that numbers follow where no other is asked for. */
export function chosenPreset(db: ReadDb): Preset {
  const chosen = readSetting<string>(db, chosenSetting)
  return allPresets(db).find((one) => one.id === chosen) ?? findPreset(db, 'dora')
}

export function findPreset(db: ReadDb, id: string): Preset {
  const all = allPresets(db)
  const preset = all.find((one) => one.id === id)
  if (preset === undefined)
    throw new Refusal('invalid', `There is no preset ${shown(id)}; available: ${all.map((one) => one.id).join(', ')}.`)
  return preset
}
