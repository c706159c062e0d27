// Durations for people, one way everywhere.

/** A duration by its two largest units: "1 d 3 h", "52 min", "38 s". */
export function inWords(ms: number): string {
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ]
  const rounded = Math.abs(ms) >= 60_000 ? Math.round(ms / 60_000) * 60_000 : Math.round(ms / 1000) * 1000
  let rest = Math.abs(rounded)
  const parts: string[] = []
  for (const [unit, size] of units) {
    const n = Math.floor(rest / size)
    rest -= n * size
    if (n > 0) parts.push(`${n} ${unit}`)
  }
  return `${ms < 0 ? '−' : ''}${parts.slice(0, 2).join(' ') || '0 s'}`
}
