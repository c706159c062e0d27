// shiplog metrics
import { type Command, Option } from 'commander'
import { inWords } from '../../../../src-shared/duration.ts'
import type { MetricValue } from '../../../../src-shared/contract/metrics.ts'
import { dateOf } from '../../../../src-shared/time.ts'
import { table, value } from '../print.ts'
import type { Runner } from '../runner.ts'
import { gather } from '../values.ts'

export function addMetrics(root: Command, runner: Runner): void {
  root
    .command('metrics')
    .description('the five DORA metrics over a period')
    .option('--from <date>', 'first day, such as 2026-06-01 (default: 89 days before the last)')
    .option('--to <date>', 'last day, included (default: today)')
    .addOption(new Option('--bucket <bucket>', 'length of the buckets').choices(['day', 'week', 'month']))
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier (default: production)')
    .option('--preset <id>', 'which definitions (default: dora)')
    .option('--zone <zone>', 'the time zone of days and buckets (default: the workspace’s)')
    .action(
      (flags: {
        from?: string
        to?: string
        bucket?: 'day' | 'week' | 'month'
        system?: string[]
        env?: string
        preset?: string
        zone?: string
      }) => {
        const { system, env, ...rest } = flags
        const input = {
          ...rest,
          ...(system === undefined ? {} : { systems: system }),
          ...(env === undefined ? {} : { environment: env }),
        }
        return runner.call('metrics.overview', input, (answer) => {
          const { from_ms, to_ms, zone } = answer.range
          const days = `${dateOf(from_ms, zone)} to ${dateOf(to_ms - 1, zone)}`
          const head = `${answer.environment}, ${days}, ${zone}, preset ${answer.preset}`
          return [head, table(['metric', 'value', 'of', 'level'], answer.metrics.map(metricRow))].join('\n')
        })
      },
    )
}

function metricRow(metric: MetricValue): string[] {
  if (metric.state === 'not-connected') return [metric.title, '–', metric.hint ?? '', '']
  if (metric.state === 'empty') return [metric.title, '–', 'nothing in this period', '']
  const more =
    metric.unit === 'ms' && metric.p90 !== undefined && metric.p90 !== null ? `, p90 ${inWords(metric.p90)}` : ''
  return [metric.title, value(metric.unit, metric.value), metric.of + more, metric.level ?? metric.level_note ?? '']
}
