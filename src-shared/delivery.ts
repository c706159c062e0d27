// What a source hands us, before anything is made of it.

/** Bytes that lie somewhere and are not all held at the same time: in a file, in pieces in the journal. */
export interface Bytes {
  size: number
  /** Those from one place to before another. */
  slice(from: number, to: number): Uint8Array
}

/** One delivery as it arrived: the raw bytes and where they came from. */
export interface Delivery {
  source: string
  method: string
  path: string
  /** The query string without the key. */
  query: string
  /** Lower-case names; secrets already masked. */
  headers: Record<string, string>
  /** What a person chose when handing over a file: name, system, zone. Empty for webhooks. */
  meta: Record<string, string>
  body: Uint8Array
  received_at_ms: number
}
