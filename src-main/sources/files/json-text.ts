// JSON text, strictly: no deeper than anything real, with the place of an error, and without losing a digit of an id.
// Knows no incident. Invariant: never throws; what cannot be read comes back as a reason and a place.
import { jsonSize } from '../json-size.ts'

export const depthMax = 32

export type Json = { ok: true; value: unknown } | { ok: false; reason: string; offset: number }

/** `levels`: how deep it may go where it stands. */
export function parseJson(text: string, levels = depthMax): Json {
  const { deep } = jsonSize(text, levels)
  if (deep !== null) return { ok: false, reason: `is nested more than ${depthMax} levels deep`, offset: deep }
  try {
    return { ok: true, value: /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text) }
  } catch {
    const offset = errorOffset(text)
    const ended = text.slice(offset).trim() === ''
    return { ok: false, reason: ended ? 'ends in the middle of the JSON' : 'is not valid JSON', offset }
  }
}

/** Whole numbers that a double cannot hold are ids: they stay the text they were. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const exact = typeof value !== 'number' || Number.isSafeInteger(value)
  return exact || !/^-?\d+$/.test(context?.source ?? '') ? value : context?.source
}

const space = /[ \t\n\r]*/y
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
// From the space on, all but the quote and the backslash.
const plainText = /[ !#-[\]-\u{10FFFF}]*/uy
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Where text that is no JSON stops being it. The platform's own message names the place only sometimes. */
function errorOffset(text: string): number {
  let at = 0
  const eat = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const take = (c: string): boolean => {
    eat(space)
    if (text[at] !== c) return false
    at++
    return true
  }
  const string = (): boolean => {
    if (!take('"')) return false
    do eat(plainText)
    while (eat(escape))
    return text[at] === '"' && take('"')
  }
  const list = (end: string, part: () => boolean): boolean => {
    if (take(end)) return true
    do if (!part()) return false
    while (take(','))
    return take(end)
  }
  const value = (): boolean => {
    if (take('[')) return list(']', value)
    if (take('{')) return list('}', () => string() && take(':') && value())
    return text[at] === '"' ? string() : eat(scalar)
  }
  if (value()) eat(space)
  return at
}
