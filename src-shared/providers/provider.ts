// What is known of a provider that sends webhooks of its own: where it sends to, what goes into which field of its, what it
// sends, and what each becomes here. The listener page and docs/sources.md show it; a test compares it with what is done.
import type { DeploymentState, EventType } from '../event.ts'

export interface Provider {
  id: string
  title: string
  /** The source that reads it. */
  source: string
  /** The end of its address, with what the person has to fill in. */
  path: string
  /** What may stand in the query, with what it makes of what is sent. */
  options: readonly { query: string; label: string }[]
  /** What goes into which field of theirs. */
  secret: string
  /** Which system its events are of. */
  systems: string
  senders: readonly Sender[]
  /** Those it sends that are read; the last one is for all others. */
  kinds: readonly HookKind[]
}

/** Where a provider sends from. */
export interface Sender {
  name: string
  /** Outside, where no listener on a private network is reached. */
  hosted: boolean
  /** What has to be allowed there. */
  note?: string
}

export interface HookKind {
  /** As the provider calls it in what it sends; none stands for all others. */
  names: readonly string[]
  /** What is ticked there for it, in their words; absent where it comes by itself. */
  tick?: string
  cases: readonly HookCase[]
}

/** An issue that is an incident is one. */
export type Becomes = EventType | 'nothing'

/** Text between backticks is shown as code. */
export interface HookCase {
  /** Which of its kind. */
  which: string
  becomes: Becomes
  /** What of it; where it becomes nothing the reason in the words of the answer, with … for what they quote. */
  says: string
  /** The provider's words for each state. */
  words?: Partial<Record<DeploymentState, readonly string[]>>
}

/** What a case says, with its words. */
export function told({ says, words = {} }: HookCase): string {
  const each = Object.entries(words).map(([state, list]) => `${list.map((word) => `\`${word}\``).join(', ')}: ${state}`)
  return [says, each.join('; ')].filter((part) => part !== '').join(' ')
}
