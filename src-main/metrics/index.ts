// Every metric there is, in the order they are shown: the five of DORA first. A test compares the list with the folder.
import { bugAge } from './bug-age.ts'
import { bugCountPerThousandLines } from './bug-count-per-1k-lines.ts'
import { buildDuration } from './build-duration.ts'
import { buildSuccessRate } from './build-success-rate.ts'
import { changeFailRate } from './change-fail-rate.ts'
import { changeLeadTime } from './change-lead-time.ts'
import { cycleTime } from './cycle-time.ts'
import { deploymentDays } from './deployment-days.ts'
import { deploymentFrequency } from './deployment-frequency.ts'
import { deploymentReworkRate } from './deployment-rework-rate.ts'
import { failedDeploymentRecoveryTime } from './failed-deployment-recovery-time.ts'
import { failedRollouts } from './failed-rollouts.ts'
import { hotfixShare } from './hotfix-share.ts'
import { incidentAge } from './incident-age.ts'
import { incidentCountPerThousandLines } from './incident-count-per-1k-lines.ts'
import { incidentRecoveryTime } from './incident-recovery-time.ts'
import { issueLeadTime } from './issue-lead-time.ts'
import type { Metric } from './metric.ts'
import { openIncidents } from './open-incidents.ts'
import { requirementDeliveryRate } from './requirement-delivery-rate.ts'
import { requirementGranularity } from './requirement-granularity.ts'
import { rollbackShare } from './rollback-share.ts'
import { undeployedAge } from './undeployed-age.ts'

export const metrics: readonly Metric[] = [
  deploymentFrequency,
  changeLeadTime,
  changeFailRate,
  failedDeploymentRecoveryTime,
  deploymentReworkRate,
  deploymentDays,
  failedRollouts,
  hotfixShare,
  rollbackShare,
  undeployedAge,
  incidentRecoveryTime,
  openIncidents,
  incidentAge,
  incidentCountPerThousandLines,
  requirementDeliveryRate,
  requirementGranularity,
  issueLeadTime,
  cycleTime,
  bugAge,
  bugCountPerThousandLines,
  buildSuccessRate,
  buildDuration,
]
