// Reads a request's body as JSON, strictly: UTF-8, no deeper than anything real, with errors a person can act on.
import { Refusal, shown } from '../../src-shared/reply.ts'
import { jsonSize } from './json-size.ts'

const depthMax = 32
/** A deployment may name thousands of commits; nothing that is one event has more. */
const valuesMax = 20_000

/** The parsed body. Throws a Refusal: `empty` for no bytes at all, else what is wrong with `what` and where. */
export function jsonBody(body: Uint8Array, empty: string, what = 'The body', most = valuesMax): unknown {
  if (body.length === 0) throw new Refusal('invalid', empty)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Refusal('invalid', `${what} is not UTF-8 text. Send JSON in UTF-8.`)
  }
  if (text.trim() === '') throw new Refusal('invalid', empty)
  refuseSize(text, what, most)
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : ''
    throw new Refusal('invalid', `${what} is not valid JSON (${why}). It begins ${shown(text.slice(0, 40))}.`)
  }
}

function refuseSize(text: string, what: string, most: number): void {
  const { deep, values } = jsonSize(text, depthMax)
  if (deep !== null) throw new Refusal('invalid', `${what} is nested more than ${depthMax} levels deep; no event is.`)
  if (values > most) throw new Refusal('invalid', `${what} has ${values} values; at most ${most} are read at once.`)
}
