// What importing a file would do, told row by row while it is read. Stores nothing.
import type { Plan } from '../../src-shared/contract/imports.ts'
import { type Event, unknownSystem } from '../../src-shared/event.ts'
import { Foresight } from '../ingest/foresight.ts'
import { summarise } from '../ingest/summary.ts'
import type { FileSummary, Verdict } from '../sources/source.ts'
import { type Counts, findIdentical, openDigest } from '../store/deliveries.ts'
import type { JobContext } from './context.ts'
import type { FileDelivery, OpenFile } from './import-file.ts'
import { Left } from './import-left.ts'
import { pauses } from './turns.ts'

const previewed = 50

type PreviewRow = Omit<Plan['preview'][number], 'note'>

interface Foreseen {
  summary: FileSummary
  left: Left
  counts: Omit<Counts, 'skipped'>
  preview: PreviewRow[]
  /** "412 incidents". */
  inWords: string
  /** As it would be kept, and what a resend of it is known by. */
  delivery: FileDelivery
  digest: Uint8Array
  /** The delivery that brought the same file already, read in the same way. */
  sameAs: number | null
}

export async function foreseeFile(file: OpenFile, context: JobContext): Promise<Foreseen> {
  const { source, received_at_ms } = file.delivery
  const foresight = new Foresight(context.db, { source, received_at_ms, hash: file.hash })
  try {
    const left = new Left()
    const preview: PreviewRow[] = []
    const types = new Set<Event['type']>()
    let first: Event | undefined
    let n = 0
    const summary = await file.read((read) => {
      if ('skip' in read) left.add(read.skip)
      else {
        const verdict = foresight.add(read.event)
        n++
        first ??= read.event
        types.add(read.event.type)
        if (preview.length < previewed) preview.push(previewOf(read.event, read.row, verdict))
      }
      return null
    })
    const delivery = file.told(summary)
    const digest = await digestOfFile(file, delivery, context)
    const sameAs = findIdentical(context.db, digest) ?? null
    const { counts, isResend } = foresight.total(sameAs ?? undefined)
    if (isResend) for (const row of preview) row.verdict = 'unchanged'
    return { summary, left, counts, preview, inWords: summarise(n, first, types), delivery, digest, sameAs }
  } finally {
    foresight.close()
  }
}

export async function planOf(file: OpenFile, context: JobContext): Promise<Plan> {
  const { summary, left, counts, preview, sameAs } = await foreseeFile(file, context)
  const { format, rows, columns, unused, what, preset, fields, samples, zone, header } = summary
  return {
    name: file.delivery.path,
    format,
    rows,
    what,
    preset,
    columns,
    unused,
    header,
    profile: summary.profile?.name ?? null,
    same_as: sameAs,
    fields,
    samples,
    zone,
    system: summary.system === unknownSystem ? null : summary.system,
    zone_used: summary.zoneUsed,
    choices: summary.choices,
    words: summary.words,
    choosing: summary.choosing,
    ...counts,
    ...left.rows(summary.warnings),
    preview: preview.map((row) => ({ ...row, note: summary.notes.get(row.row) ?? null })),
  }
}

/** What a resend of a file is known by, without holding it. */
export async function digestOfFile(
  { pieces }: OpenFile,
  delivery: FileDelivery,
  { signal }: JobContext,
  each: (piece: Uint8Array) => Promise<void> | null = () => null,
): Promise<Uint8Array> {
  const digest = openDigest(delivery)
  const pause = pauses(signal)
  for (const piece of pieces()) {
    digest.update(piece)
    const waits = each(piece) ?? pause()
    if (waits !== null) await waits
  }
  return digest.digest()
}

function previewOf(event: Event, row: number, verdict: Verdict): PreviewRow {
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
