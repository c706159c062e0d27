// A request as lines of a POSIX shell: curl, or the client that a dialect has of its own.
import { quoted } from '../shell.ts'
import { type Body, Place, type Value, indent, valuesIn } from './body.ts'
import { eventsFile, type SnippetChoice } from './choice.ts'
import type { Ci } from './ci.ts'
import type { Dialect } from './dialects.ts'

export function shellLines(
  ci: Ci,
  dialect: Dialect,
  body: Body,
  results: Dialect['results'],
  choice: SnippetChoice,
): string[] {
  const later = choice.later === true
  const signed = choice.signed === true && !later
  // No client of its own can sign.
  const client = dialect.client === 'pulse' && ci.id !== 'curl' && !signed && !later
  const places = shellPlaces(ci, client ? new Set(['id', 'commit']) : valuesIn(body))
  const request = signed ? signedCurl : later ? toFile : curl
  const send = client ? pulseClient(places, choice) : request(dialect, body, places, choice)
  return [
    ...(results === null ? [] : resultLines(ci, results)),
    ...places.lines,
    ...(signed && !client ? signing(body, places, choice) : []),
    ...(choice.harmless ? [...send.slice(0, -1), `${send.at(-1)} || echo 'Shiplog was not told.'`] : send),
  ]
}

interface Places {
  /** What has to be asked first: once, so that a time is the same wherever it stands. */
  lines: string[]
  /** Each as it stands between double quotes. */
  words: Partial<Record<Value, string>>
}

function shellPlaces(ci: Ci, values: ReadonlySet<Value>): Places {
  const places: Places = { lines: [], words: { result: '$result' } }
  for (const value of values) {
    const word = ci.values[value]
    if (word === undefined) continue
    if (word.startsWith('$(')) places.lines.push(`${value}=${word}`)
    places.words[value] = word.startsWith('$(') ? `$${value}` : word
  }
  return places
}

/** First, because "$?" is about the command before it. */
function resultLines({ status }: Ci, words: NonNullable<Dialect['results']>): string[] {
  return [
    `case "${status.of}" in`,
    `  ${status.succeeded}) result=${words.succeeded} ;;`,
    ...(status.aborted === undefined ? [] : [`  ${status.aborted}) result=${words.aborted} ;;`]),
    `  *) result=${words.failed} ;;`,
    'esac',
  ]
}

/** https://www.standardwebhooks.com, with what every runner has. The secret is written in base64; openssl wants hex. */
function signing(body: Body, places: Places, { secret }: SnippetChoice): string[] {
  const json = jsonLines(body, places.words)
  return [
    `body='${json[0]}`,
    ...indent(json.slice(1, -1), 2),
    `${json.at(-1)}'`,
    'message=$(openssl rand -hex 16)',
    'sent=$(date +%s)',
    `secret=$(printf %s "\${${secret}#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')`,
    'signature=$(printf %s "$message.$sent.$body" |',
    '  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$secret" -binary | openssl base64 -A)',
  ]
}

function signedCurl(dialect: Dialect, _body: Body, _places: Places, { address, system }: SnippetChoice): string[] {
  const query = dialect.query === undefined ? '' : `?${dialect.query(system)}`
  return [
    'curl -sS --fail-with-body --max-time 10 --retry 2 \\',
    `  '${address}${dialect.path(system)}${query}' \\`,
    '  -H "webhook-id: $message" -H "webhook-timestamp: $sent" -H "webhook-signature: v1,$signature" \\',
    `  -H 'Content-Type: application/json' \\`,
    '  --data-raw "$body"',
  ]
}

function curl(dialect: Dialect, body: Body, places: Places, { address, secret, system }: SnippetChoice): string[] {
  const { key } = dialect
  const query = dialect.query === undefined ? '' : `?${dialect.query(system)}`
  const json = jsonLines(body, places.words)
  return [
    'curl -sS --fail-with-body --max-time 10 --retry 2 \\',
    `  '${address}${dialect.path(system)}${query}' \\`,
    'query' in key ? `  --url-query "${key.query}=$${secret}" \\` : `  -H "${key.header}: ${key.before}$${secret}" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${json[0]}`,
    ...indent(json.slice(1, -1), 2),
    `  ${json.at(-1)}'`,
  ]
}

/** One event a line, so that several steps and jobs can write into one file. */
function toFile(_dialect: Dialect, body: Body, { words }: Places): string[] {
  const json = jsonLines(body, words).map((line) => line.trim())
  return [`printf '%s\\n' '${json.join(' ')}' >> ${eventsFile}`]
}

/** JSON between single quotes, which end for each place and begin again. */
function jsonLines(body: Body, words: Places['words']): string[] {
  if (typeof body === 'string') return [jsonText(body)]
  if (body instanceof Place) return [`"'"${words[body.value] ?? ''}"'"`]
  const list = Array.isArray(body)
  const parts = Object.entries(body).map(([name, part]: [string, Body]) => {
    const [first, ...rest] = jsonLines(part, words)
    return [`${list ? '' : `"${name}": `}${first}`, ...rest]
  })
  const lines = parts.flatMap((part, i) => (i === parts.length - 1 ? part : [...part.slice(0, -1), `${part.at(-1)},`]))
  const [open, close] = list ? ['[', ']'] : ['{', '}']
  return parts.every((part) => part.length === 1) && list
    ? [`${open}${lines.join(' ')}${close}`]
    : [open, ...indent(lines, 2), close]
}

/** Without a character that a shell or the file around it would read as its own: JSON can say each by its number. */
function jsonText(text: string): string {
  const plain = text.replace(/[\p{Cc}"'\\`$<>{}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${plain}"`
}

/** https://docs.codacy.com: the CLI as it is, but for its address. */
function pulseClient({ words }: Places, { address, secret, system }: SnippetChoice): string[] {
  return [
    'pulse-event-cli push deployment \\',
    `  --base-url ${quoted(address)} --api-key "$${secret}" --system ${apart(quoted(system))} \\`,
    `  --identifier "${words.id}" --timestamp "$(date +%s)" "${words.commit}"`,
  ]
}

/** A quoted word in which no pipeline file finds a variable of its own: "${{", "$(", "<<". */
function apart(word: string): string {
  return word.replace(/\$(?=[({])|<(?=<)/g, "$&''")
}
