// What comes to the road in: a delivery, with what its source made of it or why it was refused.
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import { type FieldError, type Refusal } from '../../src-shared/reply.ts'
import { type Cause, Rejection } from '../sources/source.ts'

/** Crosses threads by structured clone. */
export interface Arrival {
  delivery: Delivery
  /** The key that let it in; null for files, decisions and whoever needs none. */
  keyId: number | null
  /** What its source made of it, or why it made nothing. */
  translation: Translation | Refused
  /** The HTTP status that goes with it, as its dialect says it; null for files and decisions. */
  status: number | null
  /** Names of the systems its key may speak of; absent for all. */
  systems?: string[]
  /** Strict imports: nothing is kept if anything was skipped. */
  strict?: boolean
  /** It came without a key that is known: nothing of its body is kept. */
  stranger?: boolean
  /** How long a refused body was said to be that was not read. */
  bytes?: number
  /** For how many refused requests it stands; absent for one. */
  times?: number
}

export interface Refused {
  cause: Cause
  message: string
  fields: FieldError[]
}

const causeOf = { invalid: 'invalid', not_found: 'not found', conflict: 'conflict', forbidden: 'out of scope' } as const

export function asRefused(error: Refusal): Refused {
  const { message, fields, code } = error
  if (error instanceof Rejection) return { cause: error.because, message, fields }
  return { cause: code in causeOf ? causeOf[code as keyof typeof causeOf] : 'unavailable', message, fields }
}
