// Rows of `deployment_changes`, many a statement: a first scan makes one for every commit of a history. Each value that the
// driver is handed takes as long as a fourth of the rest of its row, so what all rows of a statement have in common is
// handed over once.
import { must } from '../../src-shared/assert.ts'
import type { Param, WriteDb } from './database.ts'
import { LinkDigest } from './link-digest.ts'
import type { ChangeLink, ChangeLinks } from './change-link.ts'

const atOnce = [32, 8, 1] as const
/** What links mostly have in common. */
const kind = ['change', 'named', 'left_out', 'squashed'] as const

/** By how many rows, and which of their kind's columns are shared, a bit each. */
const statements = new Map<number, string>()

/** Writes all links of a deployment in a scope, in their order, gone through once: each is made when its turn comes. */
export function insertLinks(
  db: WriteDb,
  deployment: number,
  scope: number,
  links: ChangeLinks,
): { counted: number; without: number; digest: number } {
  const digest = new LinkDigest()
  let [from, counted, without] = [0, 0, 0]
  const gathered: ChangeLink[] = []
  const write = (rows: number) => {
    writeRows(db, { deployment, scope, from }, gathered.splice(0, rows))
    from += rows
  }
  for (const link of links) {
    gathered.push(link)
    digest.add(link)
    if (link.left_out === null) counted++
    else if (link.left_out !== 'earlier') without++
    if (gathered.length === atOnce[0]) write(atOnce[0])
  }
  while (gathered.length > 0) write(atOnce.find((rows) => rows <= gathered.length) ?? 1)
  return { counted, without, digest: digest.value }
}

/** As many as there is a statement for. */
function writeRows(
  db: WriteDb,
  at: Record<'deployment' | 'scope' | 'from', number>,
  links: readonly ChangeLink[],
): void {
  const first = must(links[0], 'because nobody writes nothing')
  let shared = 0b1111
  for (const link of links) shared &= alike(link, first)
  const params: Param[] = []
  for (const link of links) add(params, link, shared)
  const { change, left_out } = first
  const [named, squashed] = [Number(first.named), Number(first.squashed)]
  db.runShared(insert(links.length, shared), { ...at, change, named, left_out, squashed }, params)
}

/** Which columns of their kind are the same in two links. */
function alike(one: ChangeLink, other: ChangeLink): number {
  return (
    Number(one.change === other.change) |
    (Number(one.named === other.named) << 1) |
    (Number(one.left_out === other.left_out) << 2) |
    (Number(one.squashed === other.squashed) << 3)
  )
}

function add(params: Param[], link: ChangeLink, shared: number): void {
  params.push(link.commit, link.start_ms, link.lead_ms, link.reached_ms)
  if ((shared & 1) === 0) params.push(link.change)
  if ((shared & 2) === 0) params.push(Number(link.named))
  if ((shared & 4) === 0) params.push(link.left_out)
  if ((shared & 8) === 0) params.push(Number(link.squashed))
}

function insert(rows: number, shared: number): string {
  const key = rows * 16 + shared
  let sql = statements.get(key)
  if (sql === undefined) {
    const values = kind.map((column, bit) => ((shared & (1 << bit)) === 0 ? '?' : `@${column}`)).join(', ')
    const row = (i: number) => `(@deployment, @scope, @from + ${i}, ?, ?, ?, ?, ${values})`
    sql = `INSERT INTO deployment_changes
      (deployment, scope, position, commit_id, start_ms, lead_ms, reached_ms, ${kind.join(', ')})
      VALUES ${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}`
    statements.set(key, sql)
  }
  return sql
}
