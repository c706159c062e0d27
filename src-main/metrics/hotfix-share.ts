// Hotfix share: the hotfixes among what the rework rate counts.
import { kindShare } from './kinds.ts'

export const hotfixShare = kindShare({
  id: 'hotfix-share',
  group: 'deployments',
  title: 'Hotfix share',
  sentence: 'Hotfixes out of all successful deployments, in systems that say what kind a deployment is.',
  step: 'Hotfix',
  counts: (row) => row.kind === 'hotfix',
})
