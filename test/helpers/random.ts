// Random numbers that a seed repeats, and how much of them a run draws. `npm run soak` asks for ten times as much.

/** How many times as much as a check draws. */
export const effort = Number(process.env['SHIPLOG_TEST_EFFORT'] ?? 1)

/** One seed that is always the same and one that never is, unless SHIPLOG_TEST_SEED repeats it. */
export const seeds: readonly [name: string, seed: number][] = [
  ['the fixed seed', 20_261_121],
  ['a seed of its own', Number(process.env['SHIPLOG_TEST_SEED'] ?? Date.now() % 2 ** 31)],
]

export interface Dice {
  /** From 0 up to and without 1. */
  next(): number
  /** A whole number from 0 up to and without n. */
  below(n: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** mulberry32: small, and the same everywhere. */
export function diceFrom(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: <T>(list: readonly T[]) => list[below(list.length)] as T }
}
