// What an import would do to the metrics: it is done, on a copy of the workspace that is thrown away, so that the answer is
// the one that doing it would give.
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { contract } from '../../src-shared/contract/index.ts'
import type { Effect } from '../../src-shared/contract/imports.ts'
import type { Event } from '../../src-shared/event.ts'
import { dateOf } from '../../src-shared/time.ts'
import { GraphCache } from '../derive/index.ts'
import { fileOps } from '../ingest/file-ops.ts'
import { openIngest } from '../ingest/ingest.ts'
import { Stages } from '../ingest/stages.ts'
import { overview } from '../metrics/run.ts'
import { openWriteDb, type ReadDb } from '../store/database.ts'
import { zoneOf } from '../store/settings.ts'
import type { JobContext } from './context.ts'
import { deliverFile, type FileToDeliver } from './deliver-file.ts'

/** What is older is more likely a wrong year than data. */
const yearsMax = 20

export async function effectOf(asked: FileToDeliver, context: JobContext): Promise<Effect> {
  const { clock, dataDir, ops } = context
  const now = clock()
  const lately = {}
  const numbers = (of: ReadDb, period: { from?: string }) =>
    overview(of, contract['metrics.overview'].input.parse(period), now)
  let events = 0
  let begin = Number.MAX_SAFE_INTEGER
  await asked.file.read((read) => {
    if ('event' in read) {
      events++
      begin = Math.min(begin, timeOf(read.event))
    }
    return null
  })
  if (events === 0) {
    const { from_ms, to_ms } = numbers(context.db, lately).range
    return { from_ms, to_ms, metrics: [] }
  }
  const folder = mkdtempSync(path.join(dataDir, 'trying-'))
  try {
    await context.copyInto(folder)
    const opened = openWriteDb(folder)
    try {
      const { db } = opened
      const zone = zoneOf(db)
      const first = Math.min(now, begin)
      const since = { from: dateOf(Math.max(first, now - yearsMax * 366 * 86_400_000), zone) }
      const before = numbers(db, lately)
      const isOlder = since.from < dateOf(before.range.from_ms, zone)
      const beforeSince = isOlder ? numbers(db, since) : before
      const ingest = openIngest(db, new GraphCache(), () => undefined)
      const onCopy = { ...ops, ...fileOps(ingest, new Stages(db, ingest)) }
      await deliverFile(asked, { ...context, db, ops: onCopy, hold: () => () => undefined })
      const found = difference(before, numbers(db, lately))
      return isOlder && found.metrics.length === 0 ? difference(beforeSince, numbers(db, since)) : found
    } finally {
      opened.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Numbers = ReturnType<typeof overview>

function difference({ range, metrics }: Numbers, later: Numbers): Effect {
  const after = new Map(later.metrics.map((metric) => [metric.id, metric]))
  return {
    from_ms: range.from_ms,
    to_ms: range.to_ms,
    metrics: metrics.flatMap(({ id, title, unit, value, of }) => {
      const then = after.get(id)
      if (then === undefined || (then.value === value && then.of === of)) return []
      return [{ id, title, unit, before: { value, of }, after: { value: then.value, of: then.of } }]
    }),
  }
}

/** When it was; none where it does not say. */
function timeOf(event: Event): number {
  const at =
    event.type === 'incident'
      ? event.started_at_ms
      : event.type === 'deployment' || event.type === 'build'
        ? (event.finished_at_ms ?? event.started_at_ms ?? event.at_ms)
        : (event.created_at_ms ?? event.at_ms)
  return at ?? Number.MAX_SAFE_INTEGER
}
