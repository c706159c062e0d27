// Times as GitHub's webhooks write them: RFC 3339, but for the repository of a push.
import { z } from 'zod'
import { instant } from '../../provider-hook.ts'

export const Instant = instant('2026-11-21T14:30:00Z')

/** The year 5138: more is not meant in seconds. */
const secondsMax = 1e11

export const Seconds = z
  .number()
  .refine((n) => Number.isInteger(n) && n >= 0 && n <= secondsMax, 'whole seconds since 1970')
  .transform((seconds) => seconds * 1000)
