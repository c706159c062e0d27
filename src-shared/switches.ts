// Every switch of a definition for people: its title, what it decides, what it does to the numbers, and its values in
// words. The record is complete by type: a switch without words does not compile.
import type { Definition, SwitchName } from './definition.ts'

type Value<N extends SwitchName> = Extract<Definition[N], string>

export interface Switch<N extends SwitchName = SwitchName> {
  title: string
  /** What it decides. */
  sentence: string
  /** What another value than the default does to the numbers. */
  effect: string
  /** Its values in words; empty for a number, a limit, yes and no. */
  words: Record<Value<N>, string>
}

export const switches: { [N in SwitchName]: Switch<N> } = {
  environments: {
    title: 'Environments',
    sentence: 'Which environments count where none is asked for.',
    effect: 'Any environment counts deployments to staging and testing as well.',
    words: { tier: 'Production', any: 'Any environment' },
  },
  week_start: {
    title: 'Week start',
    sentence: 'The day on which weeks begin.',
    effect: 'Moves deployments between weeks, and with them weekly medians.',
    words: { workspace: 'As in the settings', monday: 'Always Monday' },
  },
  frequency: {
    title: 'Frequency',
    sentence: 'What deployment frequency measures.',
    effect: 'Deployment days count a day once, however many deployments it had.',
    words: {
      'deployments per week': 'Deployments per week',
      'deployments per day': 'Deployments per day',
      'deployment days per week': 'Median deployment days per week',
    },
  },
  frequency_median: {
    title: 'Median of weeks',
    sentence: 'Which median of deployment days per week.',
    effect: 'With an even number of weeks the lower median takes the smaller of the middle two.',
    words: { median: 'Median', 'lower median': 'Lower median' },
  },
  frequency_time: {
    title: 'Time of the frequency',
    sentence: 'Which time deployments are divided by.',
    effect: 'The whole period lowers the number where the first deployment came late in it.',
    words: {
      observed: 'From the first known deployment',
      period: 'The whole period',
      'last 400 days': 'The whole period, at most its last 400 days',
    },
  },
  rollbacks: {
    title: 'Rollbacks in the frequency',
    sentence: 'Whether rollbacks count as deployments in the frequency.',
    effect: 'Without them the frequency is lower where things are rolled back.',
    words: {},
  },
  hotfixes: {
    title: 'Hotfixes in the frequency',
    sentence: 'Whether hotfixes count as deployments in the frequency.',
    effect: 'Without them the frequency is lower where things are fixed in a hurry.',
    words: {},
  },
  lead_changes: {
    title: 'Changes in the lead time',
    sentence: 'Which changes of a deployment have a lead time.',
    effect: 'Only the commit it was built from hides how long older changes of the same deployment waited.',
    words: { shipped: 'All it shipped first', 'built from': 'Only the commit it was built from' },
  },
  lead_start: {
    title: 'Start of the lead time',
    sentence: 'When the lead time of a commit begins.',
    effect:
      'A rebase moves the committer date and shortens the lead time; the author date stays. From the main line on, the work before is left out, and so is what never reached it.',
    words: { author: 'Author date', committer: 'Committer date', 'main line': 'When it reached the main line' },
  },
  lead_squashed: {
    title: 'Squashed changes of an unknown start',
    sentence:
      'What becomes of squashed commits whose pull request is not here, so that nobody can tell when the work on them began.',
    effect:
      'From its own date, which is that of the merge, a lead time is too short; left out, they are in no lead time.',
    words: { 'own date': 'Counted from their own date', 'left out': 'Left out' },
  },
  lead_of: {
    title: 'Unit of the lead time',
    sentence: 'Whether every change weighs the same, or every deployment by the median of its changes.',
    effect: 'By deployment, one with many changes weighs no more than one with a single change.',
    words: { change: 'Each change', deployment: 'Each deployment' },
  },
  lead_aggregate: {
    title: 'Lead times to one number',
    sentence: 'How lead times become one number.',
    effect: 'A mean follows a few very long ones; the highest median of a bucket shows the worst bucket.',
    words: {
      median: 'Median',
      'lower median': 'Lower median',
      mean: 'Mean',
      'highest bucket median': 'Highest median of a bucket',
    },
  },
  merges: {
    title: 'Merge commits in the lead time',
    sentence: 'Whether merge commits found in the commit graph have a lead time.',
    effect: 'Merge commits are made late, so counting them shortens the lead time.',
    words: {},
  },
  zero: {
    title: 'Lead times of nothing',
    sentence: 'Whether changes that took no time at all count.',
    effect: 'Without them the lead time is longer where commits are deployed in the millisecond they are made.',
    words: {},
  },
  whole_minutes: {
    title: 'Whole minutes',
    sentence: 'Whether durations are in whole minutes: lead times rounded up, recovery times down.',
    effect: 'Moves a duration by less than a minute.',
    words: {},
  },
  attribution: {
    title: 'Attribution of incidents',
    sentence: 'Which deployment an incident blames. What a person decided holds under each.',
    effect: 'Only named deployments leave out incidents that name none, which lowers the fail rate.',
    words: {
      best: 'The one it names, else the last before it',
      before: 'The last before it',
      named: 'Only one it names',
      commit: 'Only one it names by a commit',
    },
  },
  attribution_hours: {
    title: 'Longest time to an incident',
    sentence: 'Within how many hours after a deployment an incident that names none may be blamed on it.',
    effect: 'A limit takes late incidents off fail rate and recovery.',
    words: {},
  },
  remedied: {
    title: 'Remedied deployments fail',
    sentence: 'Whether a deployment that a rollback or hotfix says it remedies counts as failed, without any incident.',
    effect: 'Without them only incidents make a failed deployment.',
    words: {},
  },
  reverts: {
    title: 'Reverts remedy',
    sentence:
      'Whether a deployment that ships a revert of what an earlier one shipped remedies that one, although nobody says so.',
    effect: 'With the rule the earlier one counts as failed and the later one as rework, whatever the revert was for.',
    words: {},
  },
  older_again: {
    title: 'Older code remedies',
    sentence:
      'Whether a deployment that takes back commits of what ran until then, or brings back a version that another one had replaced, remedies that one, although nobody says so.',
    effect: 'With the rule the one before it counts as failed and the later one as rework, whatever it was for.',
    words: {},
  },
  fail_numerator: {
    title: 'What fails',
    sentence: 'What is counted above the line of the fail rate.',
    effect: 'Incidents without a link may exceed 100 %.',
    words: { deployments: 'Deployments that failed', incidents: 'Incidents, without any link' },
  },
  fail_denominator: {
    title: 'Out of what',
    sentence: 'What is counted below the line of the fail rate.',
    effect: 'All finished deployments include those that failed to roll out, which lowers the rate.',
    words: { successful: 'Successful deployments', finished: 'All finished deployments' },
  },
  failed_rollouts: {
    title: 'Failed rollouts fail',
    sentence: 'Whether a deployment that failed to roll out counts as failed, and among all.',
    effect: 'Counting them raises the fail rate.',
    words: {},
  },
  recovery_of: {
    title: 'Recovery of',
    sentence: 'Whose recovery is measured.',
    effect: 'All incidents include those that no deployment caused.',
    words: { attributed: 'Incidents attributed to a deployment', all: 'All incidents' },
  },
  recovery_from: {
    title: 'Start of the recovery',
    sentence: 'When the time to recover begins.',
    effect: 'From the finish of the deployment it includes the time until somebody noticed.',
    words: {
      incident: 'Start of the incident',
      deployment: 'Finish of the deployment',
      earlier: 'Whichever of the two is earlier',
    },
  },
  recovery_bucket: {
    title: 'Period of the recovery',
    sentence: 'By which time an incident falls into a period and a bucket.',
    effect: 'By the deployment, both its finish and the resolution must lie in the period.',
    words: { resolution: 'When it was resolved', deployment: 'When its deployment finished' },
  },
  recovery_aggregate: {
    title: 'Recovery times to one number',
    sentence: 'How recovery times become one number.',
    effect: 'A mean follows a few very long ones; the highest mean of a bucket shows the worst bucket.',
    words: {
      median: 'Median',
      'lower median': 'Lower median',
      mean: 'Mean',
      'highest bucket mean': 'Highest mean of a bucket',
    },
  },
  levels: {
    title: 'Levels',
    sentence: 'Which published table levels come from.',
    effect: 'Changes the word beside a number, never the number.',
    words: {
      'dora-2019': 'DORA 2019',
      'dora-2021': 'DORA 2021',
      'dora-2022': 'DORA 2022',
      'dora-2023': 'DORA 2023',
      'dora-2024': 'DORA 2024',
      'quick-check-2025': 'Quick Check 2025, a score',
      pulse: 'Pulse',
      'devlake-2021': 'DevLake 2021',
      'devlake-2023': 'DevLake 2023',
      own: 'Own',
      none: 'None',
    },
  },
  own_frequency: {
    title: 'Own levels of frequency',
    sentence: 'Deployments per week from which on it is Elite, High and Medium.',
    effect: 'Used where levels are your own.',
    words: {},
  },
  own_lead_time: {
    title: 'Own levels of lead time',
    sentence: 'Hours under which it is Elite, High and Medium.',
    effect: 'Used where levels are your own.',
    words: {},
  },
  own_fail_rate: {
    title: 'Own levels of the fail rate',
    sentence: 'Percent up to which it is Elite, High and Medium.',
    effect: 'Used where levels are your own.',
    words: {},
  },
  own_recovery: {
    title: 'Own levels of recovery',
    sentence: 'Hours under which it is Elite, High and Medium.',
    effect: 'Used where levels are your own.',
    words: {},
  },
}

export const switchNames = Object.keys(switches) as SwitchName[]

/** A value of a switch in words: "Lower median", "yes", "24". */
export function switchWords(name: SwitchName, value: Definition[SwitchName]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null) return name === 'attribution_hours' ? 'no limit' : 'not set'
  if (typeof value === 'string') return (switches[name].words as Record<string, string>)[value] ?? value
  return Array.isArray(value) ? value.join(', ') : `${value}`
}

/** The switches that two definitions have set otherwise, in words: where their numbers part. */
export function differing(one: Definition, other: Definition): { title: string; one: string; other: string }[] {
  return switchNames
    .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    .map((name) => ({
      title: switches[name].title,
      one: switchWords(name, one[name]),
      other: switchWords(name, other[name]),
    }))
}
