// The score of DORA's Quick Check of 2025: that year's report has no levels. Answers 1 to 6 become 0 to 10, percentages
// 10 minus a tenth of them; five scores have a plain mean.
import type { Defined, MetricValue } from '../../src-shared/contract/metrics.ts'
import { mean } from '../../src-shared/series.ts'
import { day, hour } from '../../src-shared/time.ts'

/** Means over all answers of 2025. */
const everybody: Record<string, number> = {
  'deployment-frequency': 4.8,
  'change-lead-time': 5.5,
  'change-fail-rate': 8.1,
  'failed-deployment-recovery-time': 7.4,
  'deployment-rework-rate': 7.8,
}

/** What an answer's time ends before; the last answer has no end. Best first: answers 6 to 1. */
const times = [hour, day, 7 * day, 30 * day, 180 * day]
/** What an answer's deployments per week are at least; the first is more often than once an hour. */
const frequencies = [168, 7, 1, 7 / 30, 7 / 180]

/** 0 to 10; null for a metric the Quick Check does not ask about. */
export function scoreOf(metric: Pick<MetricValue, 'id' | 'unit'>, value: number): number | null {
  switch (metric.id) {
    case 'deployment-frequency': {
      const perWeek = metric.unit === 'per day' ? value * 7 : value
      const place = frequencies.findIndex((least, i) => (i === 0 ? perWeek > least : perWeek >= least))
      return points(place)
    }
    case 'change-lead-time':
    case 'failed-deployment-recovery-time':
      return points(times.findIndex((end) => value < end))
    case 'change-fail-rate':
    case 'deployment-rework-rate':
      return Math.max(0, 10 - value * 10)
    default:
      return null
  }
}

/** From the place among the answers, best first, -1 for the last, to points: (x − 1) · 2. */
function points(place: number): number {
  return (place === -1 ? 0 : 5 - place) * 2
}

export function scoreNote(id: string, score: number): string {
  return `${Number(score.toFixed(1))} of 10 in the Quick Check 2025; the mean of all answers is ${everybody[id]}`
}

/** The means of scores; null where one that belongs to it is missing. */
export function meanScores(values: readonly Pick<MetricValue, 'id' | 'score'>[]): NonNullable<Defined['score']> {
  const of = (...ids: string[]) => {
    const found = ids.map((id) => values.find((value) => value.id === id)?.score ?? null)
    const known = found.filter((score) => score !== null)
    return known.length < ids.length ? null : mean(known)
  }
  return {
    overall: of(...Object.keys(everybody)),
    throughput: of('change-lead-time', 'deployment-frequency', 'failed-deployment-recovery-time'),
    stability: of('change-fail-rate', 'deployment-rework-rate'),
    note: 'Quick Check 2025: the mean of all answers is 6.7. A mean is there when all of its metrics have at least 5 rows.',
  }
}
