// What the benchmark answers where there is no database.
import type { Intake } from '../src-main/listener/half.ts'

export const taken: Intake['deliver'] = async () => ({
  state: 'accepted',
  delivery: 1,
  counts: { new: 1, updated: 0, unchanged: 0, skipped: 0 },
  verdicts: ['new'],
})
