// What a request may look like after something went wrong with it: in the sender's code, in a template, on the way, or on
// purpose. Half of them are still JSON, so that they get past the parser; some are left as they were.
import type { Dice } from '../helpers/random.ts'
import type { Request } from './requests.ts'

/** The request, or what the dice make of it. */
export function mutated(request: Request, dice: Dice): Request {
  const n = dice.below(20)
  if (n < 3) return request
  if (n < 13) return { ...request, body: mutatedTree(request, dice) }
  if (n < 16) return { ...request, body: dice.pick(textMutations)(textOf(request), dice) }
  if (n < 18) return { ...request, headers: mutatedHeaders(request.headers, dice) }
  if (n < 19) return { ...request, path: mutatedPath(request.path, dice) }
  return { ...request, method: dice.pick(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) }
}

function textOf({ body = '' }: Request): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString()
}

const strings = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  '\u202eabc',
  '\u2028',
  '\ufffd',
  '👩‍👩‍👧‍👦',
  'é'.repeat(256),
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(100_000),
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  '../../etc/passwd',
  "'; DROP TABLE events; --",
  '%00%ff%',
  '=HYPERLINK("http://example.com")',
  '\u001b[31mred',
  'null',
  'NaN',
  '-0',
  '1e999',
  '9'.repeat(400),
  '0000-00-00T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
  '+275760-09-13T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-03-02T24:00:00Z',
  '2026-03-02T12:00:60Z',
  '2026-03-02T12:00:00+0000',
  '2026-03-02',
  'yesterday',
  '1970-01-01T00:00:00Z',
]
const numbers = [0, -0, 1, -1, 0.1, 1e21, -1e21, 1e308, 2 ** 53, -(2 ** 53), 8.64e15, -8.64e15, 8.64e15 + 1, 4e9]
const others: unknown[] = [null, true, false, [], {}, [[]], [null], [{}], { a: 1 }, { toString: 1 }]

/** Any value, in the place of any other. */
function oddity(dice: Dice): unknown {
  return dice.pick<unknown>(dice.pick<readonly unknown[]>([strings, numbers, others]))
}

/** One or two changes at random places of the tree. */
function mutatedTree(request: Request, dice: Dice): string {
  let tree: unknown = request.body === undefined ? {} : JSON.parse(textOf(request))
  for (let n = dice.pick([1, 1, 2]); n > 0; n--) tree = mutatedAt(dice.pick(placesIn(tree)), tree, dice)
  // Keys that an object literal cannot have.
  return JSON.stringify(tree).replaceAll('"own __proto__"', '"__proto__"')
}

type Path = readonly (string | number)[]

function placesIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [[]]
  const below = Object.entries(value).flatMap(([name, child]) => placesIn(child).map((path) => [name, ...path]))
  return [[], ...below]
}

function mutatedAt([name, ...rest]: Path, value: unknown, dice: Dice): unknown {
  if (name === undefined) return mutatedValue(value, dice)
  if (rest.length === 0 && dice.below(3) === 0) return mutatedParent(value as object, name, dice)
  const child = mutatedAt(rest, (value as Record<string, unknown>)[name], dice)
  return Array.isArray(value) ? value.with(Number(name), child) : { ...(value as object), [name]: child }
}

/** An object or an array, with one of its parts missing, twice or called otherwise. */
function mutatedParent(parent: object, name: string | number, dice: Dice): unknown {
  const key = String(name)
  if (Array.isArray(parent)) {
    const i = Number(name)
    return dice.pick([parent.toSpliced(i, 1), parent.toSpliced(i, 0, parent[i]), Array(20).fill(parent[i])])
  }
  const { [key]: part, ...others } = parent as Record<string, unknown>
  return dice.pick([
    others,
    { ...others, [key.toUpperCase()]: part },
    { ...others, [`${key} `]: part },
    { ...parent, [key.toUpperCase()]: oddity(dice) },
    { ...parent, 'own __proto__': { [key]: part } },
    { ...parent, constructor: part, hasOwnProperty: part },
  ])
}

function mutatedValue(value: unknown, dice: Dice): unknown {
  return dice.pick([
    () => oddity(dice),
    () => [value],
    () => [value, value],
    () => ({ value }),
    () => nested(value, dice.pick([3, 31, 32, 40])),
    () => (typeof value === 'string' ? value + dice.pick(strings) : JSON.stringify(value)),
    () => (typeof value === 'string' ? value.toUpperCase() : value),
    () => (typeof value === 'number' ? value * dice.pick([-1, 1000, 1e-3, 1e9]) : value),
  ])()
}

function nested(value: unknown, depth: number): unknown {
  return depth === 0 ? value : [nested(value, depth - 1)]
}

