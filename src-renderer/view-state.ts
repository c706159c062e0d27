// What the address says about the view: filters, period, workspace, and which panel is open. The one place that reads
// and writes the query, so that a copied link, Back and Forward always show the same thing. Holds no data and no keys.
import { useMemo } from 'react'
import type { WorkspaceName } from '../src-shared/client.ts'
import { directions, type Sort } from '../src-shared/contract/call.ts'
import { buckets, dateOf, isoOf, parseInstant, startOfDate, startOfDay, type Bucket } from '../src-shared/time.ts'
import { navigate, useHashPath, useHashSearch } from './location.ts'

export const periods = ['7d', '30d', '90d', 'quarter', '12m'] as const
export type Preset = (typeof periods)[number]
/** A preset, or two dates `YYYY-MM-DD`, both included. */
export type Period = Preset | { from: string; to: string }

export const openKinds = ['deployment', 'incident', 'delivery', 'build', 'issue'] as const
export interface Open {
  kind: (typeof openKinds)[number]
  number: number
}

/** A system in one environment, or in two that are compared. */
export interface Cell {
  system: string
  environments: [string] | [string, string]
}

export interface View {
  workspace: WorkspaceName
  /** None means all. */
  systems: string[]
  /** An environment's name or a tier; production unless chosen. */
  environment: string
  period: Period
  /** Null means: what suits the period. */
  bucket: Bucket | null
  /** The metric whose working is shown. */
  working: string | null
  /** The row whose detail is shown, in front of the working. */
  open: Open | null
  /** The cell of the environments page whose detail is shown, in front of the working. */
  cell: Cell | null
  /** The commit or change that is looked for, by its id as it was typed; in front of the cell. */
  change: string | null
  /** The moment that page looks at; null is now. */
  asOf: number | null
  /** The environments it shows. None means all. */
  columns: string[]
  /** Pages of lists count from 1. */
  page: number
  /** A page's own choice: a state, an outcome. */
  only: string | null
  /** What a list is searched for. */
  search: string | null
  /** How a list is sorted; null as it is by default. */
  sort: Sort | null
  /** And a panel beside it. */
  panelSort: Sort | null
  /** A kind of issue. */
  kind: string | null
  /** What the listener page's lines are for; see views/listener-choice.ts. */
  send: string | null
}

export function readView(search: string): View {
  const query = new URLSearchParams(search)
  const { from, to } = { from: query.get('from'), to: query.get('to') }
  const p = query.get('p')
  const b = query.get('bucket')
  return {
    workspace: query.get('w') === 'sample' ? 'sample' : 'own',
    systems: query.getAll('sys').filter((name) => name !== ''),
    environment: query.get('env') ?? 'production',
    period: isDate(from) && isDate(to) && from <= to ? { from, to } : (periods.find((name) => name === p) ?? '90d'),
    bucket: buckets.find((name) => name === b) ?? null,
    working: query.get('working'),
    open: readOpen(query.get('open')),
    cell: readCell(query),
    change: query.get('change'),
    asOf: parseInstant(query.get('at') ?? ''),
    columns: query.getAll('col').filter((name) => name !== ''),
    page: Math.max(1, Math.trunc(Number(query.get('page') ?? '1')) || 1),
    only: query.get('only'),
    search: query.get('search'),
    sort: readSort(query.get('sort')),
    panelSort: readSort(query.get('panel')),
    kind: query.get('kind'),
    send: query.get('send'),
  }
}

function isDate(text: string | null): text is string {
  return text !== null && startOfDate(text, 'UTC') !== null
}

function readOpen(text: string | null): Open | null {
  const [kind, number] = (text ?? '').split('-')
  const known = openKinds.find((name) => name === kind)
  return known !== undefined && number !== undefined && /^\d+$/.test(number) ? { kind: known, number: +number } : null
}

function readSort(text: string | null): Sort | null {
  const [by, way] = (text ?? '').split('-')
  const direction = directions.find((name) => name === way)
  return by === undefined || by === '' || direction === undefined ? null : { by, direction }
}

function readCell(query: URLSearchParams): Cell | null {
  const system = query.get('cell')
  const [one, other] = query.getAll('in')
  if (system === null || one === undefined) return null
  return { system, environments: other === undefined ? [one] : [one, other] }
}

