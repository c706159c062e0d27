import type { Handlers } from './context.ts'

export const jobs: Handlers<'jobs'> = {
  'jobs.cancel': ({ job }, context) => {
    const running = context.jobs.get(job)
    running?.abort()
    return { cancelled: running !== undefined }
  },
}
