// What deliveries say, in a few words, for lists of them.
import { plural } from '../../src-shared/plural.ts'
import type { Event } from '../../src-shared/event.ts'

export function summariseAll(events: readonly Event[]): string {
  return summarise(events.length, events[0], new Set(events.map(({ type }) => type)))
}

/** A delivery in a few words: "deployment 1.4.2 of api", "412 incidents". */
export function summarise(n: number, first: Event | undefined, types: ReadonlySet<Event['type']>): string {
  if (first === undefined) return 'nothing'
  if (n === 1) return `${first.type} ${first.id} of ${first.system}`
  return types.size === 1 ? plural(n, first.type) : plural(n, 'event')
}
