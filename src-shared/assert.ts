// Assertions for what cannot happen. User mistakes are a Refusal (reply.ts) or a skip (event.ts), never an assertion.

/** Throws unless `condition` holds. `because` says why it must: "because every event has a system". */
export function assert(condition: unknown, because: string): asserts condition {
  if (!condition) throw new Error(`Impossible: expected ${because}`)
}

/** The value, or an error that says why it cannot be missing. */
export function must<T>(value: T | null | undefined, because: string): T {
  if (value === null || value === undefined) throw new Error(`Impossible: missing value, ${because}`)
  return value
}

/** For the default branch of an exhaustive switch. */
export function never(value: never): never {
  throw new Error(`Impossible: unhandled ${JSON.stringify(value)}`)
}
