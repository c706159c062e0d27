// The house rules that no compiler knows: who may import whom (the tables of docs/architecture.md), names, sizes, clocks,
// and what must never be in the repository. Each rule is a function from a file to what is wrong with it, so that the
// second half of this file can show that it does find something.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { must } from '../src-shared/assert.ts'

interface File {
  /** From the repository's root, with slashes. */
  path: string
  text: string
}

const root = fileURLToPath(new URL('..', import.meta.url))
/** In a worktree .git is a file. */
const generated = new Set(['node_modules', 'out', 'test-output', '.git'])

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (generated.has(entry.name)) return []
    if (entry.isDirectory()) return filesBelow(name)
    return entry.isFile() && !name.endsWith('.log') ? [name] : []
  })
}

const paths = filesBelow('')
const everything: File[] = paths.flatMap((name) => {
  // A file may go away while others work here.
  if (!existsSync(path.join(root, name))) return []
  const bytes = readFileSync(path.join(root, name))
  return bytes.includes(0) ? [] : [{ path: name, text: bytes.toString('utf8') }]
})
const sources = everything.filter((file) => /^src-[^/]+\/.*\.(?:tsx?|css)$/.test(file.path))
const code = sources.filter((file) => /\.tsx?$/.test(file.path))
const tests = everything.filter((file) => /^test\/.*\.tsx?$/.test(file.path))

// Imports

interface Import {
  from: string
  /** `import type`, or nothing but types between the braces. */
  types: boolean
}

/** Comments out, strings in: an example in a comment is no import. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[^]*?\*\//g, '')
}

function importsOf(text: string): Import[] {
  const found: Import[] = []
  const bare = withoutComments(text)
  const named =
    /^(?:import|export)\s+(type\s+)?((?:[\w$*]+|\{[^}]*\})(?:\s*,\s*\{[^}]*\}|\s+as\s+\w+)?)\s+from\s+'([^']+)'/gm
  for (const [, type, what = '', from = ''] of bare.matchAll(named)) {
    const inBraces = /^\{([^}]*)\}$/
      .exec(what)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const types = type !== undefined || (inBraces?.every((name) => name.startsWith('type ')) ?? false)
    found.push({ from, types })
  }
  for (const [, from = ''] of bare.matchAll(/^import\s+'([^']+)'/gm)) found.push({ from, types: false })
  for (const [, from = ''] of bare.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) found.push({ from, types: false })
  return found
}

/** A thread's file, which is named by its address. */
function startedBy(text: string): string[] {
  return [...text.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g)].map(([, from = '']) => from)
}

function resolved(file: string, from: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), from))
}

// The tables of docs/architecture.md

interface Allowed {
  path: string
  typesOnly: boolean
}

type Table = Map<string, Allowed[]>

/** The rows below a header: the name in the first cell, the names in the second. */
function tableOf(markdown: string, header: string): Table {
  const lines = markdown.split('\n')
  // The formatter pads the cells.
  const at = lines.findIndex((line) => line.replace(/\s+/g, ' ') === header)
  const rows = lines.slice(at + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return new Map(
    rows.slice(0, end === -1 ? rows.length : end).map((line) => {
      const [, first = '', second = ''] = line.split('|')
      const allowed = [...second.matchAll(/`([^`]+)`( \(types\))?/g)].map(([, name = '', types]) => ({
        path: name,
        typesOnly: types !== undefined,
      }))
      return [must(/`([^`]+)`/.exec(first)?.[1], `because a row has a name: ${line}`), allowed]
    }),
  )
}

const architecture = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8')
const parts = tableOf(architecture, '| part | may import |')
const packages = tableOf(architecture, '| package | only in |')

function isBelow(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`)
}

function partOf(file: string, table: Table): string | undefined {
  return [...table.keys()].filter((part) => isBelow(file, part)).sort((a, b) => b.length - a.length)[0]
}

function packageOf(from: string): string {
  return from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? '')
}

// The rules: what is wrong with a file, in words

function wrongImports(file: File, table: Table = parts, only: Table = packages): string[] {
  const part = partOf(file.path, table)
  if (part === undefined) return ['belongs to no part in the table']
  return importsOf(file.text).flatMap(({ from, types }) => {
    if (!from.startsWith('.')) return wrongPackage(file.path, from, only)
    const target = resolved(file.path, from)
    const other = partOf(target, table)
    if (other === part) return []
    const allowed = table.get(part)?.find((one) => one.path === other || one.path === target)
    if (allowed === undefined) return [`${part} may not import ${target}`]
    return allowed.typesOnly && !types ? [`${part} may import only types from ${target}`] : []
  })
}

function wrongPackage(file: string, from: string, only: Table): string[] {
  const name = from.startsWith('node:') ? from : packageOf(from)
  const allowed = only.get(name)
  if (allowed === undefined && from.startsWith('node:'))
    return isBelow(file, 'src-main') ? [] : [`${from} is Node's, and this is not src-main`]
  if (allowed === undefined) return [`the package ${name} is in no table`]
  return allowed.some((one) => isBelow(file, one.path)) ? [] : [`may not import ${name}`]
}

function wrongEndings({ text }: File): string[] {
  return importsOf(text).flatMap(({ from }) =>
    from.startsWith('.') && !/\.(?:tsx?|mjs|css|json)$/.test(from) ? [`imports ${from} without its ending`] : [],
  )
}

function wrongName({ path: name }: File): string[] {
  const base = path.posix.basename(name)
  return /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|module|config))?\.[a-z]+$/.test(base) ? [] : ['is not kebab-case']
}

