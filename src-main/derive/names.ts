// What a deployment may be called by an incident or by another deployment: its id, version, commits, and other names.
import { parseVersion } from '../../src-shared/version.ts'
import { seriesName } from '../store/events.ts'
import type { Shipped } from './deployment-changes.ts'
import type { DeploymentRow } from './same-deployment.ts'

/** Deployments by name. A production one wins over others, a later one over an earlier. */
export function byName(rows: readonly DeploymentRow[], production: readonly Shipped[]): ReadonlyMap<string, number> {
  const named = new Map<string, number>()
  const add = (row: DeploymentRow) => {
    const id = row.joined_to ?? row.id
    for (const commit of row.commits) named.set(`commit ${commit.toLowerCase()}`, id)
    const version = parseVersion(row.thing)
    if (version !== null) named.set(`version ${version.number}`, id)
    // A version need not be SemVer: "2026.03" or "build-771" is one where a sender says so.
    if (row.version !== null) named.set(`version ${parseVersion(row.version)?.number ?? row.version}`, id)
    for (const name of row.names) named.set(name, id)
    // Of a version that was deployed again, the last is meant.
    named.set(seriesName(row.thing), id)
    named.set(row.thing, id)
  }
  rows.forEach(add)
  production.forEach(add)
  return named
}

/** The deployment somebody means by a name, if there is one. */
export function findNamed(named: ReadonlyMap<string, number>, text: string): number | undefined {
  return (
    named.get(text) ??
    named.get(`version ${parseVersion(text)?.number ?? text}`) ??
    named.get(`commit ${text.toLowerCase()}`)
  )
}
