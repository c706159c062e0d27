// Links in columns, some thousands at a time: a first scan makes one for every commit of a history, and an object for each
// would take longer than what is done with it, and all at once most of a scan's memory.
import { type ChangeLink, leftOut, type LeftOut } from './change-link.ts'

/** Why a link may not count, by the number that it has in a column; the first is of those that count. */
export const reasons: readonly (LeftOut | null)[] = [null, ...(Object.keys(leftOut) as LeftOut[])]

export type Reason = keyof typeof numbers
const numbers = { counts: 0, ...Object.fromEntries(reasons.map((reason, i) => [reason, i])) } as Record<
  LeftOut | 'counts',
  number
>

export function reasonNumber(reason: Reason): number {
  return numbers[reason]
}

/** A multiple of the rows that the largest statement writes. */
const room = 4096

/** Numbers are NaN where a link has none. */
export class LinkColumns {
  length = 0
  readonly commit = new Float64Array(room)
  readonly start = new Float64Array(room)
  readonly reached = new Float64Array(room)
  readonly reason = new Uint8Array(room)
  readonly named = new Uint8Array(room)
  readonly squashed = new Uint8Array(room)
  readonly numbers = [this.commit, this.start, this.reached] as const
  readonly marks = [this.reason, this.named, this.squashed] as const
  /** Ids that events named where no commit is known, by the link's place. */
  readonly changes = new Map<number, string>()

  get isFull(): boolean {
    return this.length === room
  }

  get left(): number {
    return room - this.length
  }

  clear(): void {
    this.length = 0
    this.changes.clear()
  }

  add(link: ChangeLink): void {
    const at = this.length++
    this.commit[at] = link.commit ?? Number.NaN
    this.start[at] = link.start_ms ?? Number.NaN
    this.reached[at] = link.reached_ms ?? Number.NaN
    this.reason[at] = reasonNumber(link.left_out ?? 'counts')
    this.named[at] = link.named ? 1 : 0
    this.squashed[at] = link.squashed ? 1 : 0
    if (link.change !== null) this.changes.set(at, link.change)
  }
}

/** Those of one deployment, gone through as often as needed. */
export interface ChangeLinks {
  readonly length: number
  /** When it finished: a lead time is what lies between a start and this. */
  readonly finished_at_ms: number
  /** In their order. Each time the same columns with the next links. */
  inColumns(): Iterable<LinkColumns>
}

/** Puts a list together of what fills columns when its turn comes, and again the next time. */
export class LinkList implements ChangeLinks {
  readonly #columns: LinkColumns
  readonly #parts: { n: number; fill: (columns: LinkColumns, from: number, to: number) => void }[] = []
  readonly finished_at_ms: number
  length = 0

  /** `columns`: those of other lists, too, that are not gone through at the same time. */
  constructor(finished_at_ms: number, columns: LinkColumns = new LinkColumns()) {
    this.finished_at_ms = finished_at_ms
    this.#columns = columns
  }

  /** `fill` adds its links from one place to before another. */
  add(n: number, fill: (columns: LinkColumns, from: number, to: number) => void): void {
    this.#parts.push({ n, fill })
    this.length += n
  }

  *inColumns(): Generator<LinkColumns, void> {
    const columns = this.#columns
    columns.clear()
    for (const { n, fill } of this.#parts)
      for (let from = 0; from < n;) {
        const to = Math.min(n, from + columns.left)
        fill(columns, from, to)
        from = to
        if (!columns.isFull) continue
        yield columns
        columns.clear()
      }
    if (columns.length > 0) yield columns
  }
}
