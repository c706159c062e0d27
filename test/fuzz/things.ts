// What reports are about, in every dialect: few things and times, so that they meet.
import type { Dice } from '../helpers/random.ts'

/** Four minutes, so that no sum of steps lies where ten minutes end. */
export const step = 4 * 60_000
export const start = Date.UTC(2026, 2, 2, 12)

export const systems = ['shop', 'web']
export const shas = [
  '3f786850e387550fdab836ed7e6dc881de23001b',
  '89e6c98d92887913cadf06b2adb97f26cde4849b',
  'a1b2c3d4e5',
]
export const environments = ['production', 'staging', 'prod']

/** Some time around now, on the steps. */
export function moment(dice: Dice, now: number): number {
  return now - dice.below(20) * step
}

export function text(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}
