// Environment names as people write them, and the tier each belongs to. Never split silently, never merged silently:
// the name as sent is kept in the journal; the name here is what the numbers group by.

export const tiers = ['production', 'staging', 'testing', 'development', 'other'] as const
export type Tier = (typeof tiers)[number]

export interface Environment {
  name: string
  tier: Tier
}

const exact = new Map<string, Environment>(
  (
    [
      ['production', 'production', ['production', 'prod', 'prd', 'live', 'p']],
      ['staging', 'staging', ['staging', 'stage', 'stg', 'preprod', 'preproduction', 'uat', 'acceptance']],
      ['testing', 'testing', ['testing', 'test', 'tst', 'qa', 'ci', 'integration']],
      ['development', 'development', ['development', 'develop', 'dev', 'local', 'sandbox']],
    ] as const
  ).flatMap(([name, tier, words]) => words.map((word) => [word, { name, tier }])),
)

/**
 * The environment behind a name: case, space, `_` and `-` fold; `prod`, `prd` and `live` are production; `prod-eu`
 * keeps its own (folded) name inside the production tier.
 */
export function environment(sent: string): Environment {
  const words = sent
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
  const whole = exact.get(words.join(''))
  if (whole !== undefined) return whole
  const name = words.join('-')
  const first = exact.get(words[0] ?? '')
  const last = exact.get(words.at(-1) ?? '')
  return { name: name === '' ? 'unnamed' : name, tier: first?.tier ?? last?.tier ?? 'other' }
}

/**
 * Whether environments run different versions. Cells with the same number run the same; one that runs nothing, or was
 * never seen, is left aside.
 */
export function drifts(cells: readonly ({ same: number | null } | null)[]): boolean {
  return new Set(cells.flatMap((cell) => (cell === null || cell.same === null ? [] : [cell.same]))).size > 1
}