const linesMax = 300
function tooLong({ text }: File): string[] {
  const lines = text.split('\n').length - 1
  return lines > linesMax ? [`has ${lines} lines, at most ${linesMax}`] : []
}

function defaultExport({ text }: File): string[] {
  return /^export default\b/m.test(text) || /\bas default\b/.test(text) ? ['has a default export'] : []
}

const clocks = [
  'src-main/hosts',
  'src-main/worker.ts',
  'src-main/workers.ts',
  'src-main/shiplog.ts',
  'src-main/log.ts',
  'src-main/log-file.ts',
]

function ownClock({ path: name, text }: File): string[] {
  if (!isBelow(name, 'src-main') && !isBelow(name, 'src-shared')) return []
  if (clocks.some((one) => isBelow(name, one))) return []
  const bare = withoutComments(text)
  return [/\bDate\.now\b/, /\bnew Date\(\s*\)/, /\bMath\.random\b/].flatMap((pattern) => {
    const found = pattern.exec(bare)?.[0]
    return found === undefined ? [] : [`has a clock or a die of its own: ${found}`]
  })
}

// Put together here, so that this file does not break its own rules. In quotes it is a tracker's status.
const later = new RegExp(`(?<!['"\`])\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b(?!['"\`])`)
const alone = new RegExp(`\\b(?:test|it|describe|suite|bench)(?:\\.\\w+)*\\.${['on', 'ly'].join('')}\\b`)

function forLater({ text }: File): string[] {
  return later.test(text) ? ['puts something off in a comment'] : []
}

function runsAlone({ text }: File): string[] {
  return alone.test(text) ? ['would keep the other tests from running'] : []
}

/** Files that run in one process share their helpers, so what one registers as it is loaded is there for the first only. */
function hookOfHelper({ path: name, text }: File): string[] {
  return name.endsWith('.test.ts') ? [] : (text.match(/^(?:before|after)(?:Each|All)\(/gm) ?? [])
}

/** Invented people of examples and tests; "me" stands in placeholders. */
const invented = new Set(['ann', 'me', 'you'])
const homes = /(?<![\w.$}*-])\/(?:home|Users)\/([\w.-]+)/g
const roots = new RegExp(`(?<![\\w.$}*<-])/(?:${['ro', 'ot'].join('')}|${['wo', 'rk'].join('')})/`)

function machinePath({ text }: File): string[] {
  const found = [...text.matchAll(homes)].flatMap(([whole, name = '']) => (invented.has(name) ? [] : [whole]))
  const other = roots.exec(text)?.[0]
  return [...found, ...(other === undefined ? [] : [other])].map((one) => `names a path of some machine: ${one}`)
}

function registry({ path: name, text }: File): string[] {
  if (!/(?:^|\/)(?:package-lock\.json|\.npmrc|package\.json)$/.test(name)) return []
  return [/"resolved"/, /\bregistry\.[\w-]+\.\w+/, /^\s*registry\s*=/m].flatMap((pattern) => {
    const found = pattern.exec(text)?.[0]
    return found === undefined ? [] : [`says where packages come from: ${found}`]
  })
}

