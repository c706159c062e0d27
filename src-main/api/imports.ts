import { nounOf, plural } from '../../src-shared/plural.ts'
import path from 'node:path'
import type { Done, Plan, RowError } from '../../src-shared/contract/imports.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { redo, undo } from '../ingest/undo.ts'
import { namesInside } from '../sources/files/index.ts'
import { presets } from '../sources/files/presets/index.ts'
import type { Handlers } from './context.ts'
import { deliverFile } from './deliver-file.ts'
import { openBytes } from './file-bytes.ts'
import { effectOf } from './import-effect.ts'
import { withFile } from './import-file.ts'
import type { Left, LeftRows } from './import-left.ts'
import { planOf } from './import-plan.ts'
import { rejectedOf } from './import-rejected.ts'
import { keepAboutFile, keptAboutFiles } from './kept-files.ts'

export const imports: Handlers<'imports'> = {
  ...keptAboutFiles,

  'imports.presets': () => ({
    total: presets.length,
    rows: presets.map(({ id, title, what, from }) => ({ id, title, what, from })),
  }),

  'imports.inside': async ({ file, name = path.basename(file) }) => {
    const bytes = openBytes(file, name)
    try {
      const rows = namesInside(name, bytes) ?? []
      return { total: rows.length, rows }
    } finally {
      bytes.close()
    }
  },

  'imports.preview': (input, context): Promise<Plan> => withFile(input, context, (file) => planOf(file, context)),

  'imports.run': (input, context): Promise<Done> =>
    withFile(input, context, async (file) => {
      const { strict } = input
      const refuse = (events: number, summary: { rows: number }, left: Left) =>
        refuseUnusable(file.delivery.path, events, summary.rows, left.rows([]), strict)
      if (input.dryRun) {
        const plan = await planOf(file, context)
        const { new: added, updated, unchanged, skipped, rejected, errors, left_out, warnings } = plan
        refuseUnusable(file.delivery.path, added + updated + unchanged, plan.rows, plan, strict)
        return { batch: null, new: added, updated, unchanged, skipped, rejected, errors, left_out, warnings, plan }
      }
      const { outcome, summary, left } = await deliverFile({ file, strict, refuse }, context)
      if (outcome.state === 'rejected') throw new Refusal('invalid', outcome.message, outcome.fields)
      await keepAboutFile(input, summary, outcome.delivery, context)
      const { new: added, updated, unchanged } = outcome.counts
      return {
        batch: outcome.delivery,
        new: added,
        updated,
        unchanged,
        ...left.rows(summary.warnings),
        plan: null,
      }
    }),

  'imports.effect': (input, context) =>
    withFile(input, context, (file) => effectOf({ file, strict: false, refuse: () => {} }, context)),

  'imports.rejected': (input, context) => withFile(input, context, rejectedOf),

  'imports.list': (_, { db }) => {
    const rows = db
      .all<{
        batch: number
        name: string
        at_ms: number
        bytes: number
        hash: string | null
        profile: string | null
        counts: string
        undone: number
      }>(
        `SELECT id AS batch, path AS name, received_at_ms AS at_ms, body_bytes AS bytes, meta ->> 'hash' AS hash,
           meta ->> 'profile' AS profile, counts, undone_by IS NOT NULL AS undone
         FROM deliveries WHERE method = 'FILE' AND outcome <> 'rejected' ORDER BY id DESC LIMIT 1000`,
      )
      .map(({ counts, undone, ...row }) => ({
        ...row,
        ...(JSON.parse(counts) as { new: number; updated: number; unchanged: number; skipped: number }),
        undone: undone === 1,
      }))
    return { total: rows.length, rows }
  },

  'imports.undo': ({ batch }, { db, ingest, clock }) => ({
    batch,
    removed: ingest.change((touched) => undo(db, batch, clock(), touched)),
  }),

  'imports.redo': ({ batch }, { db, ingest, clock }) => ({
    batch,
    restored: ingest.change((touched) => redo(db, batch, clock(), touched)),
  }),
}

/** Throws a Refusal where no row can be used, or where all of them were asked for and some cannot. */
function refuseUnusable(name: string, events: number, rows: number, left: LeftRows, strict: boolean): void {
  const { errors, rejected } = left
  if (events === 0) throw refuseRows(noRows(name, left), errors)
  if (strict && rejected > 0)
    throw refuseRows(
      `Nothing was imported: ${rejected} of ${plural(rows, 'row')} of ${name} ${nounOf(rejected, 'is', 'are')} rejected.`,
      errors,
    )
}

function noRows(name: string, { errors, left_out }: LeftRows): string {
  const first = left_out.toSorted((x, y) => y.n - x.n)[0]
  const left = first === undefined ? '' : ` ${first.n} ${nounOf(first.n, 'is', 'are')} left out: ${first.reason}.`
  return `No row of ${name} can be used.${errors.length > 0 || left === '' ? '' : left}`
}

/** A refusal that carries the rejected rows, so that they can be listed beside it. */
function refuseRows(message: string, errors: RowError[]): Refusal {
  return new Refusal(
    'invalid',
    message,
    errors.map((error) => ({
      field: `row ${error.row}${error.column === null ? '' : `, ${error.column}`}`,
      value: error.value ?? '',
      accepted: error.reason,
    })),
  )
}
