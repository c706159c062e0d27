// Exported lists: all rows in every format, harmless in a spreadsheet, with what they were made of.
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ExportFormat, ExportList } from '../../src-shared/contract/exports.ts'
import { exportLists } from '../../src-shared/contract/exports.ts'
import { formats } from '../../src-shared/export/formats.ts'
import { at, deployment, incident, temporaryFolder, workspace, type TestWorkspace } from '../helpers/workspace.ts'

async function exported(
  { call }: TestWorkspace,
  list: ExportList,
  format: ExportFormat,
  question: Record<string, unknown> = {},
): Promise<string> {
  const to = path.join(temporaryFolder(), 'list')
  const { bytes } = await call('exports.list', { list, format, question, to })
  const text = readFileSync(to, 'utf8')
  expect(bytes).toBe(Buffer.byteLength(text))
  return text
}

async function shop(): Promise<TestWorkspace> {
  const shiplog = await workspace()
  await shiplog.send(
    deployment('1', '2026-06-01T10:00:00Z', { version: '1.0, "first"' }),
    deployment('2', '2026-06-02T10:00:00Z', { version: '=1+1' }),
    deployment('3', '2026-06-03T10:00:00Z', { system: 'web' }),
    incident('INC-1', '2026-06-02T11:00:00Z', null, { title: 'Line one\nand | two' }),
  )
  return shiplog
}

describe('a list', () => {
  test('as CSV: RFC 4180, times as ISO 8601, formulas made harmless', async () => {
    const text = await exported(await shop(), 'deployments', 'csv', { systems: ['api'] })
    const lines = text.split('\r\n')
    expect(lines[0]).toBe(
      'id,number,system,environment,tier,state,kind,version,started_at,finished_at,commits,changes,incidents,lead_time_ms,sources,excluded',
    )
    expect(lines[1]).toBe(
      `2,2,api,production,production,succeeded,regular,'=1+1,,2026-06-02T10:00:00.000Z,0,0,1,,shiplog,`,
    )
    expect(lines[2]).toContain(',"1.0, ""first""",')
    // Two rows of api, the line of names, and nothing after the last CRLF.
    expect(lines.slice(3)).toEqual([''])
  })

  test('as JSON and NDJSON: the rows of its call, and the question', async () => {
    const shiplog = await shop()
    const { rows } = await shiplog.call('deployments.list', { systems: ['api'] })
    const json = JSON.parse(await exported(shiplog, 'deployments', 'json', { systems: ['api'] })) as unknown
    expect(json).toMatchObject({
      about: { list: 'deployments', rows: 2, made_at: '2026-07-01T00:00:00.000Z', question: { systems: ['api'] } },
      rows,
    })
    const lines = (await exported(shiplog, 'deployments', 'ndjson', { systems: ['api'] })).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows)
    const about = JSON.parse(await exported(shiplog, 'deployments', 'about')) as unknown
    expect(about).toMatchObject({ list: 'deployments', rows: 3 })
  })

  test('as Markdown: a row stays on its line and in its cells', async () => {
    const lines = (await exported(await shop(), 'incidents', 'markdown')).trimEnd().split('\n')
    expect(lines[1]).toBe('    list: incidents')
    expect(lines.at(-1)).toContain('| INC-1 | 1 | Line one and \\| two | api |')
  })

  test('has all rows, however many a call answers at once', async () => {
    const shiplog = await workspace()
    const hour = 3_600_000
    const begin = at('2026-01-01T00:00:00Z')
    const many = Array.from({ length: 2345 }, (_, i) => deployment(`${i}`, new Date(begin + i * hour).toISOString()))
    await shiplog.send(...many)
    const lines = (await exported(shiplog, 'deployments', 'ndjson')).trimEnd().split('\n')
    const ids = lines.map((line) => Number((JSON.parse(line) as { id: string }).id))
    expect(ids).toEqual(many.map((_, i) => 2344 - i))
    // A working has them all too, not only the hundred that a window shows.
    const working = await exported(shiplog, 'working', 'ndjson', {
      metric: 'deployment-frequency',
      from: '2026-01-01',
      to: '2026-06-30',
    })
    const { steps } = await shiplog.call('metrics.working', {
      metric: 'deployment-frequency',
      from: '2026-01-01',
      to: '2026-06-30',
    })
    const counted = steps.reduce((sum, step) => sum + step.n + step.dropped.reduce((all, one) => all + one.n, 0), 0)
    expect(working.trimEnd().split('\n')).toHaveLength(counted)
    expect(counted).toBeGreaterThan(2345)
  })
})

