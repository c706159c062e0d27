// How a number was made, in steps: rows that stay, and rows dropped on the way by reason. Nothing is dropped without one.
import { plural } from '../../src-shared/plural.ts'
import type { Step, WorkingRow } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import type { Asked } from './metric.ts'
import { allDeployments, type DeploymentSample } from './query.ts'

export interface Dropped {
  reason: string
  rows: WorkingRow[]
}

/** One step of a working: what stays, and what was dropped on the way to it, by reason. */
export function step(title: string, rows: WorkingRow[], dropped: Dropped[] = []): Step {
  return {
    title,
    n: rows.length,
    rows: newest(rows),
    dropped: dropped
      .filter((one) => one.rows.length > 0)
      .map((one) => ({ reason: one.reason, n: one.rows.length, rows: newest(one.rows) })),
  }
}

function newest(rows: WorkingRow[]): WorkingRow[] {
  return [...rows].reverse()
}

/** Splits rows by a reason to drop them; null keeps. Reasons come in order of first appearance. */
export function sift<R>(rows: readonly R[], why: (row: R) => string | null): { kept: R[]; dropped: Map<string, R[]> } {
  const kept: R[] = []
  const dropped = new Map<string, R[]>()
  for (const row of rows) {
    const reason = why(row)
    if (reason === null) kept.push(row)
    else append(dropped, reason, row)
  }
  return { kept, dropped }
}

function append<R>(map: Map<string, R[]>, key: string, row: R): void {
  const rows = map.get(key)
  if (rows === undefined) map.set(key, [row])
  else rows.push(row)
}

export function asDropped<R>(dropped: Map<string, R[]>, row: (row: R) => WorkingRow): Dropped[] {
  // Called with the row alone: map would hand its index on as the note.
  return [...dropped].map(([reason, rows]) => ({ reason, rows: rows.map((one) => row(one)) }))
}

/** Sifts rows and shows the step that keeps them. */
export function siftStep<R>(
  title: string,
  rows: readonly R[],
  why: (row: R) => string | null,
  row: (row: R) => WorkingRow,
): { step: Step; kept: R[] } {
  const { kept, dropped } = sift(rows, why)
  return {
    step: step(
      title,
      kept.map((one) => row(one)),
      asDropped(dropped, row),
    ),
    kept,
  }
}

export function deploymentRow(row: DeploymentSample, note: string | null = null): WorkingRow {
  return {
    kind: 'deployment',
    number: row.id,
    id: row.thing,
    system: row.system_name,
    at_ms: row.at_ms,
    value: null,
    note,
  }
}

const stateWords: Record<string, string> = {
  failed: 'failed to roll out',
  aborted: 'was cancelled',
  started: 'is still running',
  pending: 'is still waiting',
}

export function whyNotSucceeded({ state }: { state: string }): string | null {
  return state === 'succeeded' ? null : (stateWords[state] ?? state)
}

/** The first steps of every metric of deployments: all in the period, then those in the chosen environments. */
export function chosenSteps(db: ReadDb, asked: Asked): { steps: Step[]; kept: DeploymentSample[] } {
  const all = allDeployments(db, asked)
  const here = new Set(deploymentEnvironments(db, asked))
  const { step: chosen, kept } = siftStep(
    `In ${asked.scope.name}`,
    all,
    (row) =>
      leftOutBy(row.excluded) ?? (here.has(row.environment) ? null : `in ${row.environment}, not ${asked.scope.name}`),
    deploymentRow,
  )
  return {
    steps: [
      step(
        'All deployments in the period',
        all.map((row) => deploymentRow(row)),
      ),
      chosen,
    ],
    kept,
  }
}

/** Those steps, and the one that keeps what succeeded. */
export function successSteps(db: ReadDb, asked: Asked): { steps: Step[]; kept: DeploymentSample[] } {
  const { steps, kept: chosen } = chosenSteps(db, asked)
  const { step: succeeded, kept } = siftStep('Succeeded', chosen, whyNotSucceeded, deploymentRow)
  return { steps: [...steps, succeeded], kept }
}

function deploymentEnvironments(db: ReadDb, asked: Asked): string[] {
  return db
    .all<{ name: string }>(
      'SELECT name FROM environments WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(asked.scope.environments),
    )
    .map((row) => row.name)
}

/** Why a person left something out, as a reason to drop it. */
export function leftOutBy(excluded: string | null): string | null {
  return excluded === null ? null : `left out by a person: ${excluded}`
}

/** "3 of 40 deployments = 7.5 %", or why there is no rate. */
export function rateSum(part: number, n: number, noun: string): string {
  if (n === 0) return `No ${noun} is left, so there is no rate.`
  return `${part} of ${plural(n, noun)} = ${((part / n) * 100).toFixed(1)} %`
}
