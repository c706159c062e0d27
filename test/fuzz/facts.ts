// Everything that calls tell of a workspace's facts, without what counts arrivals: two workspaces that were told the
// same must be equal in this.
import type { Door } from '../listener/door.ts'

const limit = 500

export async function factsOf({ ask }: Door): Promise<unknown> {
  const deployments = (await ask('deployments.list', { limit })).rows
  const incidents = (await ask('incidents.list', { limit })).rows
  const issues = (await ask('issues.list', { limit })).rows
  const builds = (await ask('builds.list', { limit })).rows
  return withoutNumbers({
    deployments: await Promise.all(deployments.map(({ number }) => ask('deployments.get', { number }))),
    incidents: await Promise.all(incidents.map(({ number }) => ask('incidents.get', { number }))),
    issues: await Promise.all(issues.map(({ number }) => ask('issues.get', { number }))),
    builds: await Promise.all(builds.map(({ number }) => ask('builds.get', { number }))),
  })
}

/** Rows are numbered as they arrive, and listed so where they are of one time. */
function withoutNumbers(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(withoutNumbers).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !/number$|^deliveries$/.test(name))
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutNumbers(part)]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
