import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Done, Plan, RowError } from '../../src-shared/contract/imports.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Event, type Skip, unknownSystem } from '../../src-shared/event.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { count } from '../ingest/ingest.ts'
import { foresee } from '../ingest/preview.ts'
import { translate, translateFile } from '../ingest/translate.ts'
import { redo, undo } from '../ingest/undo.ts'
import { chooseFileSource, unpack } from '../sources/files/index.ts'
import { presets } from '../sources/files/presets/index.ts'
import type { FileTranslation, Verdict } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { zoneOf } from '../store/settings.ts'
import type { Handlers, JobContext } from './context.ts'
import { deliverFile } from './deliver-file.ts'

const bytesMax = 100 * 1024 * 1024
const previewed = 50

interface Request {
  file: string
  name?: string | undefined
  system?: string | undefined
  zone?: string | undefined
  choices?: ImportChoices | undefined
}

/** Reads and translates a file. Throws a Refusal where it cannot be read at all. */
async function open(
  request: Request,
  { db, clock, signal, progress }: JobContext,
): Promise<{ delivery: Delivery; translation: FileTranslation }> {
  const name = request.name ?? path.basename(request.file)
  const zone = request.zone ?? zoneOf(db)
  if (!isZone(zone))
    throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
  progress(`Reading ${name}`, 0, null, 'rows')
  const body = await bytesOf(request.file, name, signal)
  const inside = unpack(name, body)
  const source = chooseFileSource(inside.name, inside.bytes.subarray(0, 64 * 1024))
  const delivery: Delivery = {
    source: source.id,
    method: 'FILE',
    path: name,
    query: '',
    headers: {},
    meta: {
      name,
      zone,
      system: request.system ?? unknownSystem,
      ...(request.zone === undefined ? {} : { zone_chosen: 'yes' }),
      ...(request.choices === undefined ? {} : { choices: JSON.stringify(request.choices) }),
      known: JSON.stringify(systemNames(db)),
    },
    body,
    received_at_ms: clock(),
  }
  const translation = translateFile(delivery)
  // Only what told: it is kept with the file, and a system that comes later must not change how it is read.
  delete delivery.meta['known']
  if (translation.knownUsed.length > 0) delivery.meta['known'] = JSON.stringify(translation.knownUsed)
  progress(`Reading ${name}`, translation.rows, translation.rows, 'rows')
  return { delivery, translation }
}

async function bytesOf(file: string, name: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const { size } = await stat(file).then((found) => {
      if (!found.isFile()) throw new Refusal('invalid', `${name} is not a file. To add a repository, add its folder.`)
      return found
    })
    if (size > bytesMax)
      throw new Refusal(
        'invalid',
        `${name} is ${Math.round(size / 1024 / 1024)} MB; files of up to ${bytesMax / 1024 / 1024} MB can be imported.`,
      )
    // Its own memory, so that it can cross to the writer without dragging a pool along.
    return new Uint8Array(await readFile(file, { signal }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new Refusal('not_found', `There is no file ${file}.`)
    if (code === 'EACCES' || code === 'EPERM') throw new Refusal('forbidden', `${file} may not be read by you.`)
    throw error
  }
}

function systemNames(db: ReadDb): string[] {
  return db
    .all<{ name: string }>('SELECT name FROM systems UNION SELECT name FROM system_names')
    .map(({ name }) => name)
}

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
    fields,
    samples,
    zone,
    zone_used: translation.zoneUsed,
    ...count(verdicts),
    ...leftOf(translation),
    preview: events.slice(0, previewed).map((event, i) => previewOf(event, rowOf[i] ?? 0, verdicts[i] ?? 'new')),
  }
}

function previewOf(event: Event, row: number, verdict: Verdict): Plan['preview'][number] {
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
  }
}

type Texts = 'title' | 'severity' | 'environment' | 'version' | 'state' | 'status'
type Times = 'started_at_ms' | 'created_at_ms' | 'resolved_at_ms' | 'finished_at_ms'
type Said = Record<Texts, string | null | undefined> & Record<Times, number | null | undefined>

export const imports: Handlers<'imports'> = {
  'imports.presets': () => ({
    total: presets.length,
    rows: presets.map(({ id, title, what, from }) => ({ id, title, what, from })),
  }),

  'imports.preview': async (input, context): Promise<Plan> => {
    const { delivery, translation } = await open(input, context)
    return planOf(context, delivery, translation)
  },

  'imports.run': async (input, context): Promise<Done> => {
    const { delivery, translation } = await open(input, context)
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
    const { new: added, updated, unchanged } = outcome.counts
    return { batch: outcome.delivery, new: added, updated, unchanged, ...left, plan: null }
  },

  'imports.list': (_, { db }) => {
    const rows = db
      .all<{ batch: number; name: string; at_ms: number; bytes: number; counts: string; undone: number }>(
        `SELECT id AS batch, path AS name, received_at_ms AS at_ms, body_bytes AS bytes, counts, undone_by IS NOT NULL AS undone
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
