// Documents of known systems whose rows lie deeper than in one array. Knows their shape, no fields.
import { isObject } from './json-table.ts'
import { atPath } from './paths.ts'

/** The rows of a document that is known, or null. */
export function rowsOfDocument(value: unknown): unknown[] | null {
  const applications = Array.isArray(atPath(value, 'items')) ? (atPath(value, 'items') as unknown[]) : [value]
  const isArgo = applications.length > 0 && applications.every((one) => Array.isArray(atPath(one, 'status.history')))
  return isArgo ? applications.flatMap(deploymentsOf) : null
}

/** The history of an Argo CD application, each with the application it belongs to. */
function deploymentsOf(application: unknown): unknown[] {
  const name = atPath(application, 'metadata.name')
  const namespace = atPath(application, 'spec.destination.namespace')
  return (atPath(application, 'status.history') as unknown[]).map((one) =>
    isObject(one)
      ? { ...one, application: name, namespace, application_id: `${String(name)}/${String(one['id'])}` }
      : one,
  )
}
