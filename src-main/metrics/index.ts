// Every metric there is, in the order they are shown. A test compares the list with the folder.
import { changeFailRate } from './change-fail-rate.ts'
import { changeLeadTime } from './change-lead-time.ts'
import { deploymentFrequency } from './deployment-frequency.ts'
import { deploymentReworkRate } from './deployment-rework-rate.ts'
import { failedDeploymentRecoveryTime } from './failed-deployment-recovery-time.ts'
import type { Metric } from './metric.ts'

export const metrics: readonly Metric[] = [
  deploymentFrequency,
  changeLeadTime,
  changeFailRate,
  failedDeploymentRecoveryTime,
  deploymentReworkRate,
]
