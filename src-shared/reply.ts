// What every call answers, on every carrier: a value, or an error with one of six codes and a sentence to act on.

export const errorCodes = ['invalid', 'not_found', 'conflict', 'forbidden', 'unavailable', 'internal'] as const
export type ErrorCode = (typeof errorCodes)[number]

/** What went wrong in one field: its path, the value received (cut), and what would be accepted. */
export interface FieldError {
  field: string
  value: string
  accepted: string
}

export interface ReplyError {
  code: ErrorCode
  message: string
  fields?: FieldError[]
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: ReplyError }

/** An expected failure: the message is shown to the person as it is. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: FieldError[]

  constructor(code: ErrorCode, message: string, fields: FieldError[] = []) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
  }

  toError(): ReplyError {
    return this.fields.length > 0
      ? { code: this.code, message: this.message, fields: this.fields }
      : { code: this.code, message: this.message }
  }
}

/** A value for an error text: JSON, at most 100 characters, control characters made visible. */
export function shown(value: unknown): string {
  // JSON writes an infinite number as null.
  const isInfinite = typeof value === 'number' && !Number.isFinite(value)
  const text = value === undefined ? 'nothing' : isInfinite ? String(value) : (JSON.stringify(value) ?? typeof value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
