// Undeployed age: for how long what stands on main lines and in no successful deployment has waited, now. What waited
// before is not kept: a main line may have been elsewhere then.
import { plural } from '../../src-shared/plural.ts'
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import { inWords } from '../../src-shared/duration.ts'
import { ascending, bucketOf, quantile } from '../../src-shared/series.ts'
import { componentsOf, systemsOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { allRepos, unreadBefore } from '../store/repos.ts'
import { readWaiting, shippedFrom, waitingRows, type WaitingSet } from '../store/waiting.ts'
import { anyScope } from './changes.ts'
import { type Asked, type Metric, noted, once } from './metric.ts'
import { ordered } from './ordered.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

/** One system of one repository. */
interface Place extends WaitingSet {
  name: string
  /** Whether anything of it was ever deployed in the scope. */
  ever: boolean
}

/** The chosen systems' repositories of which the main line is known. */
function placesOf(db: ReadDb, asked: Asked): Place[] {
  return once(asked, 'main lines', () => {
    const { scope } = asked.scope
    return allRepos(db).flatMap(({ id: repo, name, main_tips }) => {
      if (main_tips === null) return []
      const shipping = shippedFrom(db, repo).filter((one) => one.scope === scope)
      const isWhole = componentsOf(db, repo).length === 0
      return systemsOf(db, repo)
        .filter((system) => asked.systems?.includes(system) ?? true)
        .map((system) => ({
          scope,
          system,
          repo,
          name,
          ever: shipping.some((one) => isWhole || one.system === system),
        }))
    })
  })
}

interface Waiting {
  /** Ages, the shortest first. */
  ages: Float64Array
  /** For how long those have been on the main line of which that is known. */
  onMain: number[]
  unknown: number
}

function waiting(db: ReadDb, asked: Asked): Waiting {
  return once(asked, 'waiting', () => {
    const now = asked.now_ms
    const found = placesOf(db, asked)
      .filter((place) => place.ever)
      .map((place) => readWaiting(db, place))
    const starts = found.flatMap((rows) => rows.starts)
    const ages = starts.filter((start) => start !== null && start <= now).map((start) => now - (start ?? now))
    const reached = found.flatMap((rows) => rows.reached).filter((ms) => ms !== null && ms <= now)
    return {
      ages: Float64Array.from(ages).sort(),
      onMain: reached.map((ms) => now - (ms ?? now)),
      unknown: starts.length - ages.length,
    }
  })
}

function missing(db: ReadDb, asked: Asked): string | null {
  const { now_ms, to_ms, scope } = asked
  const places = placesOf(db, asked)
  if (scope.scope === anyScope) return 'What waits is known for one environment at a time. Ask for one.'
  if (places.length === 0)
    return 'No main line of these systems is known yet. Add a repository, or scan those that were added.'
  // What is still to be read may be a deployment.
  if (!places.some((place) => place.ever) && unread(db, asked) === null)
    return `No deployment to ${scope.name} is known to be built from a scanned repository, so that nobody knows what waits for one.`
  if (to_ms <= now_ms) return 'Only what waits now is known. Choose a period that ends today.'
  return null
}

/** Whether anything was ever deployed is told by the older history too. */
function unread(db: ReadDb, { systems }: Asked): string | null {
  const [first] = unreadBefore(db, systems)
  return first === undefined ? null : `Not yet: the older history of ${first.name} is still to be read.`
}

function isNow({ from_ms, to_ms, now_ms }: Asked): boolean {
  return from_ms <= now_ms && now_ms < to_ms
}

/** "waiting for a median of 2 d on the main line, the oldest for 9 d" */
function age(asked: Asked, { ages, onMain, unknown }: Waiting): string[] {
  const oldest = ages.at(-1)
  const median = quantile(ascending(onMain), 0.5)
  return [
    ...(oldest === undefined ? [] : [`the oldest for ${inWords(oldest)}`]),
    ...(median === null ? [] : [`on the main line for a median of ${inWords(median)}`]),
    ...noted(unknown, 'commit', `left out: no start, or one after ${new Date(asked.now_ms).toISOString()}`),
  ]
}

export const undeployedAge: Metric = {
  id: 'undeployed-age',
  group: 'deployments',
  better: 'lower',
  meaning: () => ({
    title: 'Undeployed age',
    sentence:
      'Median time since their start of the commits that stand on a main line and in no successful deployment now, without merges. Repositories of which nothing was ever deployed are left out.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing,
  waiting: unread,
  samples: (db, asked) =>
    isNow(asked) ? [...waiting(db, asked).ages].map((value) => ({ at_ms: asked.now_ms, value })) : [],

  values(db, asked) {
    const none = ordered([])
    const whole = isNow(asked) ? ordered([waiting(db, asked).ages]) : none
    const current = bucketOf(asked.edges, asked.now_ms)
    return { whole, buckets: () => asked.edges.slice(0, -1).map((_, i) => (i === current ? whole : none)) }
  },

  of: (_, __, n) => (n === 0 ? 'nothing waits' : `median of ${plural(n, 'commit')}`),

  notes(db, asked) {
    const never = placesOf(db, asked).filter((place) => !place.ever).length
    return [
      ...age(asked, waiting(db, asked)),
      ...noted(never, 'main line', `left out: nothing of it was ever deployed to ${asked.scope.name}`),
    ]
  },

  working(db, asked) {
    const rows = placesOf(db, asked).flatMap((place) =>
      waitingRows(db, place).map((row) => ({ ...row, repo: place.name, ever: place.ever })),
    )
    const row = (one: (typeof rows)[number]): WorkingRow => ({
      kind: 'change',
      number: null,
      id: one.id,
      system: one.system,
      at_ms: one.start_ms,
      value: one.start_ms === null ? null : asked.now_ms - one.start_ms,
      note: one.reached_ms === null ? null : `on the main line since ${new Date(one.reached_ms).toISOString()}`,
    })
    const deployed = siftStep(
      'Where something was deployed before',
      rows,
      (one) => (one.ever ? null : `nothing of ${one.repo} was ever deployed to ${asked.scope.name}`),
      row,
    )
    const counting = siftStep(
      'Whose age is known',
      deployed.kept,
      (one) =>
        one.start_ms === null ? 'no start is known' : one.start_ms > asked.now_ms ? 'starts later than now' : null,
      row,
    )
    return {
      steps: [step('On main lines and in no successful deployment', rows.map(row)), deployed.step, counting.step],
      sum: statisticSum('median', counting.kept.length, 'commit'),
    }
  },
}