test('the metrics come with their definition, a row for the period and for each bucket', async () => {
  const question = { from: '2026-06-01', to: '2026-06-14', bucket: 'week', metrics: ['deployment-frequency'] }
  const json = JSON.parse(await exported(await shop(), 'metrics', 'json', question)) as {
    about: object
    rows: { period: boolean; value: number; n: number }[]
  }
  // 1 June 2026 is a Monday: two weeks, with three deployments in the first.
  // The period counts from the first of them: 3 in 13 days and 14 hours.
  expect(json.rows.map(({ period, n, value }) => [period, n, value])).toEqual([
    [true, 3, 3 / ((13 + 14 / 24) / 7)],
    [false, 3, 3],
    [false, 0, 0],
  ])
  expect(json.about).toMatchObject({ preset: 'dora', environment: 'production', switches: { merges: false } })
})

test('every list can be written in every format, empty too', async () => {
  for (const shiplog of [await workspace(), await shop()])
    for (const list of exportLists) {
      const question = list === 'working' ? { metric: 'change-fail-rate' } : {}
      const about = JSON.parse(await exported(shiplog, list, 'about', question)) as { rows: number }
      for (const format of ['csv', 'json', 'markdown'] as const) {
        const text = await exported(shiplog, list, format, question)
        if (format === 'json') expect((JSON.parse(text) as { rows: unknown[] }).rows).toHaveLength(about.rows)
        if (format === 'csv') expect(parse(text)).toHaveLength(about.rows + 1)
      }
    }
})

test('no text in a CSV begins as a formula does, and all of it can be read back', () => {
  const column = (name: string) => ({ name, cell: (row: Record<string, unknown>) => row[name] as string })
  const columns = [column('a'), column('b')]
  const wild = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'x') }),
  )
  fc.assert(
    fc.property(wild, wild, (a, b) => {
      const { head, row } = formats.csv
      const [, cells = []] = parse(head(columns, {}) + row(columns, { a, b }, true), { relax_column_count: false })
      for (const [i, text] of [a, b].entries()) {
        const cell = cells[i] ?? ''
        expect(cell).not.toMatch(/^[=+\-@\t\r]/)
        expect(cell === text || cell === `'${text}`).toBe(true)
      }
    }),
  )
})

test('nothing is written over, and a wrong question leaves no file', async () => {
  const { refusal } = await shop()
  const folder = temporaryFolder()
  const taken = path.join(folder, 'taken.csv')
  writeFileSync(taken, 'mine')
  expect(await refusal('exports.list', { list: 'builds', format: 'csv', to: taken })).toBe(
    `${taken} is there already, and nothing is written over. Give another file.`,
  )
  expect(readFileSync(taken, 'utf8')).toBe('mine')
  const to = path.join(folder, 'new.csv')
  expect(await refusal('exports.list', { list: 'builds', format: 'csv', to, question: { systems: ['nobody'] } })).toBe(
    'There is no system "nobody".',
  )
  expect(await refusal('exports.list', { list: 'builds', format: 'csv', to, question: { color: 'red' } })).toMatch(
    /color/,
  )
  expect(existsSync(to)).toBe(false)
  expect(await refusal('exports.list', { list: 'builds', format: 'csv', to: path.join(folder, 'no', 'x') })).toMatch(
    /cannot be written/,
  )
})
