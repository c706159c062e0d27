// A request's body as what it should be, or a Refusal that says what is not.
import type { z } from 'zod'
import { refuseFields } from '../../fields.ts'
import { jsonBody } from '../../json-body.ts'

/** `what` begins the sentence: "The issue". `empty` is what no body stands for; without it one is needed. */
export function parsed<S extends z.ZodType>(schema: S, what: string, body: Uint8Array, empty?: string): z.infer<S> {
  const isBlank = body.every((byte) => byte <= 0x20)
  const sent = isBlank && empty !== undefined ? Buffer.from(empty) : body
  const result = schema.safeParse(jsonBody(sent, `The body is empty. ${what} is sent as a JSON object.`), {
    reportInput: true,
  })
  if (!result.success) throw refuseFields(result.error, what)
  return result.data
}
