// Settings of the workspace.
import { z } from 'zod'
import { Nothing, read, write } from './call.ts'

const Settings = z.object({
  zone: z.string(),
  /** 1 for Monday to 7 for Sunday. */
  week_start: z.int(),
})
export type Settings = z.infer<typeof Settings>

export const settings = {
  'settings.get': read('The settings of the workspace.', Nothing, Settings),
  'settings.set': write(
    'Changes settings. The zone is an IANA name such as Europe/Berlin; weeks start on 1, Monday, to 7, Sunday.',
    z.strictObject({ zone: z.string().max(64).optional(), week_start: z.int().min(1).max(7).optional() }),
    Settings,
  ),
}
