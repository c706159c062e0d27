// What this process and all that it started took of the processor so far, the ended ones too. Linux tells it; elsewhere
// it is not known, and no ratio of it is shown.
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever the clock of the kernel. */
const tickMs = 10

/** Milliseconds of user and system time; not a number where it cannot be known. */
export function cpuMs(): number {
  if (process.platform !== 'linux') return Number.NaN
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)))
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  return processes.reduce((sum, { pid, ticks }) => (isOurs(pid, parents) ? sum + ticks * tickMs : sum), 0)
}

function isOurs(pid: number | undefined, parents: Map<number, number>): boolean {
  return pid === process.pid || (pid !== undefined && isOurs(parents.get(pid), parents))
}

/** Nothing where it ended meanwhile. A child that was waited for counts with its parent. */
function statOf(pid: number): { pid: number; parent: number; ticks: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before it may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    return [{ pid, parent: fields[1] ?? 0, ticks: fields.slice(11, 15).reduce((sum, n) => sum + n, 0) }]
  } catch {
    return []
  }
}
