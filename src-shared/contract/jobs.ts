// Jobs: long calls that show progress and can be cancelled.
import { z } from 'zod'
import { read } from './call.ts'

export const jobs = {
  'jobs.cancel': read(
    'Cancels a running job. What it had stored whole stays; a scan can be resumed by scanning again.',
    z.strictObject({ job: z.string().max(100) }),
    z.object({ cancelled: z.boolean() }),
  ),
}
