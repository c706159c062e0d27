// Which values of JSON documents are the rows, and each of them in turn. Two passes: the first finds the lists, by the rules
// of json-lists.ts and json-documents.ts, and that all of it is JSON; the second goes to them.
import { must } from '../../../src-shared/assert.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import type { Cursor } from './json-cursor.ts'
import { deploymentOf, deploymentsOf, failedOf, historyAt, isApplication } from './json-documents.ts'
import { listOf } from './json-lists.ts'
import { isObject } from './json-table.ts'
import { elements, type List, valuesIn, walk } from './json-walk.ts'
import { atPath } from './paths.ts'

/** The list of one document. */
interface Place {
  at: number
  /** Its elements are applications of Argo CD, or its document is one, whose outline this is. */
  applications?: true
  application?: unknown
}

/** Null: there is no list, and the documents themselves are the rows. */
export type Rows = readonly Place[] | null

/** Throws a Refusal for a document in which no list can be told to be the one. */
export function* findRows(cursor: Cursor, name: string): Generator<null, Rows> {
  const places: Place[] = []
  /** Of documents that are objects without a list. */
  let plain = 0
  let documents = 0
  let refused: Refusal | null = null
  /** Of the lists of the document that is being read: how many elements are applications. */
  let applications = new Map<List, number>()
  for (const step of walk(cursor)) {
    yield null
    if ('list' in step) {
      if (isApplication(step.element)) applications.set(step.list, (applications.get(step.list) ?? 0) + 1)
      continue
    }
    documents++
    const { document, lists } = step
    const found = placeIn(document, lists, applications, name)
    applications = new Map()
    if (!(found instanceof Refusal)) places.push(found)
    else {
      refused ??= found
      if (isObject(document)) plain++
    }
  }
  if (documents > 1 && plain === documents) return null
  if (refused !== null) throw refused
  return places
}

/** Each row, once it is known where they are. */
export function* rowsAt(cursor: Cursor, rows: Rows): Iterable<unknown> {
  if (rows === null) {
    for (const { value } of valuesIn(cursor)) yield value
    return
  }
  for (const { at, applications, application } of rows) {
    cursor.skipTo(at)
    for (const element of elements(cursor, 1)) {
      if (applications) yield* deploymentsOf(element)
      else yield application === undefined ? element : deploymentOf(application, element)
    }
    if (application !== undefined) yield* failedOf(application)
  }
}

function placeIn(
  document: unknown,
  lists: readonly List[],
  applications: ReadonlyMap<List, number>,
  name: string,
): Place | Refusal {
  const placed = (outline: unknown): List | undefined => lists.find((list) => list.outline === outline)
  const items = placed(Array.isArray(document) ? document : atPath(document, 'items'))
  if (items !== undefined && items.n > 0 && applications.get(items) === items.n)
    return { at: items.at, applications: true }
  const history = placed(atPath(document, historyAt))
  if (items === undefined && history !== undefined) return { at: history.at, application: document }
  const outline = listOf(document, name)
  if (outline instanceof Refusal) return outline
  return { at: must(placed(outline), 'because it is a list of the outline').at }
}
