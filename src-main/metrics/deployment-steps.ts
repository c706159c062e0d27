// The first steps every deployment metric shares: all in the period, those in the chosen environment, those that succeeded.
import type { Step } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import type { Asked } from './metric.ts'
import { asDropped, deploymentRow, deploymentsInPeriod, type DeploymentSample, sift, step } from './query.ts'

const stateWords: Record<string, string> = {
  failed: 'failed to roll out',
  aborted: 'was cancelled',
  started: 'is still running',
  pending: 'is still waiting',
}

export function deploymentSteps(db: ReadDb, asked: Asked): { steps: Step[]; kept: DeploymentSample[] } {
  const all = deploymentsInPeriod(db, asked, null)
  const here = new Set(deploymentsInPeriod(db, asked, asked.scope.environments).map((row) => row.id))
  const environment = sift(all, (row) => (here.has(row.id) ? null : `in ${row.environment}, not ${asked.scope.name}`))
  const state = sift(environment.kept, (row) =>
    row.state === 'succeeded' ? null : (stateWords[row.state] ?? row.state),
  )
  const rows = (samples: readonly DeploymentSample[]) => samples.map((row) => deploymentRow(row))
  return {
    steps: [
      step('All deployments in the period', rows(all)),
      step(`In ${asked.scope.name}`, rows(environment.kept), asDropped(environment.dropped, deploymentRow)),
      step('Succeeded', rows(state.kept), asDropped(state.dropped, deploymentRow)),
    ],
    kept: state.kept,
  }
}
