// Form fields as a body. Told by the bytes alone: curl's -d says "form" of JSON too.
import { Refusal } from '../../../../src-shared/reply.ts'

/** The fields of a form, lists split; null for a body that is none. */
export function formFields(body: Uint8Array): Record<string, unknown> | null {
  const text = new TextDecoder().decode(body).trim()
  if (!/^[^\s={["][^\s={"]*=/.test(text)) return null
  const values = new Map<string, string[]>()
  for (const [sent, value] of new URLSearchParams(text)) {
    const name = sent.replace(/\[\]$/, '')
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
    // What the platform puts where bytes are no UTF-8.
    if (/\uFFFD/.test(name + value)) throw new Refusal('invalid', notEncoded)
  }
  if (/%(?![\da-f]{2})/i.test(text)) throw new Refusal('invalid', notEncoded)
  return Object.fromEntries([...values].map(([name, all]) => [name, fieldOf(name, all)]))
}

const notEncoded = 'The body is a form that is not percent-encoded UTF-8.'

/** Lists as the CLI takes them: changes with spaces between, teams with commas. Another field sent twice is a list, too. */
function fieldOf(name: string, values: string[]): unknown {
  const separator = name === 'changes' ? /\s+/ : name === 'teams' ? /\s*,\s*/ : null
  if (separator !== null) return values.flatMap((value) => value.trim().split(separator)).filter((one) => one !== '')
  return values.length === 1 ? values[0] : values
}
