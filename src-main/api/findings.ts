import type { Finding } from '../../src-shared/contract/findings.ts'
import { findingRules } from '../metrics/findings.ts'
import type { Handlers } from './context.ts'

export const findings: Handlers<'findings'> = {
  'findings.list': (_, { db, clock }) =>
    db.snapshot(() => {
      const rows = findingRules
        .map((rule): Finding => rule(db, clock()))
        .filter((finding) => finding.n > 0)
        .sort((a, b) => b.n - a.n)
      return { total: rows.length, rows }
    }),
}
