// The order of deployments in time: by finish, then id, as metrics.md says, then row, so that it is always one order.

interface Ordered {
  finished_at_ms: number
  thing: string
}

export function byFinish(a: Ordered & { id?: number; deployment?: number }, b: typeof a): number {
  return (
    a.finished_at_ms - b.finished_at_ms ||
    // As SQLite compares text, by its bytes: both sort the same deployments.
    Buffer.compare(Buffer.from(a.thing), Buffer.from(b.thing)) ||
    (a.id ?? a.deployment ?? 0) - (b.id ?? b.deployment ?? 0)
  )
}
