// Change lead time: from a change's start to the finish of the first successful deployment that contains it; or of the
// commit a deployment was built from, as the definition has it.
import { plural } from '../../src-shared/plural.ts'
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { inWords } from '../../src-shared/duration.ts'
import { ascending, lowerMedian, quantile } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { type ChangeSample, changesOf, leftOut, notAnywhere } from './changes.ts'
import { leadTimes, leftOutCounts, partsOf, squashedCount } from './leads.ts'
import { splitOf, splitSum } from './split.ts'
import { type Asked, type Meaning, type Metric, noted, type Sample } from './metric.ts'
import { noDeployments, unreadHistory, unreadNote } from './query.ts'
import { statisticOf, statisticSum } from './statistics.ts'
import { asDropped, deploymentRow, sift, siftStep, step, successSteps } from './working.ts'

const starts = { author: 'author date', committer: 'committer date', 'main line': 'arrival on the main line' }

function meaning(definition: Definition): Meaning {
  const { lead_changes, lead_start, lead_squashed, lead_of, lead_aggregate, merges, zero, whole_minutes } = definition
  const start = starts[lead_start]
  const what = `${statisticOf(lead_aggregate)} time from ${lead_changes === 'shipped' ? 'a change’s' : 'a commit’s'} ${start} to the finish of `
  const end =
    lead_changes === 'shipped'
      ? 'the first successful deployment that contains it'
      : 'each successful deployment that was built from it'
  const dropped = [
    ...(merges ? [] : ['merge commits']),
    ...(zero ? [] : ['changes that take no time']),
    ...(lead_squashed === 'left out' && lead_start === 'author' ? ['squashed changes of an unknown start'] : []),
    ...(lead_changes === 'shipped' ? ['the history carried by the first known deployment'] : []),
  ]
  const first = dropped.slice(0, -1).join(', ')
  const left = dropped.length === 1 ? dropped[0] : `${first}, and ${dropped.at(-1)},`
  return {
    title: 'Change lead time',
    sentence: [
      `${what}${end}.`,
      ...(lead_of === 'change' ? [] : ['Every deployment weighs the same, by the median of its changes.']),
      ...(whole_minutes ? ['Whole minutes, rounded up.'] : []),
      ...(left === undefined || dropped.length === 0 ? [] : [`${capital(left)} are left out.`]),
    ].join(' '),
    unit: 'ms',
    aggregate: lead_aggregate,
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function counted(rows: readonly ChangeSample[]): { row: ChangeSample; lead_ms: number }[] {
  return rows.flatMap((row) => (row.left_out === null && row.lead_ms !== null ? [{ row, lead_ms: row.lead_ms }] : []))
}

/** Each deployment by the median of its changes. */
function byDeployment(rows: readonly ChangeSample[], definition: Definition): (Sample & { row: ChangeSample })[] {
  const groups = new Map<number, { row: ChangeSample; leads: number[] }>()
  for (const { row, lead_ms } of counted(rows)) {
    const group = groups.get(row.deployment)
    if (group === undefined) groups.set(row.deployment, { row, leads: [lead_ms] })
    else group.leads.push(lead_ms)
  }
  return [...groups.values()].map(({ row, leads }) => {
    const sorted = ascending(leads)
    const median = definition.lead_aggregate === 'lower median' ? lowerMedian(sorted) : quantile(sorted, 0.5)
    return { at_ms: row.at_ms, value: median ?? 0, row }
  })
}

function samples(db: ReadDb, asked: Asked): Sample[] {
  const rows = changesOf(db, asked)
  if (asked.definition.lead_of === 'deployment') return byDeployment(rows, asked.definition)
  return counted(rows).map(({ row, lead_ms }) => ({ at_ms: row.at_ms, value: lead_ms }))
}

/** What a lead time is too short by, if anything. */
const ownDate = 'the date of its squash: when the work began is unknown'

function missing(db: ReadDb, asked: Asked): string | null {
  return noDeployments(db, asked) ?? notAnywhere(db, asked) ?? noMainLine(db, asked.definition)
}

/** Why no lead time can begin on a main line. */
function noMainLine(db: ReadDb, { lead_start, lead_changes }: Definition): string | null {
  if (lead_start !== 'main line') return null
  if (lead_changes === 'built from')
    return 'When a commit reached the main line is known of what a deployment ships, not of what it was built from. Choose another start, or the changes it shipped first.'
  return db.get('SELECT 1 FROM repos WHERE main_tips IS NOT NULL LIMIT 1') === undefined
    ? 'No main line is known yet: when a change reached it is read from repositories. Add one, or scan those that were added.'
    : null
}

export const changeLeadTime: Metric = {
  id: 'change-lead-time',
  group: 'dora',
  better: 'lower',
  meaning,
  missing,
  waiting: unreadHistory,
  samples,
  values: leadTimes,
  split: splitOf,

  of: (_, asked, n) =>
    `${asked.definition.lead_aggregate} of ${plural(n, asked.definition.lead_of === 'change' ? 'change' : 'deployment')}`,

  notes: (db, asked) => [
    ...leftOutCounts(db, asked).map(([why, n]) => `${plural(n, 'change')} left out: ${leftOut[why]}`),
    ...noted(squashedCount(db, asked), 'change', `counted from ${ownDate}`),
    ...unreadNote(db, asked),
  ],

  working(db, asked) {
    const { steps, kept: deployed } = successSteps(db, asked)
    const all = changesOf(db, asked)
    const shipping = new Set(all.map((row) => row.deployment))
    const bringing = siftStep(
      'Which bring changes',
      deployed,
      (row) => (shipping.has(row.id) ? null : 'no change of its own is known'),
      deploymentRow,
    )
    const { kept, dropped } = sift(all, (row) => (row.left_out === null ? null : leftOut[row.left_out]))
    const whole = asked.definition.lead_of === 'deployment' ? byDeployment(kept, asked.definition) : null
    const final = whole?.map((one) => ({ ...one.row, id: 'median of its changes', lead_ms: one.value })) ?? kept
    const sorted = final.toSorted((a, b) => (a.lead_ms ?? 0) - (b.lead_ms ?? 0))
    const split = splitOf(db, asked)
    const isMedian = asked.definition.lead_aggregate === 'median' || asked.definition.lead_aggregate === 'lower median'
    return {
      steps: [
        ...steps,
        bringing.step,
        step('Changes they bring', all.map(changeRow)),
        step('Changes that count', kept.map(changeRow), asDropped(dropped, changeRow)),
        ...(whole === null ? [] : [step('Deployments, by the median of their changes', final.map(changeRow))]),
        ...(isMedian ? [step('In the middle, by lead time', middle(sorted, asked).map(changeRow))] : []),
      ],
      sum: [
        statisticSum(
          asked.definition.lead_aggregate,
          sorted.length,
          whole === null ? 'lead time' : 'deployment',
          'change',
        ),
        ...(split === null || sorted.length === 0 ? [] : [splitSum(split)]),
      ].join(' '),
    }
  },
}

function changeRow(row: ChangeSample): WorkingRow {
  return {
    kind: 'change',
    number: row.deployment,
    id: row.id,
    system: row.system,
    at_ms: row.at_ms,
    value: row.lead_ms,
    note: noteOf(row),
  }
}

/** Its parts, and what it is too short by. */
function noteOf({ left_out, lead_ms, at_ms, reached_ms, squashed }: ChangeSample): string | null {
  if (left_out !== null || lead_ms === null) return null
  const parts = partsOf(lead_ms, at_ms, reached_ms)
  const words = [
    ...(parts === null
      ? []
      : [`${inWords(parts.toMain)} to the main line, ${inWords(parts.toDeployed)} from there to the deployment`]),
    ...(squashed === 1 ? [`counted from ${ownDate}`] : []),
  ]
  return words.length === 0 ? null : words.join('; ')
}

/** The one or two rows the median is made of. */
function middle<R>(sorted: readonly R[], asked: Asked): R[] {
  const half = (sorted.length - 1) / 2
  const end = asked.definition.lead_aggregate === 'lower median' ? Math.floor(half) : Math.ceil(half)
  return sorted.slice(Math.floor(half), end + 1)
}
