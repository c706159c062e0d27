// The pages say what there is, all of it and nothing else: calls, metrics, sources, codes, commands, options, links.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { program } from '../src-main/hosts/cli/program.ts'
import { dora2023 } from '../src-main/metrics/benchmarks.ts'
import { dora } from '../src-shared/definition.ts'
import { presets } from '../src-main/metrics/definitions.ts'
import { metrics } from '../src-main/metrics/index.ts'
import { sources, webhookSources } from '../src-main/sources/index.ts'
import { version } from '../src-main/version.ts'
import { contract } from '../src-shared/contract/index.ts'
import { states } from '../src-shared/contract/metrics.ts'
import { errorCodes } from '../src-shared/reply.ts'
import { callsPage } from './helpers/calls-page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll(path.sep, '/')}`),
]

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8')
}

/** Names between backticks at the start of a heading. */
function headings(markdown: string, level: string): string[] {
  return [...markdown.matchAll(new RegExp(`^${level} \`([^\`]+)\``, 'gm'))].map(([, name = '']) => name)
}

describe('calls', () => {
  test('docs/calls.md is what the contract says; "node test/helpers/calls-page.ts" writes it', () => {
    expect(read('docs/calls.md')).toBe(callsPage())
  })

  test('it has every call and nothing else', () => {
    expect(headings(read('docs/calls.md'), '##')).toEqual(Object.keys(contract))
  })
})

describe('metrics', () => {
  const page = read('docs/metrics.md')

  test('every metric has its place, with its title and unit, in the order shown', () => {
    expect(headings(page, '###')).toEqual(metrics.map((metric) => metric.id))
    for (const metric of metrics) {
      const { title, unit } = metric.meaning(dora)
      const section = page.slice(page.indexOf(`### \`${metric.id}\`: ${title}\n`)).split('\n#')[0] ?? ''
      expect(section, metric.id).toMatch(new RegExp(`Unit:\\s+${unit}`))
      const better = { higher: /Higher\s+is\s+better/, lower: /Lower\s+is\s+better/, neither: /Neither\s+is\s+better/ }
      expect(section, metric.id).toMatch(better[metric.better])
    }
  })

  test('every state and preset is explained', () => {
    for (const state of states) expect(page).toContain(`\`${state}\``)
    for (const preset of presets) expect(page).toContain(`\`${preset.id}\``)
  })

  test('the table of levels has every metric, graded or not', () => {
    const table = page.slice(page.indexOf('## Levels'))
    for (const metric of metrics.filter((one) => one.group === 'dora')) {
      const { title } = metric.meaning(dora)
      const row = table.split('\n').find((line) => line.startsWith(`| ${title} `))
      expect(row, title).toBeDefined()
      expect(row?.includes('none published')).toBe(!Object.hasOwn(dora2023.bands, metric.id))
    }
  })
})

test('every source is documented, and nothing that is none', () => {
  const page = read('docs/sources.md')
  expect(headings(page, '##').sort()).toEqual(webhookSources.map((source) => source.id).sort())
  for (const id of sources.keys()) expect(page).toContain(`\`${id}\``)
  for (const source of sources.values())
    if ('routes' in source) for (const route of source.routes) expect(page).toContain(`${route.method} ${route.path}`)
})

test('the page of errors has every code, and nothing that is none', () => {
  const table = read('docs/errors.md').split('## Exit codes')[0] ?? ''
  expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code)).toEqual([...errorCodes])
})

describe('the command line', () => {
  const page = read('docs/cli.md')
  const nothing = () => Promise.resolve()
  const tree = program({ call: nothing, export: nothing, serve: nothing, open: nothing, demo: nothing })

  interface Documented {
    line: string
    options: string[]
  }

  /** Every command that does something: those with an argument or without commands below them. */
  function commands(command: Pick<typeof tree, 'commands'>, above: string): Documented[] {
    return command.commands.flatMap((one) => {
      const words = `${above} ${one.name()}`
      const args = one.registeredArguments.map((arg) => (arg.required ? ` <${arg.name()}>` : ` [${arg.name()}]`))
      const itself =
        one.commands.length === 0 || args.length > 0
          ? [{ line: `${words}${args.join('')}`, options: one.options.map((option) => option.flags) }]
          : []
      return [...itself, ...commands(one, words)]
    })
  }

  const all = commands(tree, 'shiplog')

  /** A command's part of the page: from its line to the next command. */
  function sectionOf(line: string): string {
    const at = page.indexOf(`- \`${line}\``)
    return at === -1 ? '' : (page.slice(at + 3).split(/\n- `shiplog |\n\n/)[0] ?? '')
  }

  test('docs/cli.md has every command, and nothing that is none', () => {
    const documented = [...page.matchAll(/^- `(shiplog [^`]+)`/gm)].map(([, line = '']) => line)
    expect(documented.sort()).toEqual(all.map((command) => command.line).sort())
  })

  test.each(all.map((command) => [command.line, command.options] as const))('%s: its options', (line, options) => {
    const documented = [...sectionOf(line).matchAll(/`(--[^`]+)`/g)].map(([, flags = '']) => flags)
    expect(documented.filter((flags) => flags !== '--json').sort()).toEqual([...options].sort())
  })

  test('options of every command are there', () => {
    for (const option of tree.options)
      expect(page).toContain(
        `\`${(option.long ?? '') + (option.flags.includes('<') ? option.flags.slice(option.flags.indexOf(' ')) : '')}\``,
      )
  })

  test('README names every command', () => {
    const readme = read('README.md')
    for (const command of tree.commands) expect(readme).toContain(`\`${command.name()}\``)
  })
})

/** As GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test.each(pages)('every link of %s leads somewhere', (page) => {
  const broken = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), file))
    if (!existsSync(path.join(root, target))) return [link]
    return anchor === undefined || anchors(read(target)).includes(anchor) ? [] : [link]
  })
  expect(broken).toEqual([])
})

describe('what pages tell to run', () => {
  const manifest = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> }

  test.each(pages)('%s: scripts of package.json', (page) => {
    const text = read(page)
    const named = [
      ...[...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name = '']) => name),
    ]
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
  })

  test.each(pages)('%s: files that are there', (page) => {
    const files = [...read(page).matchAll(/\bnode ((?:scripts|test|bench)\/[\w./-]+)/g)].map(([, name = '']) => name)
    expect(files.filter((name) => !existsSync(path.join(root, name)))).toEqual([])
  })

  test('files that pages name in backticks are there', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:src-\w+|test|scripts|docs)\/[\w./-]+\.\w+)`/g)].map(([, name = '']) => name),
    )
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([])
  })

  test('the two commands of the README', () => {
    const readme = read('README.md')
    expect(readme).toContain('npm install && npm start')
    expect(readme).toContain('npm install && npm test')
  })

  test('the version is said twice and the same', () => {
    expect(version).toBe(manifest.version)
  })
})

test('decisions are numbered without a gap and say context, decision and consequences', () => {
  const files = pages.filter((page) => page.startsWith('docs/decisions/')).sort()
  expect(files.map((page) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1])).toEqual(
    files.map((_, i) => String(i + 1).padStart(4, '0')),
  )
  for (const page of files) {
    const text = read(page)
    for (const part of ['**Context.**', '**Decision.**', '**Consequences.**']) expect(text, page).toContain(part)
  }
})

test('the changes begin with what is unreleased', () => {
  expect(/^## (.+)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe('Unreleased')
})

test('pages shout at nobody', () => {
  const shouting = pages.filter((page) => /\w!(?:\s|$)/m.test(read(page)))
  expect(shouting).toEqual([])
})
