import { listFindings } from '../metrics/findings/index.ts'
import type { Handlers } from './context.ts'

export const findings: Handlers<'findings'> = {
  'findings.list': ({ rows: most }, { db, clock }) => {
    const rows = db.snapshot(() => listFindings(db, clock(), most))
    return { total: rows.length, rows }
  },
}
