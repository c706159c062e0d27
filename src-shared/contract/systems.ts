// Systems and environments: what there is to filter by.
import { z } from 'zod'
import { tiers } from '../environment.ts'
import { Id } from '../event.ts'
import { Ms, Nothing, page, read, write } from './call.ts'

const SystemRow = z.object({
  name: z.string(),
  deployments: z.int(),
  changes: z.int(),
  /** Whether a part of a history is still to be read, so that there may be more changes. */
  unread: z.boolean(),
  incidents: z.int(),
  repos: z.int(),
  first_deployment_at_ms: Ms.nullable(),
  last_deployment_at_ms: Ms.nullable(),
})
export type SystemRow = z.infer<typeof SystemRow>

const EnvironmentRow = z.object({ name: z.string(), tier: z.enum(tiers), deployments: z.int() })

export const systems = {
  'systems.list': read('All systems with what is known of each.', Nothing, page(SystemRow)),
  'systems.environments': read('All environments with their tiers.', Nothing, page(EnvironmentRow)),
  'systems.rename': write(
    'Shows a system by another name. Reports that use an earlier name still reach it.',
    z.strictObject({ system: z.string(), name: z.string().trim().pipe(Id) }),
    z.object({ name: z.string() }),
  ),
}