const entries = [
  'src-main/cli.ts',
  'src-main/worker.ts',
  'src-main/hosts/electron/index.ts',
  'src-main/hosts/electron/preload.ts',
  'src-renderer/main.tsx',
]

/** Files that no entry leads to. */
function dead(files: readonly File[], from: readonly string[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const next = [...from]
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    const file = byPath.get(name)
    if (file === undefined || reached.has(name)) continue
    reached.add(name)
    const here = name
    const led = name.endsWith('.css')
      ? [...file.text.matchAll(/@import\s+'([^']+)'/g)].map(([, one = '']) => one)
      : [...importsOf(file.text).map((one) => one.from), ...startedBy(file.text)]
    next.push(...led.filter((one) => one.startsWith('.')).map((one) => resolved(here, one)))
  }
  return files.map((file) => file.path).filter((name) => !reached.has(name))
}

function complaints(files: readonly File[], rule: (file: File) => string[]): string[] {
  return files.flatMap((file) => rule(file).map((what) => `${file.path}: ${what}`))
}

describe('the repository', () => {
  test('imports follow the tables of docs/architecture.md', () => {
    expect(complaints(code, (file) => wrongImports(file))).toEqual([])
  })

  test('the tables name only what exists', () => {
    const named = [...parts].flatMap(([part, allowed]) => [part, ...allowed.map((one) => one.path)])
    const places = [...packages.values()].flatMap((allowed) => allowed.map((one) => one.path))
    expect([...named, ...places].filter((name) => !existsSync(path.join(root, name)))).toEqual([])
  })

  test('hosts are closed to each other, and parts to calls', () => {
    // The tables could be edited to say otherwise; these three may not.
    const hosts = [...parts].filter(([part]) => part.startsWith('src-main/hosts/'))
    expect(hosts.map(([part]) => part).sort()).toEqual([
      'src-main/hosts/cli',
      'src-main/hosts/electron',
      'src-main/hosts/http',
    ])
    expect(hosts.flatMap(([, allowed]) => allowed.filter((one) => one.path.startsWith('src-main/hosts')))).toEqual([])
    expect(parts.get('src-renderer/parts')?.map((one) => one.path)).toEqual(['src-shared'])
  })

  test('imports carry their endings', () => {
    expect(complaints([...code, ...tests], wrongEndings)).toEqual([])
  })

  test('every source file is reached from an entry', () => {
    expect(dead(sources, entries)).toEqual([])
  })

  test('names are kebab-case', () => {
    expect(complaints([...sources, ...tests], wrongName)).toEqual([])
  })

  test(`no source file is longer than ${linesMax} lines`, () => {
    expect(complaints(sources, tooLong)).toEqual([])
  })

  test('exports have names', () => {
    expect(complaints(code, defaultExport)).toEqual([])
  })

  test('clock and chance come in from outside', () => {
    expect(complaints(code, ownClock)).toEqual([])
  })

  test('nothing is put off in a comment', () => {
    expect(complaints(everything, forLater)).toEqual([])
  })

  test('no test runs alone', () => {
    expect(complaints(tests, runsAlone)).toEqual([])
  })

  test('helpers register nothing as they are loaded', () => {
    expect(complaints(tests, hookOfHelper)).toEqual([])
  })

  test('no path of a machine is in a file', () => {
    expect(complaints(everything, machinePath)).toEqual([])
  })

  test('no file says where packages come from', () => {
    expect(complaints(everything, registry)).toEqual([])
  })
})

// That the rules find something.

function sample(name: string, text = ''): File {
  return { path: name, text }
}

