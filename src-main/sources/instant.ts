// A time as APIs of dates and times take it.
import { z } from 'zod'
import { parseInstant } from '../../src-shared/time.ts'

/** What is accepted, in words. */
export const instantInWords = 'a time such as 2026-11-21T14:30:00Z'

/** RFC 3339, in any zone; epoch milliseconds come out. 1970 is accepted and listed as a finding. */
export const Instant = z
  .string()
  .meta({ format: 'date-time' })
  .transform((text, context) => {
    const ms = parseInstant(text)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: instantInWords })
    return z.NEVER
  })
