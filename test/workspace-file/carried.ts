// A workspace carried through its file into an empty data folder, and all there is to compare before and after.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silent } from '../../src-main/log.ts'
import type { Shiplog } from '../../src-main/shiplog.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { portables, selection, columnsOf } from '../../src-main/store/portable.ts'
import type { CallName, Input, Output } from '../../src-shared/contract/index.ts'

export async function must<N extends CallName>(shiplog: Shiplog, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await shiplog.dispatch(name, input)
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  return reply.value as Output<N>
}

export interface Carried {
  shiplog: Shiplog
  dataDir: string
  /** The file, and the one that the restored workspace writes. */
  first: string
  second: string
}

/** Runs `use` with the workspace as it was restored into an empty folder, which is removed afterwards. */
export async function carried(from: Shiplog, now: number, use: (to: Carried) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'shiplog-carried-'))
  const dataDir = path.join(folder, 'data')
  const file = path.join(folder, 'workspace.ndjson')
  await must(from, 'exports.workspace', { to: file })
  const shiplog = await openWorkspace({ dataDir, clock: () => now, log: silent })
  try {
    await must(shiplog, 'workspace.restore', { file })
    const again = path.join(folder, 'again.ndjson')
    await must(shiplog, 'exports.workspace', { to: again })
    await use({ shiplog, dataDir, first: readFileSync(file, 'utf8'), second: readFileSync(again, 'utf8') })
  } finally {
    await shiplog.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without the moment it was written. */
export function timeless(file: string): string {
  return file.replace(/"made_at":"[^"]*",/, '')
}

/** Every row that goes along, by table: the journal, what was decided, repositories, facts and links. */
export function everything(dataDir: string): Record<string, unknown[]> {
  const { db, close } = openReadDb(dataDir)
  try {
    return Object.fromEntries(
      portables.map((one) => [
        one.table,
        db.all(`${selection(one, columnsOf(db, one.table))} ORDER BY ${one.key.join(', ')}`),
      ]),
    )
  } finally {
    close()
  }
}

/** What a person sees: numbers by each definition asked for, what waits to be deployed, and what is odd. */
export async function seen(shiplog: Shiplog, question: object, presets: readonly string[]): Promise<unknown> {
  const overviews: unknown[] = []
  for (const preset of presets) {
    const reply = await shiplog.dispatch('metrics.overview', { ...question, preset, all: true })
    overviews.push(reply.ok ? { ...(reply.value as object), took_ms: 0 } : reply.error)
  }
  return {
    overviews,
    undeployed: await must(shiplog, 'changes.undeployed', {}),
    findings: await must(shiplog, 'findings.list', {}),
    deployments: await must(shiplog, 'deployments.list', { limit: 1000 }),
    incidents: await must(shiplog, 'incidents.list', { limit: 1000 }),
    decisions: await must(shiplog, 'decisions.list', {}),
    matrix: await must(shiplog, 'environments.matrix', {}),
  }
}
