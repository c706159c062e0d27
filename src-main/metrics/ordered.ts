// Values in ascending order, asked by rank: one sorted list, or many of them as if they were one. Ranks in many lists are
// found by halving the range of values, so that it takes little more for ten times the values.

export interface Ordered {
  readonly length: number
  /** The value at a rank, from 0. Only asked below the length. */
  nth(rank: number): number
  sum(): number
}

/** The values of one metric over the period, and in each of its buckets. */
export interface Values {
  whole: Ordered
  buckets(): Ordered[]
}

export function quantileOf(values: Ordered, q: number): number | null {
  if (values.length === 0) return null
  const position = (values.length - 1) * q
  const low = values.nth(Math.floor(position))
  const part = position - Math.floor(position)
  return part === 0 ? low : low + (values.nth(Math.ceil(position)) - low) * part
}

export function lowerMedianOf(values: Ordered): number | null {
  return values.length === 0 ? null : values.nth(Math.floor((values.length - 1) / 2))
}

export function meanOf(values: Ordered): number | null {
  return values.length === 0 ? null : values.sum() / values.length
}

/** Sorted lists as one. */
export function ordered(lists: readonly Float64Array[]): Ordered {
  const filled = lists.filter((list) => list.length > 0)
  const [first] = filled
  let length = 0
  for (const list of filled) length += list.length
  const found = new Map<number, number>()
  return {
    length,
    nth: (rank) => {
      if (filled.length === 1) return first?.[rank] ?? Number.NaN
      const known = found.get(rank) ?? nthOf(filled, rank)
      found.set(rank, known)
      return known
    },
    sum: () => filled.reduce((sum, list) => sum + list.reduce((part, value) => part + value, 0), 0),
  }
}

/** So few are sorted at once. */
const fewMax = 128

function nthOf(lists: readonly Float64Array[], rank: number): number {
  const from = new Int32Array(lists.length)
  const to = Int32Array.from(lists, (list) => list.length)
  let left = rank
  for (;;) {
    let n = 0
    let least = Infinity
    let most = -Infinity
    for (let i = 0; i < lists.length; i++) {
      const low = from[i] as number
      const high = to[i] as number
      if (low === high) continue
      const list = lists[i] as Float64Array
      n += high - low
      least = Math.min(least, list[low] as number)
      most = Math.max(most, list[high - 1] as number)
    }
    if (least === most) return least
    if (n <= fewMax) return gathered(lists, from, to, n)[left] as number
    const middle = least + (most - least) / 2
    // Between neighbouring numbers there is none: then the lower one divides.
    left = halved({ lists, from, to }, middle < most ? middle : least, left)
  }
}

interface Windows {
  lists: readonly Float64Array[]
  from: Int32Array
  to: Int32Array
}

/** Narrows windows to the side of `middle` that holds the rank, and returns the rank in it. */
function halved({ lists, from, to }: Windows, middle: number, rank: number): number {
  const cuts = new Int32Array(lists.length)
  let below = 0
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i] as Float64Array
    let cut = from[i] as number
    for (let end = to[i] as number; cut < end;) {
      const at = (cut + end) >>> 1
      if ((list[at] as number) <= middle) cut = at + 1
      else end = at
    }
    cuts[i] = cut
    below += cut - (from[i] as number)
  }
  if (rank < below) to.set(cuts)
  else from.set(cuts)
  return rank < below ? rank : rank - below
}

function gathered(lists: readonly Float64Array[], from: Int32Array, to: Int32Array, n: number): Float64Array {
  const all = new Float64Array(n)
  let at = 0
  lists.forEach((list, i) => {
    for (let k = from[i] as number; k < (to[i] as number); k++) all[at++] = list[k] as number
  })
  return all.sort()
}
