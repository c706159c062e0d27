// What a sender puts into a request, as a tree of JSON in which some places are filled in by the pipeline itself.

/** What differs from one deployment to the next. Never who did it: that is nobody's business here. */
export type Value = 'id' | 'commit' | 'url' | 'repository' | 'now' | 'result'

export class Place {
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }
}

export type Body = string | Place | readonly Body[] | { readonly [name: string]: Body }

export type Result = 'succeeded' | 'failed' | 'aborted'

/** The values a body needs, each once. */
export function valuesIn(body: Body): Set<Value> {
  if (typeof body === 'string') return new Set()
  if (body instanceof Place) return new Set([body.value])
  return new Set(Object.values(body).flatMap((part: Body) => [...valuesIn(part)]))
}

export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))
}

/**
 * A text inside a query or a path, safe between single quotes of any shell: encodeURIComponent leaves a few characters
 * as they are that shells and pipeline files do not.
 */
export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
