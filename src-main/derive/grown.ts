// Whether a history is an earlier one that grew: what was told of a commit by what leads down from it then stands, and only
// what came needs a look. Told byte by byte, which takes a hundredth of the look.
import type { Graph } from '../store/graph.ts'

/** Whether `now` begins with all of `before`. What was only mentioned there may have been read since: then it does not. */
export function isGrown(before: Graph, now: Graph): boolean {
  const { n, repo, offsets, parents, known } = before
  if (before === now) return true
  return (
    repo === now.repo &&
    n <= now.n &&
    sameBytes(known, now.known.subarray(0, n)) &&
    sameBytes(offsets, now.offsets.subarray(0, n + 1)) &&
    sameBytes(parents, now.parents.subarray(0, parents.length))
  )
}

export function sameBytes(one: NodeJS.TypedArray, other: NodeJS.TypedArray): boolean {
  return one.byteLength === other.byteLength && bytesOf(one).equals(bytesOf(other))
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** Of a longer history, what is kept to be compared with would take too much memory. */
const commitsMax = 2 ** 18

export function isWorthKeeping({ n }: Graph): boolean {
  return n <= commitsMax
}
