// Dice that fall the same way every time, for the sample's stories.

/** A small seeded generator (mulberry32): numbers from 0 up to, not including, 1. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** What looks like a commit's id. */
export function hex40(random: () => number): string {
  let text = ''
  while (text.length < 40)
    text += Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0')
  return text
}
