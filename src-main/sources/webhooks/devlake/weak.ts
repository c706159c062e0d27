// DevLake's weak typing, which its senders rely on and which is why this is the only dialect that coerces: keys match
// in any case and with underscores, null is absent, a number is a text and digits are a number where the other is expected, and one object is
// a list of one.
import { z } from 'zod'
import { parseInstant, parseLocal } from '../../../../src-shared/time.ts'

/** An object with these fields; others are ignored. */
export function weakObject<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess((input) => (isObject(input) ? fieldsOf(input, Object.keys(shape)) : input), z.object(shape))
}

export function weakList<S extends z.ZodType>(item: S) {
  return z.preprocess((input) => (isObject(input) ? [input] : input), z.array(item))
}

/** A number that JSON readers round is no text: which one was meant cannot be told. */
export function weakText<S extends z.ZodType>(text: S) {
  return z.preprocess((input) => (typeof input === 'number' && isExact(input) ? String(input) : input), text)
}

export const WeakNumber = z.preprocess(
  (input) => (typeof input === 'string' && /^-?\d+(?:\.\d+)?$/.test(input) ? Number(input) : input),
  z.number(),
)

/** A field that may be left out, where an empty text says as much. */
export function orBlank<S extends z.ZodType>(schema: S) {
  return z.preprocess((input) => (input === '' ? undefined : input), schema.optional()).optional()
}

export const Text = weakText(z.string().min(1))
export const OptionalText = orBlank(Text)

/** RFC 3339 with an offset (also +0000), or a date with or without a time of day, in UTC. Never empty, never a number. */
export const Time = z
  .any()
  .meta({ type: 'string', format: 'date-time' })
  .transform((input: unknown, context) => {
    const ms = typeof input === 'string' ? timeOf(input) : null
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: 'a time such as 2020-01-01T12:00:00+00:00' })
    return z.NEVER
  })

function timeOf(text: string): number | null {
  const isLocal = /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?$/.test(text)
  return isLocal ? parseLocal(text, 'UTC') : parseInstant(text)
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

function isExact(number: number): boolean {
  return !Number.isInteger(number) || Number.isSafeInteger(number)
}

function fieldsOf(input: object, names: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(input).filter(([, value]) => value !== null)
  const fields: Record<string, unknown> = {}
  for (const name of names) {
    // The very name wins over another spelling of it.
    const found = entries.find(([key]) => key === name) ?? entries.find(([key]) => sameWord(key, name))
    if (found !== undefined) fields[name] = found[1]
  }
  return fields
}

/** Before version 1 DevLake's words had underscores: "issue_key". */
export function sameWord(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(word: string): string {
  return word.toLowerCase().replace(/(?<=[a-z])_/g, '')
}
