// Where in JSON the rows are: an array, the list inside an API's answer however deep, or one answer after the other as a
// paged download leaves them. Told by the outline of each document (json-walk.ts). Knows no row.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { isObject } from './json-table.ts'

const expected = 'Expected an array of incidents or deployments, or an object that holds one such array'
/** What APIs call the list they were asked for, where their answer has other lists beside it; the first wins. */
const known =
  'data, incidents, issues, result, results, items, values, value, tickets, builds, deployments, events, incidentPreviews, nodes'.split(
    ', ',
  )
const depthMax = 5

/** The list of a document that has its rows, by its outline; a Refusal where there is none, or more than one. */
export function listOf(outline: unknown, name: string): unknown[] | Refusal {
  if (Array.isArray(outline)) return outline
  if (!isObject(outline)) return new Refusal('invalid', `${shown(name)} is not a list of incidents. ${expected}.`)
  const list = listIn(outline, 0)
  if (list !== null) return list
  const full = listsOf(outline).filter(({ list: inner }) => inner.some(isObject))
  const found =
    full.length > 1
      ? `has several arrays: ${listed(full.map(({ key }) => key))}`
      : `has the keys ${listed(Object.keys(outline))}, and none holds an array of objects`
  return new Refusal('invalid', `${shown(name)} ${found}. ${expected}.`)
}

/** Whether it is one page of an API's answer, and not a row that happens to have a list. */
export function isPage(value: unknown): boolean {
  if (!isObject(value) || ['id', 'key', 'number'].some((name) => name in value)) return false
  return known.some((name) => Array.isArray(value[name]) && (value[name] as unknown[]).every(isObject))
}

/** The only list of objects, or the one that is called like a list; else what is inside; else the only empty one. */
function listIn(object: Record<string, unknown>, depth: number): unknown[] | null {
  const lists = listsOf(object)
  const full = lists.filter(({ list }) => list.some(isObject))
  const empty = lists.filter(({ list }) => list.length === 0)
  const called = [...full, ...empty].filter(({ key }) => known.includes(key))
  const [best] = called.toSorted((a, b) => known.indexOf(a.key) - known.indexOf(b.key))
  if (best !== undefined) return best.list
  if (full.length > 0) return full.length === 1 ? (full[0]?.list ?? null) : null
  const inside =
    depth >= depthMax
      ? []
      : Object.values(object)
          .filter(isObject)
          .flatMap((inner) => {
            const list = listIn(inner, depth + 1)
            return list === null ? [] : [list]
          })
  const [only, other] = inside.some((list) => list.length > 0) ? inside.filter((list) => list.length > 0) : inside
  if (only !== undefined && other === undefined) return only
  return empty.length === 1 && inside.length === 0 ? (empty[0]?.list ?? null) : null
}

function listsOf(object: Record<string, unknown>): { key: string; list: unknown[] }[] {
  return Object.entries(object).flatMap(([key, value]) =>
    Array.isArray(value) ? [{ key, list: value as unknown[] }] : [],
  )
}

function listed(keys: string[]): string {
  return `${keys.slice(0, 20).map(shown).join(', ')}${keys.length > 20 ? ` and ${keys.length - 20} more` : ''}`
}
