// What the listener's answers look like where several dialects answer alike; for the reference, which shows every answer.
import { z } from 'zod'

const FieldError = z.object({
  field: z.string().describe('Where it is in the body or the query; empty for the whole.'),
  value: z.string().describe('What was sent there.'),
  accepted: z.string().describe('What is accepted.'),
})

export const FieldErrors = z.array(FieldError)

export const Refused = z
  .object({
    message: z.string().describe('Why, in a sentence.'),
    errors: FieldErrors.describe('Each field that is wrong.'),
  })
  .meta({ id: 'refused' })

/** Where nobody's words are spoken. */
export const RefusedShortly = z
  .object({ message: z.string().describe('Why, in a sentence.') })
  .meta({ id: 'no-dialect' })

export const Accepted = z
  .object({
    message: z.literal('accepted'),
    id: z.string().describe('The delivery that counts; of one that is sent again the first.'),
    skipped: z
      .array(
        z.object({
          at: z.string().describe('Where it was.'),
          reason: z.string().describe('Why it is not counted.'),
          left: z.literal(true).optional().describe('Not wrong, but nothing that is counted.'),
          fields: FieldErrors.optional().describe('Each field that is wrong.'),
        }),
      )
      .optional()
      .describe('What did not become an event.'),
  })
  .meta({ id: 'accepted' })
