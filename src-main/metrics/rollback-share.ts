// Rollback share: the rollbacks among what the rework rate counts.
import { kindShare } from './kinds.ts'

export const rollbackShare = kindShare({
  id: 'rollback-share',
  group: 'deployments',
  title: 'Rollback share',
  sentence: 'Rollbacks out of all successful deployments, in systems that say what kind a deployment is.',
  step: 'Rollback',
  counts: (row) => row.kind === 'rollback',
})
