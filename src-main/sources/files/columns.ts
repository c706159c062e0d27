// Which column of a table is which field, told by its header where no preset knows better. Knows the header only, no rows.
// Invariant: a column is read as at most one field; the first name of a field's list that the file has wins.
import type { ImportField, ImportKind } from '../../../src-shared/import-choices.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { cut } from './text.ts'

export const columnsMax = 1000

type Names = Partial<Record<ImportField, readonly string[]>>

/** As they would be written in a header. Case, and space, `_`, `-` and `.` between words, make no difference. */
const both = {
  url: list('url, link, permalink, html url, web url'),
  system: list(
    'system, service, component, product, application, app, service name, affected service, project, repository, repo, ' +
      'dienst, servicio, sistema, système',
  ),
} satisfies Names

const incident: Names = {
  id: list('id, incident id, incident, key, issue key, number, incident number, identifier, ref, reference'),
  title: list('title, name, summary, subject, short description, description, titel, titre, título, betreff'),
  started: list(
    'started, started at, start, start time, created, created at, created on, created date, opened, opened at, ' +
      'occurred, detected, timestamp created, time created, begin, impact start, beginn, inicio, início, début, inizio, ' +
      'start date, date, datum, fecha',
  ),
  resolved: list(
    'resolved, resolved at, resolved on, resolution date, end, ended, ended at, end time, closed, closed at, ' +
      'timestamp resolved, time resolved, restored, mitigated, ende, fin, fim, fine, end date',
  ),
  duration: list(
    'duration, duration ms, duration minutes, duration hours, time to resolve, resolution time, downtime, minutes, hours, ' +
      'dauer, durée, duración, seconds to resolve, outage',
  ),
  ...both,
  severity: list('severity, sev, priority, urgency, impact, schwere, priorität, gravedad, sévérité'),
  status: list('status, state, zustand, estado, état'),
  deployment: list('deployment, deployment id, deploy id, caused by, change id'),
  updated: list('updated, updated at, last updated, modified'),
}

const deployment: Names = {
  id: list('id, deployment id, deploy id, deployment, run id, number, key'),
  title: list('title, name, summary, description'),
  started: list('started, started at, start, start time, created, created at, created on, deploy started at'),
  finished: list(
    'finished, finished at, deployed, deployed at, deployed on, deployment date, completed, completed at, ended, ' +
      'ended at, end, released, released at, published at, date, timestamp, time, updated at',
  ),
  duration: list('duration, duration ms, duration seconds, duration minutes'),
  ...both,
  environment: list('environment, env, stage, target, umgebung, entorno'),
  version: list('version, release, tag, tag name, build'),
  commit: list('commit, commit sha, sha, revision, commit id, head sha, git sha, scm sha'),
  status: list('status, state, result, conclusion, outcome'),
  kind: list('kind, deployment type, type'),
}

const byKind: Record<ImportKind, Names> = { incidents: incident, deployments: deployment }

/** What the rows of a table of unknown origin are, by its header. */
export function kindOfHeader(header: readonly string[]): ImportKind {
  const names = new Set(header.map(fold))
  const any = (...wanted: string[]) => wanted.some((name) => names.has(fold(name)))
  const deployed = any('deployed at', 'deployment date', 'deployed', 'deployed on', 'deployment id', 'deploy id')
  const placed =
    any('environment', 'env') && any('version', 'commit', 'sha', 'commit sha', 'revision', 'tag', 'release')
  const failing = any('severity', 'sev', 'priority', 'urgency', 'impact', 'resolved', 'resolved at', 'started')
  return (deployed || placed) && !failing ? 'deployments' : 'incidents'
}

/** The name of the header that each field is read from, as far as the file has one. */
export function guessFields(header: readonly string[], kind: ImportKind): Map<ImportField, string> {
  const known = new Map<string, string>()
  const names = columnNames(header)
  header.forEach((name, i) => {
    const folded = fold(name)
    if (folded !== '' && !known.has(folded)) known.set(folded, names[i] ?? '')
  })
  // "Downtime (minutes)": what stands in brackets is no part of the name, unless another column has the rest for its own.
  header.forEach((name, i) => {
    const folded = fold(name.replace(/\([^)]*\)\s*$/, ''))
    if (folded !== '' && !known.has(folded)) known.set(folded, names[i] ?? '')
  })
  const found = new Map<ImportField, string>()
  const used = new Set<string>()
  for (const [field, list] of Object.entries(byKind[kind]) as [ImportField, readonly string[]][]) {
    const name = list.map((one) => known.get(fold(one))).find((one) => one !== undefined && !used.has(one))
    if (name === undefined) continue
    found.set(field, name)
    used.add(name)
  }
  return found
}

export function refuseWidth(columns: number, file: string): void {
  if (columns > columnsMax) {
    throw new Refusal('invalid', `${shown(file)} has ${columns} columns; at most ${columnsMax} are read.`)
  }
}

/** Names to show: trimmed; a repeated one is "name (2)", a missing one "(column 3)". */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((raw, index) => {
    const name = raw.trim()
    if (name === '') return `(column ${index + 1})`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** `trim` takes a byte order mark off, too. */
export function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, '')
}

const needed = {
  incidents: { field: 'started', what: 'when an incident started' },
  deployments: { field: 'finished', what: 'when a deployment finished' },
} as const

/** What is said of a table in which nobody can tell when anything was. */
export function noTime(file: string, kind: ImportKind, header: readonly string[]): Refusal {
  const found = columnNames(header)
  if (found.length === 0)
    return new Refusal('invalid', `${shown(file)} has a list, but no objects in it. Expected one object for each row.`)
  const list = found.slice(0, 20).map((name) => shown(cut(name, 40)))
  const columns = `${list.join(', ')}${found.length > 20 ? ` and ${found.length - 20} more` : ''}`
  const { field, what } = needed[kind]
  const accepted = (byKind[kind][field] ?? []).join(', ')
  return new Refusal(
    'invalid',
    `${shown(file)} has no column that says ${what}. Columns found: ${columns}. ` +
      `Say which column it is, or name it one of these: ${accepted}.`,
    [{ field, value: columns, accepted }],
  )
}

function list(text: string): readonly string[] {
  return text.split(', ')
}
