// A row as an incident. Knows fields, no file and no column. Throws Wrong for a row that is none.
import type { IncidentEvent } from '../../../src-shared/event.ts'
import { readable } from './readable.ts'
import type { Reading } from './reading.ts'
import { neededTime } from './reading.ts'
import type { Row } from './table.ts'
import { cut } from './text.ts'
import { span } from './times.ts'
import { incidentState } from './vocabulary.ts'

const titleLength = 1000

export function readIncident(row: Row, reading: Reading): IncidentEvent {
  const { layout, text, time, fail, note } = reading
  const system = reading.system(row)
  const title = readable(text(row, 'title') ?? '')
  const id = reading.id(row, [system, text(row, 'started') ?? '', title], title !== '')
  const status = text(row, 'status') ?? ''
  const state = incidentState(status)
  if (state === 'none') {
    const word = layout.of.get('status')?.text(row) ?? status
    fail(row, 'status', `its status ${JSON.stringify(word)} means that it is no incident`, true)
  }

  const started = time(row, 'started') ?? fail(row, 'started', neededTime('started'))
  const said = time(row, 'resolved') ?? byDuration(row, reading, started)
  const estimate = said === null && state === 'over' ? (time(row, 'over') ?? null) : null
  const resolved = said ?? estimate
  if (resolved !== null && resolved < started) {
    const early = span(started - resolved)
    fail(row, 'resolved', `resolved ${early} before it started; is a time zone wrong?`)
  }
  if (resolved === null && state === 'over')
    fail(
      row,
      'status',
      `its status ${JSON.stringify(status)} says that it is over, but nothing says when or how long it took`,
    )

  if (state === null && status !== '')
    note(
      `its status ${JSON.stringify(cut(status, 40))} is not known: ${resolved === null ? 'open' : 'resolved'} by its times`,
    )

  // A field without a column says nothing; a blank cell says that there is none.
  const event: IncidentEvent = { type: 'incident', system, id, started_at_ms: started }
  const updated = time(row, 'updated')
  if (updated !== undefined && updated !== null) event.at_ms = updated
  if (resolved !== null || ['resolved', 'duration', 'over'].some((field) => layout.of.has(field as 'over')))
    event.resolved_at_ms = resolved
  if (estimate !== null) {
    event.end_estimated = true
    reading.warn('the end is the time of the last change, because the file does not say when it was resolved')
  }
  for (const field of ['title', 'severity', 'url', 'deployment'] as const) {
    const value = field === 'title' ? text(row, field) && cut(title, titleLength) : text(row, field)
    if (value === undefined) continue
    event[field] = value === '' ? null : value.toWellFormed()
  }
  return event
}

/** The end where no column says it: by how long it took. */
function byDuration(row: Row, reading: Reading, started: number): number | null {
  const took = reading.duration(row)
  return took === null ? null : started + took
}
