// Turns a validation error into a refusal that names each field, the value it had and what would be accepted.
import { z } from 'zod'
import { type FieldError, Refusal, shown } from '../../src-shared/reply.ts'

const fieldsMax = 10

/** `what` begins the sentence: "The event"; empty for none. Parse with `reportInput`, or values read as "nothing". */
export function refuseFields(error: z.ZodError, what: string): Refusal {
  const fields = error.issues.flatMap(fieldErrors).slice(0, fieldsMax)
  const first = fields[0]
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : ''
  const message =
    first === undefined
      ? `${what || 'What was asked'} could not be read.`
      : `${what === '' ? '' : `${what}: `}${first.field === '' ? 'it' : `"${first.field}"`} is ${first.value}, expected ${first.accepted}${more}.`
  return new Refusal('invalid', message, fields)
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.map(String).join('.')
  const value = shown(issue.code === 'invalid_union' ? inputAt(issue.input, issue.discriminator) : issue.input)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: [field, key].filter(Boolean).join('.'),
      value: 'unknown',
      accepted: 'no such field',
    }))
  return [{ field, value, accepted: accepted(issue) }]
}

function inputAt(input: unknown, key: string | undefined): unknown {
  return typeof input === 'object' && input !== null && key !== undefined
    ? Object.entries(input).find(([k]) => k === key)?.[1]
    : input
}

function accepted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${article(issue.expected)} ${issue.expected}`
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1 ? 'at least one character' : `at least ${issue.minimum} characters`
      return `at least ${issue.minimum}`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union': {
      const options = (issue as { options?: unknown[] }).options
      return options === undefined ? 'another shape' : `one of ${options.map(String).join(', ')}`
    }
    case 'custom':
      return issue.message
    default:
      return issue.message
  }
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a'
}
