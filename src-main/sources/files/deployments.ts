// A row as a deployment. Knows fields, no file and no column. Throws Wrong for a row that is none.
import { type DeploymentEvent, deploymentKinds, finalStates } from '../../../src-shared/event.ts'
import { readable } from './readable.ts'
import type { Reading } from './reading.ts'
import { neededTime } from './reading.ts'
import type { Row } from './table.ts'
import { cut } from './text.ts'
import { deploymentState, deploymentWordsShown } from './vocabulary.ts'

const titleLength = 1000

export function readDeployment(row: Row, reading: Reading): DeploymentEvent {
  const { text, time, fail } = reading
  const system = reading.system(row)
  const environment = text(row, 'environment') || 'production'
  const version = text(row, 'version') ?? ''
  const commit = (text(row, 'commit') ?? '').toLowerCase()
  const said = text(row, 'status')
  const state =
    (said === undefined ? 'succeeded' : deploymentState(said)) ??
    fail(
      row,
      'status',
      `${said === '' ? 'a blank cell' : JSON.stringify(said)} is no result of a deployment; expected ${deploymentWordsShown}, or say what it stands for`,
    )

  const started = time(row, 'started') ?? null
  const took = started === null ? null : reading.duration(row)
  const isOver = finalStates.includes(state)
  const finished =
    time(row, 'finished') ??
    (isOver ? (time(row, 'over') ?? (took === null || started === null ? null : started + took)) : null)
  if (isOver && finished === null) fail(row, 'finished', neededTime('finished'))
  const known = [system, environment, version, commit, String(finished ?? started)] as [string, ...string[]]
  const id = reading.id(row, known, true)

  const event: DeploymentEvent = { type: 'deployment', system, environment, id, state }
  if (started !== null) event.started_at_ms = started
  if (isOver) event.finished_at_ms = finished
  if (version !== '') event.version = version
  if (commit !== '') {
    if (!/^[0-9a-f]{7,64}$/.test(commit)) fail(row, 'commit', 'is no commit id; expected 7 to 64 hexadecimal digits')
    event.commits = [commit]
    const built = row.item === undefined ? undefined : reading.layout.preset?.commitOf?.(row.item)
    if (built?.doubt && built.commit.toLowerCase() === commit) reading.warn(built.doubt)
  }
  const kind = text(row, 'kind')?.toLowerCase()
  const isKind = deploymentKinds.find((one) => one === kind)
  if (isKind !== undefined) event.kind = isKind
  const updated = time(row, 'updated')
  if (updated !== undefined && updated !== null) event.at_ms = updated
  for (const field of ['title', 'url'] as const) {
    const value = text(row, field)
    if (value !== undefined && value !== '')
      event[field] = cut(field === 'title' ? readable(value) : value, titleLength).toWellFormed()
  }
  return event
}
