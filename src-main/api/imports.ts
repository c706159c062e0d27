import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Plan, RowError } from '../../src-shared/contract/imports.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Skip, unknownSystem } from '../../src-shared/event.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { count } from '../ingest/ingest.ts'
import { foresee } from '../ingest/preview.ts'
import { translate, translateFile } from '../ingest/translate.ts'
import { redo, undo } from '../ingest/undo.ts'
import { chooseFileSource } from '../sources/files/index.ts'
import type { FileTranslation } from '../sources/source.ts'
import { zoneOf } from '../store/settings.ts'
import type { Handlers, JobContext } from './context.ts'

const bytesMax = 100 * 1024 * 1024
const previewed = 50

interface Request {
  file: string
  name?: string | undefined
  system?: string | undefined
  zone?: string | undefined
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
  const source = chooseFileSource(name, body.subarray(0, 64 * 1024))
  const delivery: Delivery = {
    source: source.id,
    method: 'FILE',
    path: name,
    query: '',
    headers: {},
    meta: { name, zone, system: request.system ?? unknownSystem },
    body,
    received_at_ms: clock(),
  }
  const translation = translateFile(delivery)
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

function errorsOf(skipped: Skip[]): RowError[] {
  return skipped.map(({ row, column, value, reason }) => ({
    row: row ?? 0,
    column: column ?? null,
    value: value ?? null,
    reason,
  }))
}

export const imports: Handlers<'imports'> = {
  'imports.preview': async (input, context): Promise<Plan> => {
    const { delivery, translation } = await open(input, context)
    const { events, rowOf, skipped } = translation
    const verdicts = foresee(context.db, delivery, events)
    return {
      name: delivery.path,
      format: translation.format,
      rows: translation.rows,
      columns: translation.columns,
      unused: translation.unused,
      zone: delivery.meta['zone'] ?? 'UTC',
      zone_used: translation.zoneUsed,
      ...count(verdicts),
      skipped: skipped.length,
      errors: errorsOf(skipped),
      preview: events.slice(0, previewed).flatMap((event, i) =>
        event.type !== 'incident'
          ? []
          : [
              {
                row: rowOf[i] ?? 0,
                verdict: verdicts[i] ?? 'new',
                id: event.id,
                title: event.title ?? null,
                system: event.system,
                severity: event.severity ?? null,
                started_at_ms: event.started_at_ms,
                resolved_at_ms: event.resolved_at_ms ?? null,
              },
            ],
      ),
    }
  },

  'imports.run': async (input, context) => {
    const { delivery, translation } = await open(input, context)
    const errors = errorsOf(translation.skipped)
    if (translation.events.length === 0) throw refuseRows(`No row of ${delivery.path} can be used.`, errors)
    if (input.strict && errors.length > 0)
      throw refuseRows(
        `Nothing was imported: ${errors.length} of ${translation.rows} rows of ${delivery.path} are rejected.`,
        errors,
      )
    if (input.dryRun)
      return {
        batch: null,
        ...count(foresee(context.db, delivery, translation.events)),
        skipped: errors.length,
        errors,
      }
    const outcome = await context.ops.deliver(delivery, translation, input.strict)
    if (outcome.state === 'rejected') throw new Refusal('invalid', outcome.message, outcome.fields)
    const { new: added, updated, unchanged } = outcome.counts
    return { batch: outcome.delivery, new: added, updated, unchanged, skipped: errors.length, errors }
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
