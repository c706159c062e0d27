// The filters of the data pages, always in the same order, kept in the address. Each page says which of them apply.
import type { ReactNode } from 'react'
import { CopyButton } from '../parts/copy-button.tsx'
import { count, period as periodText, sentenceCase } from '../parts/format.ts'
import { PeriodToken } from '../parts/period-token.tsx'
import { PickMany, PickOne } from '../parts/token-menu.tsx'
import { useClock } from '../parts/clock.tsx'
import { bucketFor, buckets } from '../../src-shared/time.ts'
import { useCall } from '../use-call.ts'
import { periods, rangeOf, useView, type Period, type Preset, type Range } from '../view-state.ts'
import css from './filter-bar.module.css'

const words: Record<Preset, string> = {
  '7d': 'last 7 days',
  '30d': 'last 30 days',
  '90d': 'last 90 days',
  quarter: 'this quarter',
  '12m': 'last 12 months',
}

export function periodWords(period: Preset): string {
  return words[period]
}

/** "in the last 90 days", "this quarter", "on 5 March 2026", "from 1 to 5 March 2026". */
export function inThePeriod(period: Period, range: Range, zone: string): string {
  if (typeof period !== 'object') return period === 'quarter' ? words[period] : `in the ${words[period]}`
  return `${range.from === range.to ? 'on' : 'from'} ${periodText(range.from_ms, range.to_ms, zone)}`
}

export function useRange(): Range {
  const { view } = useView()
  const { zone, now_ms } = useClock()
  return rangeOf(view.period, now_ms, zone)
}

export interface FilterBarProps {
  environment?: boolean
  bucket?: boolean
  /** Default: shown. */
  period?: boolean
  /** A filter of this page alone. */
  children?: ReactNode
}

export function FilterBar({ environment = false, bucket = false, period = true, children }: FilterBarProps) {
  const { view, set } = useView()
  const { zone } = useClock()
  const range = useRange()
  return (
    <div className={css['bar']} role="toolbar" aria-label="Filters">
      <SystemToken />
      {environment ? <EnvironmentToken /> : null}
      {period ? (
        <PeriodToken
          value={typeof view.period === 'object' ? periodText(range.from_ms, range.to_ms, zone) : words[view.period]}
          presets={periods.map((id) => ({ id, label: sentenceCase(words[id]) }))}
          chosen={typeof view.period === 'object' ? null : view.period}
          from={range.from}
          to={range.to}
          onPreset={(id) => set({ period: (periods.find((known) => known === id) ?? '90d') satisfies Period, page: 1 })}
          onDates={(from, to) => set({ period: { from, to }, page: 1 })}
        />
      ) : null}
      {bucket ? (
        <PickOne
          name="By"
          value={view.bucket ?? `${bucketFor(range.from_ms, range.to_ms)} (auto)`}
          chosen={view.bucket ?? 'auto'}
          groups={[
            {
              choices: [
                { value: 'auto', label: 'Auto', note: 'suits the period' },
                ...buckets.map((id) => ({ value: id, label: sentenceCase(id) })),
              ],
            },
          ]}
          onChange={(id) => set({ bucket: buckets.find((known) => known === id) ?? null })}
          onReset={() => set({ bucket: null })}
        />
      ) : null}
      {children}
      <span className={css['right']}>
        <CopyButton size="small" label="Copy link" text={() => window.location.href} />
      </span>
    </div>
  )
}

function SystemToken() {
  const { view, set } = useView()
  const systems = useCall('systems.list', {})
  const known = systems.data?.rows ?? []
  // A system of a link that is unknown here stays visible, so that it can be taken off.
  const strangers = view.systems.filter((name) => !known.some((system) => system.name === name))
  const choices = [
    ...known.map(({ name, deployments }) => ({ value: name, label: name, note: count(deployments) })),
    ...strangers.map((name) => ({ value: name, label: name, note: 'unknown here' })),
  ]
  const many =
    view.systems.length > 3
      ? `${view.systems.slice(0, 2).join(', ')} and ${view.systems.length - 2} more`
      : view.systems.join(', ')
  return (
    <PickMany
      name="System"
      value={view.systems.length === 0 ? 'all' : many}
      all="All systems"
      choices={choices}
      chosen={view.systems}
      onChange={(next) => set({ systems: next, page: 1 })}
      onReset={() => set({ systems: [], page: 1 })}
    />
  )
}

function EnvironmentToken() {
  const { view, set } = useView()
  const environments = useCall('systems.environments', {})
  const known = environments.data?.rows ?? []
  const tiers = [...new Set(['production', ...known.map((one) => one.tier)])]
  const inTier = (tier: string) =>
    known.filter((one) => one.tier === tier).reduce((sum, one) => sum + one.deployments, 0)
  const names = known.filter((one) => !tiers.includes(one.name))
  return (
    <PickOne
      name="Environment"
      value={view.environment}
      chosen={view.environment}
      groups={[
        {
          heading: 'Tiers',
          choices: tiers.map((tier) => ({ value: tier, label: sentenceCase(tier), note: count(inTier(tier)) })),
        },
        ...(names.length === 0
          ? []
          : [
              {
                heading: 'Single environments',
                choices: names.map((one) => ({ value: one.name, label: one.name, note: count(one.deployments) })),
              },
            ]),
      ]}
      onChange={(next) => set({ environment: next, page: 1 })}
      onReset={() => set({ environment: 'production', page: 1 })}
    />
  )
}
