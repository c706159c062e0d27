// Documents of known systems whose rows lie deeper than in one list, or need what stands beside it. Knows their shape, no
// fields. Argo CD: an application has its history in it, and a list of applications many.
import { isObject } from './json-table.ts'
import { atPath } from './paths.ts'

export const historyAt = 'status.history'

/** Whether it is an application with its history. */
export function isApplication(value: unknown): boolean {
  return Array.isArray(atPath(value, historyAt))
}

/** The history of an application, each deployment with the application it belongs to, and an operation that failed. */
export function deploymentsOf(application: unknown): unknown[] {
  const history = atPath(application, historyAt) as unknown[]
  return [...history.map((one) => deploymentOf(application, one)), ...failedOf(application)]
}

/** One of the history. */
export function deploymentOf(application: unknown, one: unknown): unknown {
  return isObject(one) ? withApplication(application, one, one['id']) : one
}

/** What failed is in no history; the last operation is one that failed until another begins. */
export function failedOf(application: unknown): unknown[] {
  const last = atPath(application, 'status.operationState')
  const phase = atPath(last, 'phase')
  if (phase !== 'Failed' && phase !== 'Error') return []
  const revision = atPath(last, 'syncResult.revision') ?? atPath(last, 'syncResult.revisions[]')
  const failed = {
    phase,
    ...(Array.isArray(revision) ? { revisions: revision as unknown[] } : { revision }),
    deployStartedAt: atPath(last, 'startedAt'),
    deployedAt: atPath(last, 'finishedAt'),
  }
  return [withApplication(application, failed, failed.deployStartedAt)]
}

function withApplication(application: unknown, one: Record<string, unknown>, id: unknown): Record<string, unknown> {
  const name = atPath(application, 'metadata.name')
  return {
    ...one,
    application: name,
    namespace: atPath(application, 'spec.destination.namespace'),
    application_id: `${String(name)}/${String(id)}`,
  }
}