/** The query of a view, without what is as it is by default. */
export function writeView(view: View): string {
  const query = new URLSearchParams()
  for (const name of view.systems) query.append('sys', name)
  if (view.environment !== 'production') query.set('env', view.environment)
  if (typeof view.period === 'object') {
    query.set('from', view.period.from)
    query.set('to', view.period.to)
  } else if (view.period !== '90d') query.set('p', view.period)
  if (view.bucket !== null) query.set('bucket', view.bucket)
  if (view.only !== null) query.set('only', view.only)
  if (view.search !== null) query.set('search', view.search)
  for (const [name, sort] of [
    ['sort', view.sort],
    ['panel', view.panelSort],
  ] as const)
    if (sort !== null) query.set(name, `${sort.by}-${sort.direction}`)
  if (view.kind !== null) query.set('kind', view.kind)
  if (view.send !== null) query.set('send', view.send)
  if (view.page > 1) query.set('page', String(view.page))
  if (view.working !== null) query.set('working', view.working)
  if (view.open !== null) query.set('open', `${view.open.kind}-${view.open.number}`)
  if (view.cell !== null) {
    query.set('cell', view.cell.system)
    for (const name of view.cell.environments) query.append('in', name)
  }
  if (view.change !== null) query.set('change', view.change)
  if (view.asOf !== null) query.set('at', isoOf(view.asOf))
  for (const name of view.columns) query.append('col', name)
  if (view.workspace === 'sample') query.set('w', 'sample')
  return query.toString()
}

export interface ViewControl {
  path: string
  view: View
  /** The address of this page with parts of the view changed. */
  here: (patch: Partial<View>) => string
  /** The address of another page: keeps filters and workspace, leaves the panel, the page number and the choice. */
  to: (path: string, patch?: Partial<View>) => string
  /** Goes to this page with parts of the view changed. Filters start at the first page again. */
  set: (patch: Partial<View>, options?: { replace?: boolean }) => void
  go: (path: string, patch?: Partial<View>) => void
}

export function useView(): ViewControl {
  const [path] = useHashPath()
  const search = useHashSearch()
  return useMemo(() => {
    const view = readView(search)
    const here = (patch: Partial<View>) => address(path, { ...view, ...patch })
    const to = (other: string, patch: Partial<View> = {}) =>
      address(other, {
        ...view,
        working: null,
        open: null,
        cell: null,
        change: null,
        asOf: null,
        page: 1,
        only: null,
        search: null,
        sort: null,
        panelSort: null,
        kind: null,
        send: null,
        ...patch,
      })
    return {
      path,
      view,
      here,
      to,
      set: (patch, options) => navigate(here(patch), options),
      go: (other, patch) => navigate(to(other, patch)),
    }
  }, [path, search])
}

function address(path: string, view: View): string {
  const query = writeView(view)
  return query === '' ? path : `${path}?${query}`
}

export interface Range {
  from: string
  to: string
  from_ms: number
  /** The end of the last day, excluded. */
  to_ms: number
}

/** The days a period means now, in a zone. */
export function rangeOf(period: Period, now_ms: number, zone: string): Range {
  const today = dateOf(now_ms, zone)
  const from = typeof period === 'object' ? period.from : firstDay(period, now_ms, zone)
  const to = typeof period === 'object' ? period.to : today
  return {
    from,
    to,
    from_ms: startOfDate(from, zone) ?? now_ms,
    to_ms: startOfDay(startOfDate(to, zone) ?? now_ms, zone, 1),
  }
}

/** So many days, of which the last holds a moment. */
export function daysUntil(ms: number, days: number, zone: string): Period {
  return { from: dateOf(startOfDay(ms, zone, 1 - days), zone), to: dateOf(ms, zone) }
}

function firstDay(period: Preset, now_ms: number, zone: string): string {
  if (period === 'quarter') {
    const [year = '1970', month = '01'] = dateOf(now_ms, zone).split('-')
    const first = Number(month) - ((Number(month) - 1) % 3)
    return `${year}-${String(first).padStart(2, '0')}-01`
  }
  const days = { '7d': 7, '30d': 30, '90d': 90, '12m': 365 }[period]
  return dateOf(startOfDay(now_ms, zone, 1 - days), zone)
}
