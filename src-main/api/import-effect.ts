// What an import would do to the metrics: it is done, on a copy of the workspace that is thrown away, so that the answer is
// the one that doing it would give.
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { contract } from '../../src-shared/contract/index.ts'
import type { Effect } from '../../src-shared/contract/imports.ts'
import { GraphCache } from '../derive/index.ts'
import { fileOps } from '../ingest/file-ops.ts'
import { openIngest } from '../ingest/ingest.ts'
import { Stages } from '../ingest/stages.ts'
import { overview } from '../metrics/run.ts'
import { openWriteDb, type ReadDb } from '../store/database.ts'
import type { JobContext } from './context.ts'
import { deliverFile, type FileToDeliver } from './deliver-file.ts'

export async function effectOf(file: FileToDeliver, context: JobContext): Promise<Effect> {
  const { clock, dataDir, ops } = context
  const folder = mkdtempSync(path.join(dataDir, 'trying-'))
  try {
    await context.copyInto(folder)
    const opened = openWriteDb(folder)
    try {
      const { db } = opened
      const now = clock()
      const numbers = (of: ReadDb) => overview(of, contract['metrics.overview'].input.parse({}), now).metrics
      const before = numbers(db)
      const ingest = openIngest(db, new GraphCache(), () => undefined)
      const onCopy = { ...ops, ...fileOps(ingest, new Stages(db, ingest)) }
      await deliverFile(file, { ...context, db, ops: onCopy, hold: () => () => undefined })
      const after = new Map(numbers(db).map((metric) => [metric.id, metric]))
      return {
        metrics: before.flatMap(({ id, title, unit, value, of }) => {
          const then = after.get(id)
          if (then === undefined || (then.value === value && then.of === of)) return []
          return [{ id, title, unit, before: { value, of }, after: { value: then.value, of: then.of } }]
        }),
      }
    } finally {
      opened.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
