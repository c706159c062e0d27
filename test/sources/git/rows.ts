// Batches of columns as rows that a test can compare, and a scan in one call.
import { readdirSync, readFileSync } from 'node:fs'
import type { CommitBatch } from '../../../src-main/sources/git/log.ts'
import { oidBytesOf, openRepo } from '../../../src-main/sources/git/open.ts'
import type { Strategy } from '../../../src-shared/strategy.ts'
import { scanRepo, type ScanResult } from '../../../src-main/sources/git/scan.ts'

export interface Row {
  id: string
  parents: string[]
  authored: number
  committed: number
  author: string
  subject: string
}

export function rowsOf(batch: Omit<CommitBatch, 'says'>): Row[] {
  const { n, oidBytes, oids, parents, parentCounts, authoredAt, committedAt, names, authors } = batch
  const lines = Buffer.from(batch.subjects)
  let used = 0
  return Array.from({ length: n }, (_, i) => ({
    id: hexAt(oids, i, oidBytes),
    parents: Array.from({ length: parentCounts[i] ?? 0 }, () => hexAt(parents, used++, oidBytes)),
    authored: authoredAt[i] ?? 0,
    committed: committedAt[i] ?? 0,
    author: names[authors[i] ?? 0] ?? '',
    subject: lines.toString('utf8', batch.subjectEnds[i - 1] ?? 0, batch.subjectEnds[i]),
  }))
}

function hexAt(ids: Uint8Array, i: number, oidBytes: number): string {
  return Buffer.from(ids.subarray(i * oidBytes, (i + 1) * oidBytes)).toString('hex')
}

/**
 * Opens and scans, as the app does. `known` as an earlier scan returned it; `kept`: ids of all commits that are kept, with
 * all that they lead to.
 */
export async function scan(
  path: string,
  known: readonly string[] = [],
  strategy: Strategy = { by: 'versions' },
  kept?: ReadonlySet<string>,
): Promise<ScanResult & { rows: Row[] }> {
  const rows: Row[] = []
  const facts = await openRepo(path)
  const bytes = oidBytesOf(facts)
  const result = await scanRepo({
    facts,
    strategy,
    known,
    hasCommits: known.length > 0,
    isKept: kept && ((oids, at) => kept.has(Buffer.from(oids.subarray(at, at + bytes)).toString('hex'))),
    async onBatch(batch) {
      rows.push(...rowsOf(batch))
    },
    onProgress() {},
  })
  return { ...result, rows }
}

/** The command lines of processes that work on a folder. */
export function processesAt(path: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8')
      } catch {
        // It ended meanwhile.
        return ''
      }
    })
    .filter((line) => line.includes(path))
}