const slash = '/'
const dotOnly = ['.on', 'ly'].join('')
const folder = ['wo', 'rk'].join('')
const samples: [rule: string, file: File, check: (file: File) => string[], finds: boolean][] = [
  [
    'metrics import a source',
    sample('src-main/metrics/a.ts', "import { x } from '../sources/index.ts'"),
    wrongImports,
    true,
  ],
  [
    'metrics import the store',
    sample('src-main/metrics/a.ts', "import { x } from '../store/facts.ts'"),
    wrongImports,
    false,
  ],
  [
    'a host imports another',
    sample('src-main/hosts/cli/a.ts', "import { x } from '../http/index.ts'"),
    wrongImports,
    true,
  ],
  [
    'the renderer imports main',
    sample('src-renderer/views/a.tsx', "import { x } from '../../src-main/shiplog.ts'"),
    wrongImports,
    true,
  ],
  [
    'a part imports a call',
    sample('src-renderer/parts/a.tsx', "import { useCall } from '../use-call.ts'"),
    wrongImports,
    true,
  ],
  [
    'a part imports the transport',
    sample('src-renderer/parts/a.tsx', "import { send } from '../transport.ts'"),
    wrongImports,
    true,
  ],
  [
    'a view imports a call',
    sample('src-renderer/views/a.tsx', "import { useCall } from '../use-call.ts'"),
    wrongImports,
    false,
  ],
  [
    'a value where types are allowed',
    sample('src-main/reader.ts', "import { openWriter } from './writer-ops.ts'"),
    wrongImports,
    true,
  ],
  [
    'a type where types are allowed',
    sample('src-main/reader.ts', "import type { WriterOps } from './writer-ops.ts'"),
    wrongImports,
    false,
  ],
  [
    'types between braces',
    sample('src-main/reader.ts', "import {\n  type A,\n  type B,\n} from './writer-ops.ts'"),
    wrongImports,
    false,
  ],
  [
    'one value between types',
    sample('src-main/reader.ts', "import {\n  type A,\n  b,\n} from './writer-ops.ts'"),
    wrongImports,
    true,
  ],
  [
    'an import over lines',
    sample('src-main/metrics/a.ts', "import {\n  a,\n  b,\n} from '../sources/index.ts'"),
    wrongImports,
    true,
  ],
  ['a re-export', sample('src-main/metrics/a.ts', "export { a } from '../sources/index.ts'"), wrongImports, true],
  [
    'a dynamic import',
    sample('src-main/metrics/a.ts', "  const x = await import('../sources/index.ts')"),
    wrongImports,
    true,
  ],
  [
    'an import in a comment',
    sample('src-main/metrics/a.ts', "// import { a } from '../sources/index.ts'"),
    wrongImports,
    false,
  ],
  [
    'a second driver import',
    sample('src-main/store/facts.ts', "import Driver from 'better-sqlite3'"),
    wrongImports,
    true,
  ],
  [
    'the driver import',
    sample('src-main/store/database.ts', "import Driver from 'better-sqlite3'"),
    wrongImports,
    false,
  ],
  [
    'a process started elsewhere',
    sample('src-main/api/a.ts', "import { spawn } from 'node:child_process'"),
    wrongImports,
    true,
  ],
  [
    'electron outside its host',
    sample('src-main/hosts/http/a.ts', "import { app } from 'electron'"),
    wrongImports,
    true,
  ],
  [
    'commander outside its host',
    sample('src-main/api/a.ts', "import { Command } from 'commander'"),
    wrongImports,
    true,
  ],
  [
    'fastify outside its doors',
    sample('src-main/api/a.ts', "import Fastify, { type FastifyInstance } from 'fastify'"),
    wrongImports,
    true,
  ],
  ['Node in shared code', sample('src-shared/a.ts', "import path from 'node:path'"), wrongImports, true],
  ['Node in the renderer', sample('src-renderer/views/a.ts', "import path from 'node:path'"), wrongImports, true],
  ['Node in main', sample('src-main/api/a.ts', "import path from 'node:path'"), wrongImports, false],
  ['an unknown package', sample('src-main/api/a.ts', "import x from 'left-pad'"), wrongImports, true],
  [
    'a subpath of a package',
    sample('src-main/sources/files/csv-records.ts', "import { parse } from 'csv-parse/sync'"),
    wrongImports,
    false,
  ],
  ['a folder nobody knows', sample('src-main/helpers/a.ts'), wrongImports, true],
  ['an import without an ending', sample('src-shared/a.ts', "import { x } from './b'"), wrongEndings, true],
  ['an import with another ending', sample('src-shared/a.ts', "import { x } from './b.js'"), wrongEndings, true],
  ['an import with its ending', sample('src-shared/a.ts', "import { x } from './b.ts'"), wrongEndings, false],
  ['a name in camel case', sample('src-shared/newThing.ts'), wrongName, true],
  ['a name in Pascal case', sample('src-renderer/parts/Button.tsx'), wrongName, true],
  ['a name with underscores', sample('src-shared/new_thing.ts'), wrongName, true],
  ['a kebab-case name', sample('src-renderer/parts/metric-card.module.css'), wrongName, false],
  ['a numbered name', sample('src-main/store/migrations/0001-start.ts'), wrongName, false],
  ['301 lines', sample('src-shared/a.ts', 'x\n'.repeat(301)), tooLong, true],
  ['300 lines', sample('src-shared/a.ts', 'x\n'.repeat(300)), tooLong, false],
  ['a default export', sample('src-shared/a.ts', 'export default function a() {}'), defaultExport, true],
  ['a default export by name', sample('src-shared/a.ts', 'export { a as default }'), defaultExport, true],
  ['a named export', sample('src-shared/a.ts', 'export function a() {}'), defaultExport, false],
  ['a clock of its own', sample('src-main/api/a.ts', 'const now = Date.now()'), ownClock, true],
  ['the clock handed on', sample('src-main/api/a.ts', 'const clock = Date.now'), ownClock, true],
  ['a date of now', sample('src-shared/a.ts', 'const now = new Date()'), ownClock, true],
  ['a date of something', sample('src-shared/a.ts', 'const then = new Date(0)'), ownClock, false],
  ['a die', sample('src-main/sample/a.ts', 'const x = Math.random()'), ownClock, true],
  ['a clock in a host', sample('src-main/hosts/cli/a.ts', 'const now = Date.now()'), ownClock, false],
  ['a clock in the renderer', sample('src-renderer/parts/clock.tsx', 'const now = Date.now()'), ownClock, false],
  ['something for later', sample('src-shared/a.ts', `// ${['TO', 'DO'].join('')}: finish`), forLater, true],
  ['a status of that name', sample('src-shared/a.ts', `const status = '${['TO', 'DO'].join('')}'`), forLater, false],
  ['something to mend', sample('docs/a.md', `${['FIX', 'ME'].join('')} soon`), forLater, true],
  ['a word that only contains it', sample('docs/a.md', `MAS${['TO', 'DO'].join('')}N`), forLater, false],
  ['a test alone', sample('test/a.test.ts', `test${dotOnly}('x', () => {})`), runsAlone, true],
  ['a parametrised test alone', sample('test/a.test.ts', `describe.each${dotOnly}([])`), runsAlone, true],
  ['a property named so', sample('test/a.test.ts', `row${dotOnly}`), runsAlone, false],
  ['a home folder', sample('docs/a.md', `in ${slash}home${slash}bob${slash}shiplog`), machinePath, true],
  ['a home folder on macOS', sample('docs/a.md', `${slash}Users${slash}bob`), machinePath, true],
  ['the administrator’s folder', sample('a.mjs', `'${slash}root${slash}x'`), machinePath, true],
  ['a work folder', sample('a.mjs', `'${slash}${folder}${slash}x'`), machinePath, true],
  [
    'an invented home folder',
    sample('a.ts', `${slash}home${slash}ann${slash}${folder}${slash}api`),
    machinePath,
    false,
  ],
  ['a relative folder', sample('a.ts', `./${folder}/api`), machinePath, false],
  [
    'a lock file that says where from',
    sample('package-lock.json', '"resolved": "https://example.org/x.tgz"'),
    registry,
    true,
  ],
  ['a hook of a helper', sample('test/helpers/a.ts', 'afterEach(() => {})'), hookOfHelper, true],
  ['a hook of a test', sample('test/a.test.ts', 'afterEach(() => {})'), hookOfHelper, false],
  ['a registry by name', sample('package-lock.json', '"https://registry.example.org/x"'), registry, true],
  ['a registry in settings', sample('.npmrc', 'registry=https://example.org/'), registry, true],
  ['a lock file that does not', sample('package-lock.json', '"integrity": "sha512-x"'), registry, false],
]

describe('each rule', () => {
  test.each(samples)('%s', (_, file, check, finds) => {
    expect(check(file).length > 0).toBe(finds)
  })

  test('a file that nothing leads to', () => {
    const files = [
      sample('src-main/cli.ts', "import { a } from './a.ts'\nnew URL('./thread.ts', import.meta.url)"),
      sample('src-main/a.ts', "import './a.css'"),
      sample('src-main/a.css', "@import './b.css';"),
      sample('src-main/b.css'),
      sample('src-main/thread.ts'),
      sample('src-main/forgotten.ts', "import { a } from './a.ts'"),
    ]
    expect(dead(files, ['src-main/cli.ts'])).toEqual(['src-main/forgotten.ts'])
  })
})
