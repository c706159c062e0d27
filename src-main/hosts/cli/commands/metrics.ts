// shiplog metrics
import { plural } from '../../../../src-shared/plural.ts'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { inWords } from '../../../../src-shared/duration.ts'
import type { Defined, MetricValue } from '../../../../src-shared/contract/metrics.ts'
import { differing } from '../../../../src-shared/switches.ts'
import { buckets, dateOf } from '../../../../src-shared/time.ts'
import { table, value } from '../print.ts'
import type { Runner } from '../runner.ts'
import { gather } from '../values.ts'

interface Flags {
  from?: string
  to?: string
  bucket?: (typeof buckets)[number]
  system?: string[]
  env?: string
  preset?: string
  switch?: Record<string, unknown>
  compare?: string
  metric?: string[]
  all?: boolean
  interval?: boolean
  zone?: string
}

export function addMetrics(root: Command, runner: Runner): void {
  root
    .command('metrics')
    .description('the five DORA metrics over a period, or others')
    .option('--from <date>', 'first day, such as 2026-06-01 (default: 89 days before the last)')
    .option('--to <date>', 'last day, included (default: today)')
    .addOption(new Option('--bucket <bucket>', 'length of the buckets').choices(buckets))
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier (default: production)')
    .option('--preset <id>', 'which definitions (default: the chosen ones)')
    .option('--switch <name=value>', 'one switch other than in the preset; may be given more than once', gatherSwitch)
    .option('--compare <id>', 'a preset to lay beside it')
    .option('--metric <id>', 'this metric; may be given more than once', gather)
    .option('--all', 'all metrics there are')
    .option('--interval', 'with the 95 % bootstrap interval of medians')
    .option('--zone <zone>', 'the time zone of days and buckets (default: the workspace’s)')
    .action((flags: Flags) => {
      const { system, env, metric, switch: switches, ...rest } = flags
      const input = {
        ...rest,
        ...(system === undefined ? {} : { systems: system }),
        ...(env === undefined ? {} : { environment: env }),
        ...(metric === undefined ? {} : { metrics: metric }),
        ...(switches === undefined ? {} : { switches }),
      }
      return runner.call('metrics.overview', input, (answer) => {
        const { from_ms, to_ms, zone } = answer.range
        const days = `${dateOf(from_ms, zone)} to ${dateOf(to_ms - 1, zone)}`
        const head = (one: Defined) => `${one.environment}, ${days}, ${zone}, preset ${one.preset}`
        const { compare } = answer
        const apart = compare === null ? [] : differing(answer.switches, compare.switches)
        const lines = [answer, compare].flatMap((one) =>
          one === null
            ? []
            : [
                head(one),
                table(
                  ['metric', 'value', 'of', 'level'],
                  one.metrics.flatMap((metric) => [metricRow(metric), ...splitRows(metric)]),
                ),
              ],
        )
        if (compare !== null && apart.length > 0)
          lines.push(
            'Where they differ',
            table(
              ['switch', answer.preset, compare.preset],
              apart.map((row) => [row.title, row.one, row.other]),
            ),
          )
        return lines.join('\n')
      })
    })
}

/** `merges=true`: the value as JSON, or as it is. */
function gatherSwitch(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Give a switch as name=value, such as merges=true.')
  const given = text.slice(at + 1)
  try {
    return { ...before, [text.slice(0, at)]: JSON.parse(given) as unknown }
  } catch {
    return { ...before, [text.slice(0, at)]: given }
  }
}

/** Below the lead time: its two parts. */
function splitRows({ split, state }: MetricValue): string[][] {
  if (split == null || state === 'not-connected' || state === 'empty') return []
  if (split.to_main === null || split.to_deployed === null)
    return [['  start to main line', '–', 'no change is known to have reached a main line', '']]
  const of = `median of ${plural(split.n, 'change')}`
  const more = split.unknown === 0 ? '' : `, not known of ${split.unknown} more`
  return [
    ['  start to main line', inWords(split.to_main.median), of + more, ''],
    ['  main line to deployed', inWords(split.to_deployed.median), of, ''],
  ]
}

function metricRow(metric: MetricValue): string[] {
  if (metric.state === 'not-connected' || metric.state === 'reading') return [metric.title, '–', metric.hint ?? '', '']
  if (metric.state === 'empty') return [metric.title, '–', 'nothing in this period', '']
  const more =
    metric.unit === 'ms' && metric.p90 !== undefined && metric.p90 !== null ? `, p90 ${inWords(metric.p90)}` : ''
  const sure =
    metric.interval == null
      ? ''
      : `, 95 % between ${value(metric.unit, metric.interval.from)} and ${value(metric.unit, metric.interval.to)}`
  const level = metric.score === null ? (metric.level ?? metric.level_note ?? '') : (metric.level_note ?? '')
  return [metric.title, value(metric.unit, metric.value), metric.of + more + sure, level]
}
