import type { Handlers } from './context.ts'

export const jobs: Handlers<'jobs'> = {
  'jobs.cancel': ({ job }, context) => {
    const running = context.jobs.get(job)
    running?.cancel()
    return { cancelled: running !== undefined }
  },

  'jobs.pause': ({ job, by }, context) => ({ paused: context.jobs.get(job)?.pause(by) ?? false }),

  'jobs.resume': ({ job, by }, context) => ({ resumed: context.jobs.get(job)?.resume(by) ?? false }),
}
