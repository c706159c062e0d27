// Bug count per 1000 changed lines: issues of the kind "bug" by when they were created.
import { issueRow, issuesIn, noIssues } from './issues.ts'
import { perThousandLines } from './per-1k-lines.ts'

const kind = 'bug'

export const bugCountPerThousandLines = perThousandLines({
  id: 'bug-count-per-1k-lines',
  group: 'issues',
  title: 'Bug count per 1k lines',
  noun: 'bug',
  none: (db) => noIssues(db, kind),
  created: (db, asked) => issuesIn(db, asked, 'created_at_ms', kind).map((row) => row.created_at_ms),
  rows: (db, asked) => ({
    counted: issuesIn(db, asked, 'created_at_ms', kind).map((row) => issueRow(row)),
    steps: [],
  }),
})
