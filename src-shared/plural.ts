// Counts in sentences: "1 commit", "2 commits". The one place that knows how English makes more of one.

/** The number as it is, and the noun that goes with it. `many`: where an s at the end does not do. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${nounOf(n, one, many)}`
}

/** The noun, or any word that follows the number: "is" or "are". */
export function nounOf(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? one : many
}
