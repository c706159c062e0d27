// What Versioner's API answers, and what of it its clients read; reply.ts says it.
import { z } from 'zod'

const Id = z.string().describe('In the shape of a UUID, and the same for the same names for ever.')
const Time = z.string().nullable()

const described = {
  id: Id,
  product_id: Id,
  version_id: Id.nullable(),
  environment_id: Id.optional(),
  product_name: z.string(),
  version: z.string().nullable(),
  environment_name: z.string().optional(),
  status: z.enum(['pending', 'started', 'completed', 'failed', 'aborted']),
  started_at: Time,
  completed_at: Time,
  deployed_at: Time.optional().describe('Of a deployment that succeeded: when.'),
}

export const Described = z.object(described).meta({ id: 'versioner-deployment' })

const StoredRun = z
  .object({
    ...described,
    deployment_id: z.string().optional().describe('Of a deployment: the id again.'),
    event_id: z.string().optional().describe('Of a deployment: the id again.'),
    deployed_by: z.string().optional(),
    built_by: z.string().optional(),
    created_at: z.string().describe('When it was received.'),
    warnings: z.array(z.string()).optional().describe('What was odd about it.'),
  })
  .meta({ id: 'versioner-stored' })

/** A test event counts nowhere, so there is nothing of it to tell. */
export const Stored = z.union([StoredRun, z.object({ id: Id }).meta({ id: 'versioner-tested' })])

export const Refused = z
  .object({
    detail: z.union([
      z.string(),
      z.array(
        z.object({
          loc: z.array(z.string()).describe('"body" or "query", then the field.'),
          msg: z.string(),
          type: z.enum(['value_error', 'value_error.missing']),
        }),
      ),
    ]),
    message: z.string().describe('The same in a sentence.'),
    error: z.string().describe('The same again.'),
  })
  .meta({ id: 'versioner-refused' })
