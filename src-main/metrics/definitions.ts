// Presets: named sets of definitions. One so far; the others follow with the switches they set.
import { Refusal, shown } from '../../src-shared/reply.ts'
import { dora2023, type Table } from './benchmarks.ts'

export interface Preset {
  id: string
  title: string
  levels: Table
}

export const presets: readonly Preset[] = [{ id: 'dora', title: 'DORA', levels: dora2023 }]

export function findPreset(id = 'dora'): Preset {
  const preset = presets.find((one) => one.id === id)
  if (preset === undefined)
    throw new Refusal(
      'invalid',
      `There is no preset ${shown(id)}; available: ${presets.map((one) => one.id).join(', ')}.`,
    )
  return preset
}