/** Changes that need not leave JSON behind. */
const textMutations: ((text: string, dice: Dice) => string | Uint8Array)[] = [
  (text, dice) => text.slice(0, dice.below(text.length + 1)),
  (text, dice) => text.slice(dice.below(text.length + 1)),
  (text) => text + text,
  (text) => `${text}\n${text}\n`,
  (text) => `[${text}`,
  (text) => `\ufeff${text}`,
  (text) => `${text}// sent by a template\n`,
  (text) => text.replaceAll('"', "'"),
  (text) => text.replaceAll(/"(?=[\w$]+":)|(?<=[\w$])"(?=:)/g, ''),
  (text) => text.replaceAll('}', ',}'),
  // A field twice; which of the two counts must not matter to who looks later.
  (text, dice) => text.replace('{', () => `{"${dice.pick(['id', '$type', 'status', 'type', 'events'])}":1,`),
  (text, dice) =>
    text.replace(/:("[^"]*"|[\d.]+)/, () => `:${dice.pick(['1e400', '-0', '01', 'NaN', '0x10', '$VAR', ''])}`),
  (text, dice) => text.replaceAll(/":"/g, () => `":"${dice.pick(['\\u0000', '\\ud83d', '\\', '\\x41', '\n'])}`),
  (text, dice) => '['.repeat(dice.pick([33, 10_000])) + text,
  (text, dice) => `{"a":${'{"a":'.repeat(20_000)}${text}${'}'.repeat(dice.below(2) * 20_000)}}`,
  (text) => new URLSearchParams({ payload: text }).toString(),
  (_, dice) =>
    dice.pick(['', ' ', '\n', '\0', 'null', '[]', '{}', '""', '0', 'a=b', 'a=%', 'identifier=1&timestamp=2']),
  (text) => Buffer.from(text, 'utf16le'),
  (text, dice) =>
    withByte(Buffer.from(text), dice.below(text.length + 1), dice.pick([0, 0x0a, 0x22, 0x80, 0xc0, 0xff])),
  (_, dice) => Buffer.from(Array.from({ length: dice.below(200) }, () => dice.below(256))),
]

function withByte(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)])
}

const headerChanges: Record<string, string>[] = [
  { 'Content-Type': 'text/plain; charset=utf-16' },
  { 'Content-Type': 'multipart/form-data; boundary=x' },
  { 'Content-Type': 'json' },
  { 'Content-Type': '' },
  { 'Content-Type': 'application/json; '.repeat(50) },
  { 'Content-Encoding': 'gzip' },
  { 'Content-Encoding': 'identity' },
  { Authorization: '' },
  { Authorization: 'Bearer' },
  { Authorization: 'bearer nobody-registered-this-one' },
  { Authorization: `Bearer ${'x'.repeat(4000)}` },
  { Authorization: 'Basic Og==' },
  { 'x-api-key': '' },
  { 'x-api-key': 'nobody-registered-this-one' },
  { 'X-Shiplog-Test': '1' },
  { 'X-Forwarded-For': '203.0.113.9' },
  { 'X-HTTP-Method-Override': 'DELETE' },
  { Origin: 'http://evil.example.com' },
  { Origin: 'null' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { Host: 'evil.example.com' },
  { Host: '127.0.0.1' },
  { Cookie: 'a=b; '.repeat(500) },
  { Referer: 'http://127.0.0.1/?api_key=secret' },
  { Accept: 'text/html' },
  { 'Accept-Language': 'é'.repeat(100) },
  { Connection: 'close' },
  { Range: 'bytes=0-1' },
  { 'If-None-Match': '*' },
]

function mutatedHeaders(headers: Record<string, string>, dice: Dice): Record<string, string> {
  const name = dice.pick(Object.keys(headers))
  const { [name]: _, ...rest } = headers
  return dice.below(6) === 0 ? rest : { ...headers, ...dice.pick(headerChanges) }
}

function mutatedPath(path: string, dice: Dice): string {
  const parts = path.split('/')
  const i = dice.below(parts.length)
  const odd = dice.pick([
    '', '.', '..', '%', '%00', '%ff', '%2f', '%2e%2e', '%25', 'a%20b', '~', '*', ';x=1', '0', '-1', '1e3',
    '99999999999999999999', '__proto__', 'x'.repeat(300), '%F0%9F%98%80'.repeat(30), 'CLI', 'by-name',
  ]) // prettier-ignore
  const added = dice.pick([
    '?', '&', '&system=', '&system=%00', '&system=%ff', `&system=${'y'.repeat(256)}`, '&system=a&system=b', '&api_key=other',
    '?dryRun=true', '?dryRun=TRUE', '?dryRun=true&dryRun=false', '?__proto__=1', '?a[]=1', '&&&===', '#x', '?limit=-1',
  ]) // prettier-ignore
  return dice
    .pick([
      () => parts.with(i, odd).join('/'),
      () => parts.toSpliced(i, 1).join('/') || '/',
      () => parts.toSpliced(i, 0, odd).join('/'),
      () => path.replaceAll('/', '//'),
      () => path.replace(/(?=\?|$)/, '/'),
      () => path.toUpperCase(),
      () => `/prefix${path}`,
      () => path + added,
    ])()
    .replace(/^(?!\/)/, '/')
}
