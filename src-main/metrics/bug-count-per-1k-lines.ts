// Bug count per 1000 changed lines: not computable here, and says so.
import { perThousandLines } from './per-1k-lines.ts'

export const bugCountPerThousandLines = perThousandLines(
  'bug-count-per-1k-lines',
  'issues',
  'Bug count per 1k lines',
  'Bugs',
)
