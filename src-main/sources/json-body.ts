// Reads a request's body as JSON, strictly: UTF-8, no deeper than anything real, with errors a person can act on.
import { Refusal, shown } from '../../src-shared/reply.ts'

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

/** Counts before parsing: deep nesting parses quickly and then breaks whatever walks it, and a million values take long. */
function refuseSize(text: string, what: string, most: number): void {
  let depth = 0
  let values = 1
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x5b || c === 0x7b) {
      values++
      if (++depth > depthMax)
        throw new Refusal('invalid', `${what} is nested more than ${depthMax} levels deep; no event is.`)
    } else if (c === 0x5d || c === 0x7d) depth--
    else if (c === 0x2c) values++
  }
  if (values > most) throw new Refusal('invalid', `${what} has ${values} values; at most ${most} are read at once.`)
}
