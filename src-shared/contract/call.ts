// One call of the contract: what a person or a program can ask of Shiplog, with the shapes of question and answer.
// From one entry come the handler's type, input validation, the Electron channel, POST /api/<name> and docs/calls.md.
import { z } from 'zod'

/**
 * Where a call runs: `read` on the reader, with a database handle that cannot write; `write` on the writer; `job` on
 * the reader, long and cancellable, reporting progress and handing batches to the writer.
 */
export type Kind = 'read' | 'write' | 'job'

export interface Call<K extends Kind = Kind, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: K
  /** One sentence for the reference page. */
  doc: string
  input: I
  output: O
}

export function read<I extends z.ZodType, O extends z.ZodType>(doc: string, input: I, output: O): Call<'read', I, O> {
  return { kind: 'read', doc, input, output }
}

export function write<I extends z.ZodType, O extends z.ZodType>(doc: string, input: I, output: O): Call<'write', I, O> {
  return { kind: 'write', doc, input, output }
}

export function job<I extends z.ZodType, O extends z.ZodType>(doc: string, input: I, output: O): Call<'job', I, O> {
  return { kind: 'job', doc, input, output }
}

/** Milliseconds since 1970 UTC. */
export const Ms = z.int()
export const Nothing = z.strictObject({})

/** A page of rows: `total` counts all of them, `rows` holds the asked part. */
export function page<R extends z.ZodType>(row: R) {
  return z.object({ total: z.int(), rows: z.array(row) })
}

export const Paging = {
  limit: z.int().min(1).max(100_000).default(100),
  offset: z.int().min(0).default(0),
}

export const directions = ['ascending', 'descending'] as const
export type Direction = (typeof directions)[number]

/** A column of a list, and which way. */
export interface Sort<C extends string = string> {
  by: C
  direction: Direction
}

/** In what order the whole list is, not the page alone; as the list says where it is absent. Ties are in that order too. */
export function sortBy<const C extends readonly string[]>(columns: C) {
  return z.strictObject({ by: z.enum(columns), direction: z.enum(directions).default('ascending') }).optional()
}

/** How many rows an answer shows that counts them all. */
export const ShownRows = z.int().min(1).max(10_000_000).default(100)

/** What a person filters by, on every data page alike. Absent means all of them. */
export const Filter = {
  systems: z.array(z.string()).optional(),
  /** An environment's name, or a tier: production, staging, testing, development, other. */
  environment: z.string().optional(),
  from_ms: Ms.optional(),
  to_ms: Ms.optional(),
}
