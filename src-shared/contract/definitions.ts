// Definitions: the presets there are, a workspace's own ones, and which of them its numbers follow.
import { z } from 'zod'
import { Definition, Switches } from '../definition.ts'
import { Id } from '../event.ts'
import { Nothing, read, write } from './call.ts'

const PresetRow = z.object({
  /** What `preset` is given: an own one's name, or the id of a built-in one. */
  id: z.string(),
  title: z.string(),
  /** What it is and where it differs from what it is named after. */
  about: z.string(),
  own: z.boolean(),
  /** The built-in preset that an own one differs from. */
  based_on: z.string().nullable(),
  switches: Definition,
})
export type PresetRow = z.infer<typeof PresetRow>

const Presets = z.object({ chosen: z.string(), rows: z.array(PresetRow) })

export const definitions = {
  'definitions.list': read(
    'Presets, built in and own, with the value of every switch; and the chosen one.',
    Nothing,
    Presets,
  ),
  'definitions.save': write(
    'Makes an own definition, or changes the one of this name: a preset and the switches that differ from it.',
    z.strictObject({
      name: Id.max(60),
      based_on: z.string().default('dora'),
      switches: Switches.default({}),
    }),
    PresetRow,
  ),
  'definitions.remove': write('Removes an own definition.', z.strictObject({ name: z.string() }), Presets),
  'definitions.choose': write(
    'Chooses the definition that numbers follow where no other is asked for.',
    z.strictObject({ preset: z.string() }),
    Presets,
  ),
}
