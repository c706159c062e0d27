// The reference page: it shows everything the document says, its commands work as they stand, and nothing in it could
// run or reach out. How it looks is for eyes; that it is well-formed is checked here.
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { docsPage } from '../../src-main/listener/docs-page.ts'
import { openApi } from '../../src-main/listener/openapi.ts'
import { pages } from '../../src-main/listener/pages.ts'
import { webhookSources } from '../../src-main/sources/index.ts'
import { openDoor } from './door.ts'

const origin = 'http://127.0.0.1:8787'
const document = openApi(webhookSources, pages, origin)
const page = docsPage(document)

/** What a browser shows of a piece of HTML. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

const empty = ['meta', 'link', 'wbr']

/** Tags that end without having begun, or the other way round. */
function unbalanced(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (empty.includes(name)) continue
    if (slash === '') open.push(name)
    else if (open.at(-1) === name) open.pop()
    else wrong.push(name)
  }
  return [...wrong, ...open]
}

test('every address is there with its summary, and every field of its body', () => {
  const text = textOf(page)
  for (const source of webhookSources)
    for (const { method, path, summary, query = {} } of source.routes) {
      expect(text).toContain(`${method} ${path}`)
      expect(text).toContain(summary)
      for (const [name, meaning] of Object.entries(query))
        expect(text).toMatch(new RegExp(`${name}[^]{0,200}?${meaning.slice(0, 20)}`))
    }
  for (const { method, path } of pages) expect(text).toContain(`${method} ${path}`)
  for (const { properties = {} } of Object.values(document.components.schemas))
    for (const name of Object.keys(properties)) expect(page).toContain(`<code>${name}</code>`)
})

test('fields say their type, what is required, what will do instead and what is taken for granted', () => {
  const rows = [...page.matchAll(/<dt>\s*<code>(.*?)<\/code>([^]*?)<\/dt>\s*<dd>([^]*?)<\/dd>/g)].map((row) =>
    row.slice(1).map((part) => textOf(part).trim().replaceAll(/\s+/g, ' ')),
  )
  const row = (name: string, needed: string) => rows.find((one) => one[0] === name && one[1] === needed)
  expect(row('created_at', 'this or created_at_ms')?.[2]).toMatch(/^time, RFC 3339 When work on it began/)
  expect(row('system', 'default _unknown_')?.[2]).toMatch(/^text /)
  expect(row('state', 'default succeeded')?.[2]).toMatch(/^pending, started, succeeded, failed, aborted /)
  expect(row('commits', '')?.[2]).toMatch(/^list of text /)
  expect(row('story_points', '')?.[2]).toMatch(/^number or null /)
  expect(row('change_id', 'required')?.[2]).toBe('text')
  expect(row('deploymentCommits[].repoUrl', 'required')?.[2]).toMatch(/^text/)
})

test('nothing in it runs, and nothing is loaded but its own style', () => {
  expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i)
  expect([...page.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, to]) => to)).toEqual([
    '/docs/style.css',
    '/openapi.json',
  ])
  expect(page).toContain(`content="default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"`)
})

test('it is well-formed: tags end, ids are one of a kind, links inside lead somewhere, headings go step by step', () => {
  expect(page.startsWith('<!doctype html>')).toBe(true)
  expect(page).toContain('<html lang="en">')
  expect(unbalanced(page)).toEqual([])
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, to] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) expect(ids).toContain(to)
  const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
  levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1))
  expect(levels.filter((level) => level === 1)).toEqual([1])
})

test('whatever a document says is shown as it is and never obeyed', () => {
  const evil = `<script>alert("1")</script>&'`
  const hostile = openApi(
    [
      {
        id: 'x',
        title: evil,
        routes: [
          {
            method: 'POST',
            path: `/${evil}`,
            match: /x/,
            summary: evil,
            query: { [evil]: evil },
            example: { [evil]: evil },
            answered: z.unknown(),
          },
        ],
        keyPlace: evil,
        claims: () => false,
        key: () => null,
        secretQuery: [],
        refused: z.unknown(),
        translate: () => ({ events: [], at: [], skipped: [] }),
        reply: () => ({ status: 200, body: { [evil]: evil } }),
      },
    ],
    [],
    `http://${evil}`,
  )
  const shown = docsPage(hostile)
  expect(shown).not.toContain('<script')
  expect(unbalanced(shown)).toEqual([])
  expect(textOf(shown)).toContain(evil)
})

test('it is served to everybody, with its style', async () => {
  const door = await openDoor()
  const own = `http://127.0.0.1:${door.port}`
  const answer = await door.send({ method: 'GET', path: '/docs' })
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(answer.text).toBe(docsPage(openApi(webhookSources, pages, own)))
  expect(textOf(answer.text)).toContain(`curl -X POST "${own}/api/v1/events"`)
  const style = await door.send({ method: 'GET', path: '/docs/style.css' })
  expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
  expect(style.text).toContain('prefers-color-scheme: dark')
})

const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return process.platform !== 'win32'
  } catch {
    return false
  }
})()

test.skipIf(!hasCurl)('the commands it shows for reports work as they stand', async () => {
  const door = await openDoor()
  const { text } = await door.send({ method: 'GET', path: '/docs' })
  const commands = [...text.matchAll(/<pre[^>]*><code>([^]*?)<\/code>/g)]
    .map(([, html = '']) => textOf(html))
    .filter((command) =>
      /^curl -X POST .*\/(?:events|cli|github|gitlab|deployments|issues|pull_requests|[a-z]+-events)\/?["?]/.test(
        command,
      ),
    )
  expect(commands.length).toBeGreaterThanOrEqual(7)
  for (const command of commands) {
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', command.replace('curl ', 'curl -sS -w "%{http_code}" ')],
      {
        env: { ...process.env, SHIPLOG_KEY: door.key },
      },
    )
    expect(stdout.slice(-3), command + stdout).toMatch(/^20[01]$/)
  }
})
