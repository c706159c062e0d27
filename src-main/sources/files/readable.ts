// A title as a person reads it, where the export holds HTML: its text, without tags and with what entities stand for. A text
// is HTML where it has a tag that HTML has, so that "List<String> is null" stays as it is.
import { Parser } from 'htmlparser2'
import { plain } from '../../../src-shared/plain-text.ts'

const blocks = new Set(
  'address article blockquote body br center dd div dl dt footer h1 h2 h3 h4 h5 h6 head header hr html li ol p pre section table tbody td tfoot th thead title tr ul'.split(
    ' ',
  ),
)
const inline = new Set(
  'a abbr b big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
)
const hidden = new Set(['script', 'style'])
const isKnown = (name: string) => blocks.has(name) || inline.has(name) || hidden.has(name)

const tags = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)\/?>/gi
const entity = /&(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|apos|nbsp|[a-z]+(?:acute|grave|circ|uml|tilde|cedil|dash|quo));/i

export function readable(text: string): string {
  return plain(isHtml(text) ? textOf(text) : text)
}

/** `<i>` alone may be a type's parameter: one letter without attributes counts where it is closed, too. */
function isHtml(text: string): boolean {
  if (text.includes('&') && entity.test(text)) return true
  if (!text.includes('<')) return false
  const found = [...text.matchAll(tags)].map(([, end, name = '', more]) => ({
    end: end === '/',
    name: name.toLowerCase(),
    more,
  }))
  return found.some(
    ({ end, name, more }) =>
      isKnown(name) &&
      !end &&
      (name.length > 1 || name === 'p' || more !== '' || found.some((other) => other.end && other.name === name)),
  )
}

function textOf(html: string): string {
  let text = ''
  let hiding = 0
  const parser = new Parser({
    onopentag(name) {
      if (hidden.has(name)) hiding++
      else if (blocks.has(name)) text += ' '
      else if (!inline.has(name)) text += html.slice(parser.startIndex, parser.endIndex + 1)
    },
    onclosetag(name, implied) {
      if (hidden.has(name)) hiding--
      else if (blocks.has(name)) text += ' '
      else if (!inline.has(name) && !implied) text += html.slice(parser.startIndex, parser.endIndex + 1)
    },
    ontext(part) {
      if (hiding === 0) text += part
    },
  })
  parser.end(html)
  return text.replace(/[ \t\r\n\u00a0]+/g, ' ').trim()
}
