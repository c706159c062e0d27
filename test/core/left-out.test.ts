// What a person left out is seen in the working of each number that would have counted it, dropped with the reason.
import { expect, test } from 'vitest'
import { metrics } from '../../src-main/metrics/index.ts'
import { build, deployment, incident, issue, workspace } from '../helpers/workspace.ts'

const period = { from: '2026-03-01', to: '2026-03-31', zone: 'UTC' }

test('a deployment and an incident that were left out are dropped rows of every working that is about such', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('kept', '2026-03-01T12:00:00Z', { changes: ['c1'], kind: 'regular' }),
    deployment('rehearsed', '2026-03-02T12:00:00Z', { changes: ['c2'], kind: 'hotfix' }),
    { type: 'change', system: 'api', id: 'c1', created_at_ms: Date.parse('2026-03-01T09:00:00Z') },
    { type: 'change', system: 'api', id: 'c2', created_at_ms: Date.parse('2026-03-02T09:00:00Z') },
    incident('real', '2026-03-03T12:00:00Z', '2026-03-03T13:00:00Z'),
    incident('drilled', '2026-03-04T12:00:00Z', '2026-03-04T13:00:00Z'),
    build('b', '2026-03-01T11:00:00Z'),
    issue('i', '2026-03-01T11:00:00Z', { kind: 'bug' }),
  )
  const deployments = (await opened.call('deployments.list', {})).rows
  const incidents = (await opened.call('incidents.list', {})).rows
  const number = (rows: { id: string; number: number }[], id: string) => rows.find((row) => row.id === id)?.number ?? 0
  await opened.call('decisions.exclude', {
    type: 'deployment',
    number: number(deployments, 'rehearsed'),
    reason: 'a rehearsal',
  })
  await opened.call('decisions.exclude', { type: 'incident', number: number(incidents, 'drilled'), reason: 'a drill' })

  const deploymentDropped = 'rehearsed: left out by a person: a rehearsal'
  const incidentDropped = 'drilled: left out by a person: a drill'
  const expected: Record<string, string[]> = {
    'deployment-frequency': [deploymentDropped],
    'change-lead-time': [deploymentDropped],
    'change-fail-rate': [deploymentDropped, incidentDropped],
    'failed-deployment-recovery-time': [incidentDropped],
    'deployment-rework-rate': [deploymentDropped],
    'deployment-days': [deploymentDropped],
    'failed-rollouts': [deploymentDropped],
    'hotfix-share': [deploymentDropped],
    'rollback-share': [deploymentDropped],
    'incident-recovery-time': [incidentDropped],
    'open-incidents': [incidentDropped],
    'incident-age': [incidentDropped],
    'incident-count-per-1k-lines': [incidentDropped],
  }
  const workings = metrics.map(({ id }) => ({ ...period, metric: id }))
  for (const asked of [...workings, { ...period, metric: 'change-fail-rate', preset: 'gitlab' }]) {
    const { steps } = await opened.call('metrics.working', asked)
    const dropped = steps.flatMap((step) => step.dropped).filter((one) => one.reason.startsWith('left out by a person'))
    expect(
      dropped.map((one) => `${one.rows.map((row) => row.id).join()}: ${one.reason}`),
      asked.metric,
    ).toEqual(expected[asked.metric] ?? [])
    const kept = steps.at(-1)?.rows.map((row) => row.id) ?? []
    expect(kept, asked.metric).not.toContain('rehearsed')
    expect(kept, asked.metric).not.toContain('drilled')
  }
})
