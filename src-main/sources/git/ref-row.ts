// A ref of a repository with what it leads to in the end, or why it leads nowhere.

export interface RefRow extends Target {
  ref: string
  annotated: boolean
  /** Of an annotated tag, seconds as git tells them. */
  date: string
  /** The ref that this one is another name of, such as origin/main for origin/HEAD; empty for others. */
  symref: string
  /** Why it leads nowhere; null where it does. */
  lost: Lost | null
}

/** What a ref leads to, through any number of tags. */
export interface Target {
  id: string
  type: string
}

export interface Lost {
  reason: string
  /** What is missing or damaged; null where git cannot tell. */
  object: string | null
}

/** A ref by its whole name, and why it leads nowhere. */
export interface LostRef {
  ref: string
  lost: Lost
}

export const leadsNowhere: Lost = { reason: 'It is damaged: it leads nowhere.', object: null }
export const takesNoName: Lost = { reason: 'Git takes no such name.', object: null }

/** As a row, where nothing else is known of it. */
export function lostRow({ ref, lost }: LostRef): RefRow {
  return { ref, id: lost.object ?? '', type: '', annotated: false, date: '', symref: '', lost }
}

export const placesOfRefs = ['refs/heads', 'refs/tags', 'refs/remotes']

export function isMissing(object: string): Lost {
  return { reason: `It leads to object ${object}, which is missing or damaged.`, object }
}
