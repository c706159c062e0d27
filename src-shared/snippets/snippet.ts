// The lines a pipeline needs to report its deployments here: one template for each CI system and one description of each
// dialect, combined. Pure text; nothing is sent.
import { must } from '../assert.ts'
import { type Body, Place } from './body.ts'
import type { SnippetChoice } from './choice.ts'
import { type Ci, ciSystems } from './ci.ts'
import { shellLines } from './curl.ts'
import { dialects } from './dialects.ts'
import { powershellLines } from './powershell.ts'

export interface Snippet {
  text: string
  language: Ci['language']
}

export function snippet(choice: SnippetChoice): Snippet {
  const ci = must(
    ciSystems.find((one) => one.id === choice.ci),
    `because ${choice.ci} is a CI system`,
  )
  const dialect = must(
    dialects.find((one) => one.id === (choice.later === true ? 'shiplog' : choice.dialect)),
    `because ${choice.dialect} is a dialect`,
  )
  const results = choice.failures ? dialect.results : null
  const body = filled(dialect.body(choice.system), ci, results === null ? (dialect.results?.succeeded ?? '') : null)
  const lines = (ci.language === 'powershell' ? powershellLines : shellLines)(ci, dialect, body, results, choice)
  return {
    text: `${ci.wrap(lines, choice.later === true ? null : choice.secret, results !== null).join('\n')}\n`,
    language: ci.language,
  }
}

/** The body without the fields this system cannot fill. `result` is null where the pipeline tells it. */
function filled(body: Body, ci: Ci, result: string | null): Body {
  if (typeof body === 'string') return body
  if (body instanceof Place) return body.value === 'result' && result !== null ? result : body
  if (Array.isArray(body)) return body.map((part: Body) => filled(part, ci, result))
  const known = Object.entries(body).filter(
    ([, part]: [string, Body]) => !(part instanceof Place) || part.value === 'result' || part.value in ci.values,
  )
  return Object.fromEntries(known.map(([name, part]: [string, Body]) => [name, filled(part, ci, result)]))
}
