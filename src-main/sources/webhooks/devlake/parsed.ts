// A request's body as what it should be, or a Refusal that says what is not.
import type { z } from 'zod'
import { refuseFields } from '../../fields.ts'
import { jsonBody } from '../../json-body.ts'

/**
 * `what` begins the sentence: "The issue". `empty` is what no body stands for; without it one is needed. Where there are
 * several schemas, what was sent says which.
 */
export function parsed<S extends z.ZodType>(
  schema: S | ((sent: unknown) => S),
  what: string,
  body: Uint8Array,
  empty?: string,
): z.infer<S> {
  const isBlank = body.every((byte) => byte <= 0x20)
  const bytes = isBlank && empty !== undefined ? Buffer.from(empty) : body
  const sent = jsonBody(bytes, `The body is empty. ${what} is sent as a JSON object.`)
  const result = (typeof schema === 'function' ? schema(sent) : schema).safeParse(sent, { reportInput: true })
  if (!result.success) throw refuseFields(result.error, what)
  return result.data
}
