// Jobs: long calls that show progress and can be cancelled; scans and line counts can be paused.
import { z } from 'zod'
import { read } from './call.ts'

/** Because somebody asked for it, or because the computer runs on its battery. */
const PausedBy = z.enum(['asked', 'battery'])
export type PausedBy = z.infer<typeof PausedBy>

const Job = z.string().max(100)

export const jobs = {
  'jobs.cancel': read(
    'Cancels a running job. What it had stored whole stays; a scan can be resumed by scanning again.',
    z.strictObject({ job: Job }),
    z.object({ cancelled: z.boolean() }),
  ),
  'jobs.pause': read(
    'Pauses a running or waiting scan or line count, which goes on where it was. No other job can be paused.',
    z.strictObject({ job: Job, by: PausedBy.default('asked') }),
    z.object({ paused: z.boolean() }),
  ),
  'jobs.resume': read(
    'Goes on with a job that was paused; with by only where that is why.',
    z.strictObject({ job: Job, by: PausedBy.optional() }),
    z.object({ resumed: z.boolean() }),
  ),
}
