import type { Done, Plan, RowError } from '../../src-shared/contract/imports.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Event, type Skip, unknownSystem } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { count } from '../ingest/ingest.ts'
import { foresee } from '../ingest/preview.ts'
import { translate } from '../ingest/translate.ts'
import { redo, undo } from '../ingest/undo.ts'
import { digestOf, findIdentical } from '../store/deliveries.ts'
import { presets } from '../sources/files/presets/index.ts'
import type { FileTranslation, Verdict } from '../sources/source.ts'
import type { Handlers, JobContext } from './context.ts'
import { deliverFile } from './deliver-file.ts'
import { effectOf } from './import-effect.ts'
import { openFile } from './import-file.ts'
import { rejectedAs } from './import-rejected.ts'
import { keepAboutFile, keptAboutFiles } from './kept-files.ts'

const previewed = 50

function errorsOf(skipped: Skip[]): RowError[] {
  return skipped.flatMap(({ row, column, value, reason, left }) =>
    left === true ? [] : [{ row: row ?? 0, column: column ?? null, value: value ?? null, reason }],
  )
}

function leftOf({ skipped, warnings }: FileTranslation): Pick<Done, 'skipped' | 'errors' | 'left_out' | 'warnings'> {
  const left = Map.groupBy(
    skipped.filter((one) => one.left === true),
    ({ reason }) => reason,
  )
  return {
    skipped: skipped.length,
    errors: errorsOf(skipped),
    left_out: [...left].map(([reason, rows]) => ({ reason, n: rows.length })),
    warnings,
  }
}

function planOf({ db }: JobContext, delivery: Delivery, translation: FileTranslation): Plan {
  const { events, rowOf, format, rows, columns, unused, what, preset, fields, samples, zone } = translation
  const verdicts = foresee(db, delivery, events)
  return {
    name: delivery.path,
    format,
    rows,
    what,
    preset,
    columns,
    unused,
    header: translation.header,
    profile: translation.profile?.name ?? null,
    same_as: findIdentical(db, digestOf(delivery)) ?? null,
    fields,
    samples,
    zone,
    system: translation.system === unknownSystem ? null : translation.system,
    zone_used: translation.zoneUsed,
    choices: translation.choices,
    words: translation.words,
    choosing: translation.choosing,
    ...count(verdicts),
    ...leftOf(translation),
    preview: events.slice(0, previewed).map((event, i) => ({
      ...previewOf(event, rowOf[i] ?? 0, verdicts[i] ?? 'new'),
      note: translation.notes.get(rowOf[i] ?? 0) ?? null,
    })),
  }
}

function previewOf(event: Event, row: number, verdict: Verdict): Omit<Plan['preview'][number], 'note'> {
  // Types of events have some of these.
  const said: Partial<Said> = event
  return {
    row,
    verdict,
    id: event.id,
    title: said.title ?? null,
    system: event.system,
    severity: said.severity ?? null,
    environment: said.environment ?? null,
    version: said.version ?? null,
    state: said.state ?? said.status ?? null,
    started_at_ms: said.started_at_ms ?? said.created_at_ms ?? null,
    resolved_at_ms: said.resolved_at_ms ?? said.finished_at_ms ?? null,
    estimated: event.type === 'incident' && event.end_estimated === true,
  }
}

type Texts = 'title' | 'severity' | 'environment' | 'version' | 'state' | 'status'
type Times = 'started_at_ms' | 'created_at_ms' | 'resolved_at_ms' | 'finished_at_ms'
type Said = Record<Texts, string | null | undefined> & Record<Times, number | null | undefined>

export const imports: Handlers<'imports'> = {
  ...keptAboutFiles,

  'imports.presets': () => ({
    total: presets.length,
    rows: presets.map(({ id, title, what, from }) => ({ id, title, what, from })),
  }),

  'imports.preview': async (input, context): Promise<Plan> => {
    const { delivery, translation } = await openFile(input, context)
    return planOf(context, delivery, translation)
  },

  'imports.run': async (input, context): Promise<Done> => {
    const { delivery, translation } = await openFile(input, context)
    const left = leftOf(translation)
    const { errors } = left
    if (translation.events.length === 0) throw refuseRows(noRows(delivery.path, left), errors)
    if (input.strict && errors.length > 0)
      throw refuseRows(
        `Nothing was imported: ${errors.length} of ${translation.rows} rows of ${delivery.path} are rejected.`,
        errors,
      )
    if (input.dryRun) {
      const plan = planOf(context, delivery, translation)
      const { new: added, updated, unchanged } = plan
      return { batch: null, new: added, updated, unchanged, ...left, plan }
    }
    const foresight = () => count(foresee(context.db, delivery, translation.events))
    const file = { delivery, translation, strict: input.strict, foresee: foresight }
    const outcome = await deliverFile(file, context)
    if (outcome.state === 'rejected') throw new Refusal('invalid', outcome.message, outcome.fields)
    await keepAboutFile(input, translation, outcome.delivery, context)
    const { new: added, updated, unchanged } = outcome.counts
    return { batch: outcome.delivery, new: added, updated, unchanged, ...left, plan: null }
  },

  'imports.effect': async (input, context) => {
    const { delivery, translation } = await openFile(input, context)
    const foresight = () => count(foresee(context.db, delivery, translation.events))
    return effectOf({ delivery, translation, strict: false, foresee: foresight }, context)
  },

  'imports.rejected': async (input, context) => {
    const { delivery, translation } = await openFile(input, context)
    return rejectedAs(delivery.path, translation)
  },

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
    restored: ingest.change((touched) => redo(db, batch, clock(), touched, translate)),
  }),
}

function noRows(name: string, { errors, left_out }: Pick<Done, 'errors' | 'left_out'>): string {
  const first = left_out.toSorted((x, y) => y.n - x.n)[0]
  const left = first === undefined ? '' : ` ${first.n} ${first.n === 1 ? 'is' : 'are'} left out: ${first.reason}.`
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
