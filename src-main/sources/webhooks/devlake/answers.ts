// What DevLake's webhooks answer: an envelope, and something shorter before they look at a request.
import { z } from 'zod'

function enveloped<Causes extends z.ZodType>(success: boolean, causes: Causes) {
  const message = z.string().describe(success ? 'success' : 'Why, in a sentence.')
  return { code: z.literal(0), success: z.literal(success), message, causes, data: z.null() }
}

export const Stored = z
  .object({
    ...enveloped(true, z.null()),
    warnings: z.array(z.string()).optional().describe('What was odd about it.'),
  })
  .meta({ id: 'devlake-stored' })

export const Refused = z.union([
  z
    .object(enveloped(false, z.array(z.string()).nullable().describe('Each field that is wrong.')))
    .meta({ id: 'devlake-refused' }),
  z
    .object({ success: z.literal(false), message: z.string().describe('What is wrong with the key.') })
    .meta({ id: 'devlake-denied' }),
])

export function envelope(success: boolean, message: string, why: string[] | null = null) {
  return { code: 0, success, message, causes: why, data: null }
}

export function denied(message: string) {
  return { success: false, message }
}
