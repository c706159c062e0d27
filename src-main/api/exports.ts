// Writes a list to a file: its own call is asked part by part, all of them at one moment of the workspace. Or all of it.
import { setImmediate as turn } from 'node:timers/promises'
import type { ExportFormat, ExportList } from '../../src-shared/contract/exports.ts'
import { contract } from '../../src-shared/contract/index.ts'
import { columnsOf } from '../../src-shared/export/columns.ts'
import { formats } from '../../src-shared/export/formats.ts'
import { listings } from '../../src-shared/export/lists.ts'
import { refuseFields } from '../sources/fields.ts'
import { leftBehindInWords } from '../store/portable.ts'
import { version } from '../version.ts'
import { workspaceLines } from '../workspace-file/write.ts'
import type { Handlers, JobContext } from './context.ts'
import { handlers } from './index.ts'
import { writeNewFile } from './new-file.ts'
import { exportParquet } from './parquet.ts'

export const exports: Handlers<'exports'> = {
  'exports.list': async ({ list, format, question, to }, context) => {
    const release = context.hold()
    try {
      const count = { rows: 0 }
      const bytes = await writeNewFile(to, written(list, format, question, count, context))
      return { rows: count.rows, bytes }
    } finally {
      release()
    }
  },

  'exports.workspace': async ({ to }, { db, clock, sample, hold, signal, progress }) => {
    const release = hold()
    try {
      let rows = 0
      const lines = workspaceLines({
        db,
        shiplog: version,
        made_at_ms: clock(),
        sample,
        signal,
        progress: (done, total) => {
          rows = done
          progress('Exporting the workspace', done, total, 'rows')
        },
      })
      return { bytes: await writeNewFile(to, lines), rows, left_behind: leftBehindInWords() }
    } finally {
      release()
    }
  },

  'exports.parquet': exportParquet,
}

async function* written(
  list: ExportList,
  format: ExportFormat,
  question: Record<string, unknown>,
  count: { rows: number },
  context: JobContext,
): AsyncGenerator<string> {
  const { row, rows, meaning, page } = listings[list]
  const columns = columnsOf(row)
  const { head, row: line, tail } = formats[format]
  for (let total: number | null = null; total === null || count.rows < total;) {
    const answer = await ask(list, question, count.rows, context)
    const some = rows(answer) as Record<string, unknown>[]
    const first = total === null
    total = page === null ? some.length : (answer as { total: number }).total
    if (first) yield head(columns, { ...about(list, question, total, context), ...meaning(answer) })
    // What changes while it is read is not seen; this is for a list that says more than it has.
    if (format === 'about' || some.length === 0) break
    yield some.map((one, i) => line(columns, one, count.rows + i === 0)).join('')
    count.rows += some.length
    context.progress(`Exporting ${list}`, count.rows, total, 'rows')
    await turn()
    context.signal.throwIfAborted()
  }
  yield tail
}

async function ask(list: ExportList, question: Record<string, unknown>, offset: number, context: JobContext) {
  const { call, page, all } = listings[list]
  const asked = contract[call].input.safeParse(
    { ...question, ...all, ...(page === null ? {} : { limit: page, offset }) },
    { reportInput: true },
  )
  if (!asked.success) throw refuseFields(asked.error, '')
  return (handlers[call] as (input: unknown, context: JobContext) => unknown)(asked.data, context)
}

function about(list: ExportList, question: object, rows: number, { clock, sample }: JobContext): object {
  return {
    shiplog: version,
    list,
    ...(sample ? { sample } : {}),
    made_at: new Date(clock()).toISOString(),
    rows,
    question,
  }
}
