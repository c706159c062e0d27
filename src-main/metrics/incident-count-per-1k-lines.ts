// Incident count per 1000 changed lines: not computable here, and says so.
import { perThousandLines } from './per-1k-lines.ts'

export const incidentCountPerThousandLines = perThousandLines(
  'incident-count-per-1k-lines',
  'incidents',
  'Incident count per 1k lines',
  'Incidents',
)
