// Ids to numbers, against a Map; and that ids which were chosen to begin alike do not all belong to one place.
import { describe, expect, test } from 'vitest'
import { factorsOf, OidTable, spreadOf } from '../src-shared/oid-table.ts'
import { type Dice, diceFrom, effort, seeds } from './helpers/random.ts'

function idFrom(dice: Dice, bytes: number, begin: readonly number[] = []): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => begin[i] ?? dice.below(256))
}

describe.each(seeds)('from %s', (_, seed) => {
  test.each([20, 32])('finds and numbers ids of %i bytes as a Map does', (bytes) => {
    const dice = diceFrom(seed + bytes)
    for (let round = 0; round < 5 * effort; round++) {
      const table = new OidTable(bytes, idFrom(dice, 8))
      const known = new Map<string, number>()
      const drawn: Uint8Array[] = []
      for (let i = 0; i < 3_000; i++) {
        // Alike in their first four bytes, in all but their last, new, or seen before.
        const id =
          drawn.length > 0 && dice.below(4) === 0
            ? dice.pick(drawn)
            : idFrom(
                dice,
                bytes,
                Array.from({ length: dice.pick([0, 4, 8, bytes - 1]) }, () => 7),
              )
        drawn.push(id)
        const hex = Buffer.from(id).toString('hex')
        expect(table.find(id, 0)).toBe(known.get(hex) ?? -1)
        if (!known.has(hex)) known.set(hex, known.size)
        expect(table.number(id, 0)).toBe(known.get(hex))
      }
      expect(table.size).toBe(known.size)
      for (const [hex, number] of known) expect(Buffer.from(table.oid(number)).toString('hex')).toBe(hex)
    }
  })

  test('ids that begin alike are spread', () => {
    const dice = diceFrom(seed)
    const slots = 2 ** 16
    const factors = factorsOf(idFrom(dice, 8))
    // By hand: 2^15 of 2^16 places drawn evenly leave some (1 - 1/e^0.5) · 2^16 = 25,787 of them taken.
    const taken = (begin: number[]) =>
      new Set(Array.from({ length: slots / 2 }, () => spreadOf(idFrom(dice, 20, begin), 0, factors) >>> 16)).size
    for (const begin of [[], [0, 0, 0, 0], [255, 255, 255, 255], [1, 2, 3, 4]])
      expect(taken(begin)).toBeGreaterThan(slots / 4)
  })
})
