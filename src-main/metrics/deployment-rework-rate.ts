// Deployment rework rate: unplanned deployments, made to fix a problem users had, out of all successful ones.
import { kindShare } from './kinds.ts'

export const deploymentReworkRate = kindShare({
  id: 'deployment-rework-rate',
  group: 'dora',
  title: 'Deployment rework rate',
  sentence:
    'Hotfixes, rollbacks and what else says that it remedies a deployment, out of all successful deployments, in systems that say what kind a deployment is.',
  step: 'Hotfix or rollback',
  ruled: true,
  counts: (row) => row.kind !== 'regular' || row.remedies === 1,
})
