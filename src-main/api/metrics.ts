import { overview, working } from '../metrics/run.ts'
import type { Handlers } from './context.ts'

export const metrics: Handlers<'metrics'> = {
  'metrics.overview': (question, { db, clock }) => {
    const began = performance.now()
    const answer = db.snapshot(() => overview(db, question, clock()))
    return { ...answer, took_ms: performance.now() - began }
  },
  'metrics.working': (question, { db, clock }) => db.snapshot(() => working(db, question, clock())),
}
