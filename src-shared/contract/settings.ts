// Settings of the workspace.
import { z } from 'zod'
import { Nothing, read, write } from './call.ts'

const Settings = z.object({ zone: z.string() })
export type Settings = z.infer<typeof Settings>

export const settings = {
  'settings.get': read('The settings of the workspace.', Nothing, Settings),
  'settings.set': write(
    'Changes settings. The zone is an IANA name such as Europe/Berlin.',
    z.strictObject({ zone: z.string().max(64).optional() }),
    Settings,
  ),
}
