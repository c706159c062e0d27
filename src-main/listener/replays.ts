// Signed requests that were answered. Whoever captured one can send it again while its time is accepted: it gets the same
// answer and nothing is stored, and its id fits no other request. In memory: after a restart only what an event says of
// itself keeps it from counting twice.
import { createHash } from 'node:crypto'
import type { WebhookReply, WebhookRequest } from '../sources/source.ts'

/** Longer than a time is accepted from its earliest to its latest. */
const keptMs = 11 * 60_000
const max = 50_000

type Answer = WebhookReply | { cause: 'unavailable'; message: string }

interface Kept {
  digest: string
  until: number
  answer: Promise<Answer>
}

/** Null where the id was used for another request. */
export type Once = (id: string, request: string, answer: () => Promise<Answer>) => Promise<Answer> | null

export function openReplays(clock: () => number): Once {
  /** By key and id, oldest first. */
  const kept = new Map<string, Kept>()

  function makeRoom(now: number): void {
    for (const [id, { until }] of kept) {
      if (until > now && kept.size < max) return
      kept.delete(id)
    }
  }

  return (id, digest, answer) => {
    const before = kept.get(id)
    const now = clock()
    if (before !== undefined && before.until > now) return before.digest === digest ? before.answer : null
    makeRoom(now)
    const asked = answer()
    const mine = { digest, until: now + keptMs, answer: asked }
    kept.set(id, mine)
    // What was not taken may be sent again.
    const forget = () => void (kept.get(id) === mine && kept.delete(id))
    asked.then((given) => ('cause' in given || given.status >= 300) && forget(), forget)
    return asked
  }
}

/** What a signature does not cover is part of it: where it went, and how. */
export function digestOf({ method, path, query }: WebhookRequest, body: Uint8Array): string {
  return createHash('sha256').update(`${method} ${path}?${query.toString()}\n`).update(body).digest('base64')
}
