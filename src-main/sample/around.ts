// What stands around production in the sample: builds, the environments before it, and issues. Made after the story of
// production and from dice of its own, so that it moves none of the numbers of production.
import type { DeploymentEvent, DeploymentState, Event, IssueStatus } from '../../src-shared/event.ts'
import { day, hour } from '../../src-shared/time.ts'
import { hex40 } from './dice.ts'

const minute = 60_000

/** `production`: the deployments of one system to production, oldest first; `next`: the two releases after the last. */
export function around(
  system: string,
  production: readonly DeploymentEvent[],
  next: readonly [string, string],
  now: number,
  random: () => number,
): Event[] {
  let number = 0

  function build(version: string, commit: string, finished: number, state: DeploymentState = 'succeeded'): Event {
    number++
    const finished_at_ms = whole(finished)
    const started_at_ms = finished_at_ms - whole((3 + random() * 6) * minute)
    return {
      type: 'build',
      system,
      id: `${system}-${number}`,
      state,
      version,
      commit,
      branch: 'main',
      started_at_ms,
      finished_at_ms,
    }
  }

  function deploy(environment: string, version: string, finished: number, state: DeploymentState = 'succeeded'): Event {
    const finished_at_ms = whole(finished)
    const started_at_ms = finished_at_ms - whole((1 + random() * 4) * minute)
    return { type: 'deployment', system, environment, id: version, version, state, started_at_ms, finished_at_ms }
  }

  const released = production.flatMap((deployment): Event[] => {
    const { version, kind, finished_at_ms: at } = deployment
    if (typeof version !== 'string' || typeof at !== 'number' || kind === 'rollback') return []
    const commit = deployment.changes?.at(-1) ?? hex40(random)
    if (kind === 'hotfix') return [build(version, commit, at - 20 * minute)]
    const built = at - (3 + random() * 20) * hour
    return [
      ...(random() < 0.12 ? [build(version, commit, built - 30 * minute, 'failed')] : []),
      build(version, commit, built),
      deploy('development', version, built + 10 * minute),
      deploy('staging', version, built + (0.5 + random()) * hour),
    ]
  })

  const [soon, later] = next
  const commit = hex40(random)
  return [
    ...released,
    build(soon, commit, now - 6 * hour),
    deploy('development', soon, now - 5.8 * hour),
    deploy('staging', soon, now - 5 * hour),
    // A release that was built again from another commit: what a version is then, nobody can tell.
    ...(system === 'shop' ? [build(soon, hex40(random), now - 4 * hour)] : []),
    build(later, hex40(random), now - 2 * hour),
    deploy('development', later, now - 1.8 * hour),
    ...(system === 'shop' ? [] : [deploy('staging', later, now - hour, 'failed')]),
  ]
}

interface Ticket {
  kind: string
  title: string
  /** How long ago it was opened, and how long it took, in days; without the latter it is not done. */
  age: number
  took?: number
  points?: number
  priority?: string
  status?: IssueStatus
}

const tickets: Record<string, readonly Ticket[]> = {
  shop: [
    { kind: 'requirement', title: 'Show delivery dates in the basket', age: 84, took: 19, points: 5 },
    { kind: 'bug', title: 'Vouchers are counted twice', age: 71, took: 2, priority: 'high' },
    { kind: 'requirement', title: 'Remember the last address', age: 55, took: 24, points: 3 },
    { kind: 'bug', title: 'Prices flicker while the page loads', age: 43, took: 12, priority: 'low' },
    { kind: 'requirement', title: 'Search by article number', age: 29, took: 15, points: 2 },
    { kind: 'bug', title: 'The basket forgets a guest', age: 16, status: 'in_progress', priority: 'high' },
    { kind: 'requirement', title: 'Gift wrapping', age: 9, status: 'in_progress', points: 8 },
    { kind: 'bug', title: 'Wrong tax for the islands', age: 3, priority: 'medium' },
  ],
  payments: [
    { kind: 'requirement', title: 'Refunds in part', age: 77, took: 33, points: 8 },
    { kind: 'bug', title: 'The receipt lacks the currency', age: 38, took: 4, priority: 'medium' },
    { kind: 'requirement', title: 'Pay by instant transfer', age: 22, status: 'in_progress', points: 13 },
    { kind: 'bug', title: 'A second click pays twice', age: 12, took: 1, priority: 'high' },
    { kind: 'requirement', title: 'Report of open refunds', age: 5, points: 3 },
  ],
}

export function issuesOf(system: string, now: number): Event[] {
  return (tickets[system] ?? []).map(({ kind, title, age, took, points, priority, status }, i) => {
    const created_at_ms = whole(now - age * day)
    const resolved_at_ms = took === undefined ? null : created_at_ms + took * day
    return {
      type: 'issue',
      system,
      id: `${system}-${i + 1}`,
      kind,
      title,
      status: took === undefined ? (status ?? 'todo') : 'done',
      created_at_ms,
      resolved_at_ms,
      ...(points === undefined ? {} : { story_points: points }),
      ...(priority === undefined ? {} : { priority }),
    }
  })
}

function whole(ms: number): number {
  return Math.round(ms / 1000) * 1000
}
