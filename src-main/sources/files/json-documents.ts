// Documents of known systems whose rows lie deeper than in one array. Knows their shape, no fields.
import { isObject } from './json-table.ts'
import { atPath } from './paths.ts'

/** The rows of a document that is known, or null. */
export function rowsOfDocument(value: unknown): unknown[] | null {
  const applications = Array.isArray(atPath(value, 'items')) ? (atPath(value, 'items') as unknown[]) : [value]
  const isArgo = applications.length > 0 && applications.every((one) => Array.isArray(atPath(one, 'status.history')))
  return isArgo ? applications.flatMap(deploymentsOf) : null
}

/** The history of an Argo CD application and an operation that failed, each with the application it belongs to. */
function deploymentsOf(application: unknown): unknown[] {
  const name = atPath(application, 'metadata.name')
  const namespace = atPath(application, 'spec.destination.namespace')
  const of = (one: Record<string, unknown>, id: unknown) => ({
    ...one,
    application: name,
    namespace,
    application_id: `${String(name)}/${String(id)}`,
  })
  const history = (atPath(application, 'status.history') as unknown[]).map((one) =>
    isObject(one) ? of(one, one['id']) : one,
  )
  // What failed is in no history; the last operation is one that failed until another begins.
  const last = atPath(application, 'status.operationState')
  const phase = atPath(last, 'phase')
  if (phase !== 'Failed' && phase !== 'Error') return history
  const revision = atPath(last, 'syncResult.revision') ?? atPath(last, 'syncResult.revisions[]')
  const failed = {
    phase,
    ...(Array.isArray(revision) ? { revisions: revision as unknown[] } : { revision }),
    deployStartedAt: atPath(last, 'startedAt'),
    deployedAt: atPath(last, 'finishedAt'),
  }
  return [...history, of(failed, failed.deployStartedAt)]
}
