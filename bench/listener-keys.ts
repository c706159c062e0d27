// The keys of the benchmark: several, because one may send only so much a second.
export const keys = 4

export function keyNamed(i: number): string {
  return `a-key-for-the-benchmark-0123456789-${i}`
}
