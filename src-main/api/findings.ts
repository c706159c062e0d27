import { listFindings } from '../metrics/findings/index.ts'
import type { Handlers } from './context.ts'

export const findings: Handlers<'findings'> = {
  'findings.list': (_, { db, clock }) => {
    const rows = db.snapshot(() => listFindings(db, clock()))
    return { total: rows.length, rows }
  },
}
