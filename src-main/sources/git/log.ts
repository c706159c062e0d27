// Commits out of `git log`, in batches of columns that move between threads without copying.
// Knows nothing of what they are for. Invariant: memory holds two batches and one unfinished record, never a history;
// no e-mail address is read.
import { release } from '../../../src-shared/release.ts'
import type { CommitBatch } from './batch.ts'
import { revisionLines, streamGit } from './git.ts'
import { oidBytesOf, type RepoFacts } from './open.ts'
import type { News } from './news.ts'
import { createParser } from './parse.ts'
import { refusalOf } from './refusals.ts'

export type { CommitBatch } from './batch.ts'

/**
 * Git writes 4,096 bytes at a time, and whoever waits for them wakes up four thousand times for 100,000 commits, which takes
 * as long as reading them. A thread that is ahead of git sleeps a moment instead, while the pipe fills;
 * of what is soon read, it waits for every piece.
 */
const worthWaking = 16_384
const soonRead = 262_144
const nap_ms = 1
const never = new Int32Array(new SharedArrayBuffer(4))

/** May move the batch's buffers elsewhere. The next batch is handed over when the promise is kept. */
export type OnBatch = (batch: CommitBatch) => Promise<void>

/** Seven fields that end in NUL each, -z ending the last. `%ae` and `%ce` are not among them, on purpose. */
const format = '--format=%H%x00%P%x00%at%x00%ct%x00%an%x00%s%x00%b'

const options = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-show-signature',
  '--no-mailmap',
  '--no-notes',
  '--no-color',
  '--encoding=UTF-8',
]

/** `alone`: the tips themselves, and nothing that they lead to. `news`: only those, until all came or they are too far apart. */
export interface Range {
  tips: readonly string[]
  known: readonly string[]
  alone?: boolean
  news?: News
}

/**
 * Reads every commit reachable from `tips` and from none of `known`, in no promised order, and returns how many.
 * `known` commits must exist. One batch is being handled while the next is read; git waits beyond that.
 * Throws a Refusal where git stops half-way (a missing commit): what was handed over until then is not the whole
 * history, and must not be remembered as scanned. Throws the signal's reason when aborted, and what onBatch throws.
 */
export async function readLog(
  facts: Pick<RepoFacts, 'path' | 'gitDir' | 'objectFormat'>,
  range: Range,
  onBatch: OnBatch,
  signal?: AbortSignal,
): Promise<number> {
  // With nothing on stdin git would read HEAD.
  if (range.tips.length === 0) return 0
  const { news = null } = range
  const parser = createParser(oidBytesOf(facts), news)
  const input = revisionLines(range.tips, range.known)
  const args = ['-z', ...options, ...(range.alone === true ? ['--no-walk=unsorted'] : []), format, '--stdin']
  let [count, read] = [0, 0]
  let handling: Promise<void> = Promise.resolve()
  const handOver = async (batch: CommitBatch) => {
    await handling
    count += batch.n
    handling = onBatch(batch)
    // Awaited before the next batch; until then a failure must not count as unhandled.
    handling.catch(() => undefined)
  }
  try {
    for await (const chunk of streamGit(facts.gitDir, 'log', args, input, signal)) {
      for (const batch of parser.push(chunk)) await handOver(batch)
      const { length } = chunk
      giveBack(chunk)
      read += length
      if (news !== null && (news.isWhole || news.isFarApart)) break
      if (length < worthWaking && read > soonRead) Atomics.wait(never, 0, 0, nap_ms)
    }
    const last = parser.end()
    if (last !== null) await handOver(last)
  } catch (error) {
    // Whoever handles a batch has finished with it when this call ends.
    await handling.catch(() => undefined)
    throw refusalOf(error, facts.path)
  }
  await handling
  return count
}

/** The memory of a piece that was looked at, at once: megabytes of them would gather. Small ones may share theirs. */
function giveBack({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) release({ buffer })
}
