// A lead time in two parts: from the start of a change to when it reached the main line, and from there to its deployment.
// Told of changes of which both are known; nothing is never zero, so that there is no part where none is.
import type { Split } from '../../src-shared/contract/metrics.ts'
import { inWords } from '../../src-shared/duration.ts'
import { ascending } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { changesOf } from './changes.ts'
import { type LeadParts, leadParts, partsOf } from './leads.ts'
import { type Asked, once } from './metric.ts'
import { type Ordered, ordered, quantileOf } from './ordered.ts'

/** Null where there is nothing to part: the lead time begins on the main line, or is of what was built. */
export function splitOf(db: ReadDb, asked: Asked): Split | null {
  const { lead_start, lead_changes } = asked.definition
  if (lead_start === 'main line' || lead_changes === 'built from') return null
  return once(asked, 'split of lead times', () => {
    const { toMain, toDeployed, unknown } = leadParts(db, asked) ?? oneByOne(db, asked)
    return { n: toMain.length, unknown, to_main: partOf(toMain), to_deployed: partOf(toDeployed) }
  })
}

function oneByOne(db: ReadDb, asked: Asked): LeadParts {
  const counting = changesOf(db, asked).filter((row) => row.left_out === null)
  const parts = counting.flatMap((row) => partsOf(row.lead_ms ?? 0, row.at_ms, row.reached_ms) ?? [])
  return {
    toMain: ordered([ascending(parts.map((one) => one.toMain))]),
    toDeployed: ordered([ascending(parts.map((one) => one.toDeployed))]),
    unknown: counting.length - parts.length,
  }
}

function partOf(values: Ordered): Split['to_main'] {
  const [median, p75, p90] = [0.5, 0.75, 0.9].map((q) => quantileOf(values, q))
  return median == null || p75 == null || p90 == null ? null : { median, p75, p90 }
}

/** "Start to main line: median 3 h; main line to deployed: median 2 d (n = 5, of 1 more it is not known)." */
export function splitSum({ n, unknown, to_main, to_deployed }: Split): string {
  if (to_main === null || to_deployed === null)
    return 'Of none of these changes it is known when it reached a main line, so there is no split.'
  const more = unknown === 0 ? '' : `, of ${unknown} more it is not known`
  return `Start to main line: median ${inWords(to_main.median)}; main line to deployed: median ${inWords(to_deployed.median)} (n = ${n}${more}).`
}
