// What Shiplog's own events are answered: an outcome for each.
import { z } from 'zod'
import type { EventType } from '../../../../src-shared/event.ts'
import { FieldErrors } from '../../answers.ts'

const types = ['change', 'deployment', 'build', 'incident', 'issue'] as const satisfies readonly EventType[]

const index = z.int().describe('Which of the events, from 0.')

export const Outcomes = z
  .object({
    delivery: z.string().nullable().describe('The delivery that counts; null where nothing was written.'),
    dryRun: z.boolean(),
    accepted: z.int().describe('How many events.'),
    rejected: z.int().describe('How many events.'),
    events: z.array(
      z.discriminatedUnion('outcome', [
        z.object({
          index,
          outcome: z.enum(['created', 'replaced', 'unchanged']),
          type: z.enum(types),
          id: z.string(),
        }),
        z.object({
          index,
          outcome: z.literal('rejected'),
          reason: z.string().describe('Why, in a sentence.'),
          errors: FieldErrors.describe('Each field that is wrong.'),
        }),
      ]),
    ),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'shiplog-outcomes' })
