// Goes through JSON documents that are too large to hold: hands over what stands in lists, one element after the other, and
// keeps the rest of each document, its outline. A list within an element is part of that element.
import { type Cursor, JsonError } from './json-cursor.ts'
import { isObject } from './json-table.ts'
import { depthMax } from './json-text.ts'
import { recordMax } from './text.ts'

/** A list that stands in no other. In the outline an array takes its place, with one element of each kind it has. */
export interface List {
  /** Where it begins. */
  at: number
  outline: unknown[]
  n: number
}

export type Step =
  | { list: List; element: unknown }
  /** A document came to its end. `at`: where it began; `lists`: all that it has. */
  | { document: unknown; at: number; lists: readonly List[] }

/** Mostly there is one document; a paged download has one after the other. */
export function* walk(cursor: Cursor): Generator<Step> {
  for (let isFirst = true; cursor.nextDocument(isFirst) !== ''; isFirst = false) {
    const at = cursor.offset
    const lists: List[] = []
    const room = { left: recordMax }
    yield { document: yield* valueAt(cursor, 0, lists, room), at, lists }
  }
}

/** The elements of the list that begins here. */
export function* elements(cursor: Cursor, depth: number): Generator {
  if (!cursor.eat('[')) cursor.fail()
  if (cursor.eat(']')) return
  do yield cursor.take(depth)
  while (cursor.eat(','))
  if (!cursor.eat(']')) cursor.fail()
}

/** What a file holds, without looking into it: elements of lists, and documents that are none, each with its document. */
export function* valuesIn(cursor: Cursor): Generator<{ document: number; value: unknown }> {
  for (let document = 0; ; document++) {
    const begins = cursor.nextDocument(document === 0)
    if (begins === '') return
    if (begins !== '[') yield { document, value: cursor.take(0) }
    else for (const value of elements(cursor, 1)) yield { document, value }
  }
}

function* valueAt(cursor: Cursor, depth: number, lists: List[], room: { left: number }): Generator<Step, unknown> {
  const begins = cursor.next()
  if ((begins === '[' || begins === '{') && depth >= depthMax)
    throw new JsonError(`is nested more than ${depthMax} levels deep`, cursor.offset)
  if (begins === '[') return yield* listAt(cursor, depth + 1, lists)
  if (begins === '{') return yield* objectAt(cursor, depth + 1, lists, room)
  return taken(cursor, depth, room)
}

function* listAt(cursor: Cursor, depth: number, lists: List[]): Generator<Step, unknown[]> {
  const list: List = { at: cursor.offset, outline: [], n: 0 }
  lists.push(list)
  const seen = { object: false, other: false }
  for (const element of elements(cursor, depth)) {
    list.n++
    const kind = isObject(element) ? 'object' : 'other'
    if (!seen[kind]) list.outline.push(kind === 'object' ? {} : 0)
    seen[kind] = true
    yield { list, element }
  }
  return list.outline
}

function* objectAt(cursor: Cursor, depth: number, lists: List[], room: { left: number }): Generator<Step, unknown> {
  // Keys are data: `__proto__` is a name like another.
  const object = Object.create(null) as Record<string, unknown>
  cursor.eat('{')
  if (cursor.eat('}')) return object
  do {
    if (cursor.next() !== '"') cursor.fail()
    const key = taken(cursor, depth, room) as string
    if (!cursor.eat(':')) cursor.fail()
    object[key] = yield* valueAt(cursor, depth, lists, room)
  } while (cursor.eat(','))
  if (!cursor.eat('}')) cursor.fail()
  return object
}

/** What is kept of a document has an end, too. */
function taken(cursor: Cursor, depth: number, room: { left: number }): unknown {
  const from = cursor.offset
  const value = cursor.take(depth)
  room.left -= cursor.offset - from
  if (room.left < 0) throw new JsonError('has more than 16 million characters that are in no list', from)
  return value
}
