// A metric's course in one line, without axes. Gaps stay gaps; a lone point is a dot. Decoration: the chart below it and
// its table say the same in full.
import css from './sparkline.module.css'

const width = 200
const height = 36
const margin = 3

export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const x = (i: number) => margin + (i / Math.max(1, values.length - 1)) * (width - 2 * margin)
  const y = (value: number) =>
    span === 0 ? height / 2 : height - margin - ((value - low) / span) * (height - 2 * margin)
  const runs: string[][] = [[]]
  values.forEach((value, i) => {
    if (value === null) runs.push([])
    else runs.at(-1)?.push(`${x(i).toFixed(1)},${y(value).toFixed(1)}`)
  })
  return (
    <svg className={css['spark']} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      {runs
        .filter((run) => run.length > 0)
        .map((run) => (
          // A line of no length with round ends draws as a dot.
          <polyline
            key={run[0]}
            points={run.length === 1 ? `${run[0]} ${run[0]}` : run.join(' ')}
            data-lone={run.length === 1}
          />
        ))}
    </svg>
  )
}
