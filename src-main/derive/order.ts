// The order of deployments in time: by finish, then by where it stands among those found at one time, then by id, as
// metrics.md says, then row, so that it is always one order.

interface Named {
  thing: string
  place?: number
  id?: number
  deployment?: number
}

export function byFinish(a: Named & { finished_at_ms: number }, b: typeof a): number {
  return a.finished_at_ms - b.finished_at_ms || byName(a, b)
}

/** The same of those that may not have finished. */
export function byTime(a: Named & { at_ms: number }, b: typeof a): number {
  return a.at_ms - b.at_ms || byName(a, b)
}

function byName(a: Named, b: Named): number {
  return (
    (a.place ?? 0) - (b.place ?? 0) ||
    // As SQLite compares text, by its bytes: both sort the same deployments.
    Buffer.compare(Buffer.from(a.thing), Buffer.from(b.thing)) ||
    (a.id ?? a.deployment ?? 0) - (b.id ?? b.deployment ?? 0)
  )
}
