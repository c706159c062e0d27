// A place in JSON text that comes in pieces, and the values that are taken from there: one at a time, each as a text of its
// own. Knows nothing of what they mean. Invariant: where the pieces are cut makes no difference.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { depthMax, type Json, parseJson } from './json-text.ts'
import { recordMax, type Text } from './text.ts'

/** Why text is no JSON, and how many characters stand before that place. */
export class JsonError extends Error {
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}

export class Cursor {
  readonly #pieces: Iterator<string>
  #text = ''
  #at = 0
  #dropped = 0
  #lineEnded = false
  /** Whether what is read began a line, after other values on lines above it. */
  isOnNewLine = false

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  get offset(): number {
    return this.#dropped + this.#at
  }

  /** Goes on to a place further down. */
  skipTo(offset: number): void {
    while (this.#dropped + this.#text.length < offset && this.#more());
    this.#at = offset - this.#dropped
  }

  /** The next character that is no space, without taking it; "" at the end. */
  next(): string {
    for (;;) {
      if (this.#at >= this.#text.length && !this.#more()) return ''
      const c = this.#text.charCodeAt(this.#at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return this.#text.charAt(this.#at)
      this.#lineEnded ||= c === 0x0a || c === 0x0d
      this.#at++
    }
  }

  /** The same where another document may begin; "" where none does. */
  nextDocument(isFirst: boolean): string {
    this.#lineEnded = false
    const c = this.next()
    this.isOnNewLine = !isFirst && this.#lineEnded && (c === '[' || c === '{')
    if (!isFirst && c !== '' && c !== '[' && c !== '{') this.fail()
    return c
  }

  /** Takes the next character where it is this one. */
  eat(c: string): boolean {
    const is = this.next() === c
    if (is) this.#at++
    return is
  }

  /** What stands here is not what JSON has there. */
  fail(): never {
    throw new JsonError(this.next() === '' ? 'ends in the middle of the JSON' : 'is not valid JSON', this.offset)
  }

  /** The next value. `depth`: in how many others it stands. Throws a JsonError where it is none. */
  take(depth: number): unknown {
    this.next()
    const from = this.offset
    const text = this.#takeText()
    if (text === '') this.fail()
    const parsed: Json = parseJson(text, depthMax - depth)
    if (parsed.ok) return parsed.value
    const isLong = text.length > recordMax && parsed.offset >= text.length
    throw new JsonError(isLong ? 'has a value of more than 16 million characters' : parsed.reason, from + parsed.offset)
  }

  /** One value by its brackets and quotes alone; all that is left where it does not end. */
  #takeText(): string {
    let depth = 0
    let inString = false
    let i = this.#at
    for (; ; i++) {
      // What follows a backslash may be in the piece after the next one.
      while (i >= this.#text.length) {
        const long = i - this.#at
        if (long > recordMax || !this.#more()) return this.#cut(this.#text.length)
        i = this.#at + long
      }
      const c = this.#text.charCodeAt(i)
      if (inString) {
        if (c === 0x5c) i++
        else if (c === 0x22) inString = false
        else continue
        if (!inString && depth === 0) return this.#cut(i + 1)
      } else if (c === 0x22) inString = true
      else if (c === 0x5b || c === 0x7b) depth++
      else if (c === 0x5d || c === 0x7d) {
        if (depth === 0) return this.#cut(i)
        if (--depth === 0) return this.#cut(i + 1)
      } else if (depth === 0 && (c === 0x2c || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09))
        return this.#cut(i)
    }
  }

  #cut(end: number): string {
    const text = this.#text.slice(this.#at, end)
    this.#at = end
    return text
  }

  /** Reads on, and lets go of what was taken. False at the end. */
  #more(): boolean {
    const { done, value } = this.#pieces.next()
    if (done === true) return false
    this.#dropped += this.#at
    this.#text = this.#text.slice(this.#at) + value
    this.#at = 0
    return true
  }
}

/** The sentence for it, with its line and column as an editor counts them. `hint`: what else to say. */
export function jsonRefusal(name: string, text: Text, error: JsonError, hint = ''): Refusal {
  let line = 1
  let column = 1
  let left = error.offset
  let rest = ''
  let last = 0
  for (const piece of text.pieces()) {
    for (let i = 0; i < piece.length && i < left; i++) {
      const c = piece.charCodeAt(i)
      if (c === 0x0d || (c === 0x0a && last !== 0x0d)) line++
      column = c === 0x0d || c === 0x0a ? 1 : column + 1
      last = c
    }
    rest += piece.slice(left, left + restShown - rest.length)
    left = Math.max(0, left - piece.length)
    if (rest.length >= restShown) break
  }
  const where = rest.trim() === '' ? '. Was it downloaded completely?' : `: ${shown(rest)}.`
  return new Refusal('invalid', `${shown(name)} ${error.message}, at line ${line}, column ${column}${where}${hint}`)
}

const restShown = 20
