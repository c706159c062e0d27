// The command line as scripts see it: stdout, stderr and exit codes of real processes.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli } from '../../helpers/cli.ts'
import { createRepo } from '../../helpers/repos.ts'
import { temporaryFolder } from '../../helpers/workspace.ts'

const csv = `id,title,system,severity,started,resolved
INC-1,Checkout down,shop,1,2026-06-02T12:00:00Z,2026-06-02T13:00:00Z
INC-2,Search slow,shop,3,2026-06-03T12:00:00Z,
INC-3,Bad date,shop,3,2026-06-31T12:00:00Z,
`

function fileWith(text: string | Uint8Array, name = 'incidents.csv'): string {
  const file = path.join(temporaryFolder(), name)
  writeFileSync(file, text)
  return file
}

describe('wrong usage exits 2 and says what is wrong', () => {
  test.each([
    [['nonsense'], 'unknown command'],
    [['metrics', '--frobnicate'], 'unknown option'],
    [['metrics', '--bucket', 'year'], 'Allowed choices are day, week, month'],
    [['repo', 'add'], 'missing required argument'],
    [['import'], 'missing required argument'],
    [['import', 'undo', 'x'], 'not a whole number'],
    [['serve', '--listen', 'somewhere'], 'host and port'],
    [['serve', '--port', '99999'], 'A port is a number'],
    [['deployments', 'list', '--limit', '0'], 'from 1 to 100000'],
  ])('%j', async (args, says) => {
    const ran = await runCli([...args, '--data', temporaryFolder()])
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' })
    expect(ran.stderr).toContain(says)
  })

  test('nothing at all prints the help', async () => {
    const ran = await runCli([])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('Usage: shiplog')
  })

  test.each([
    [['--help']],
    [['metrics', '--help']],
    [['repo', 'add', '--help']],
    [['import', 'undo', '--help']],
    [['serve', '--help']],
  ])('%j prints help on stdout and exits 0', async (args) => {
    const ran = await runCli(args)
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('Usage: shiplog')
  })
})

describe('what is refused exits 1 with one sentence', () => {
  test.each([
    [(dir: string) => ['repo', 'add', path.join(dir, 'missing')], /does not exist|There is no folder/],
    [(dir: string) => ['repo', 'add', dir], 'is not a git repository'],
    [() => ['repo', 'add', fileWith('x', 'a.txt')], 'is a file. Choose the folder'],
    [(dir: string) => ['repo', 'remove', dir], 'is not among the added repositories'],
    [(dir: string) => ['import', path.join(dir, 'missing.csv')], 'There is no file'],
    [(dir: string) => ['import', dir], 'is not a file'],
    [() => ['import', fileWith('')], 'empty'],
    [() => ['import', fileWith(new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 1, 2]), 'x.csv')], 'is not a text file'],
    [() => ['import', fileWith(new Uint8Array([1, 0, 2, 0, 3, 0, 0, 0]), 'x.csv')], 'is not a text file'],
    [() => ['import', fileWith('a,b\n1,2\n')], 'started'],
    [() => ['import', fileWith('[{"id":1,', 'x.json')], 'JSON'],
    [() => ['import', fileWith(csv), '--zone', 'Mars/Olympus'], 'no time zone'],
    [() => ['import', 'undo', '7'], 'There is no import 7'],
    [() => ['keys', 'add', 'ci', '--value', 'short'], '8 to 512'],
    [() => ['keys', 'add', 'ci', '--value', `with\u0007bell-and-more`], 'printable'],
    [() => ['keys', 'revoke', 'nobody'], 'no live key'],
    [() => ['metrics', '--system', 'nobody'], 'There is no system'],
    [() => ['metrics', '--env', 'moon'], 'There is no environment'],
    [() => ['metrics', '--preset', 'pulse-2'], 'available: dora'],
    [() => ['metrics', '--from', '2026-02-30'], 'expected a date'],
    [() => ['metrics', '--from', '2026-03-01', '--to', '2026-02-01'], 'before it begins'],
    [() => ['metrics', '--from', '1000-01-01', '--bucket', 'day'], 'at most 2000 are shown'],
    [() => ['keys', 'add', ''], '"name" is ""'],
    [() => ['open'], 'No Shiplog is running'],
  ])('%s', async (makeArgs, says) => {
    const dir = temporaryFolder()
    const data = path.join(dir, 'data')
    const ran = await runCli([...makeArgs(dir), '--data', data])
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 1, stdout: '' })
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr).not.toMatch(/at .*\.ts:\d/)
  })

  test('with --json the error is the one JSON value on stdout', async () => {
    const ran = await runCli(['metrics', '--system', 'nobody', '--json', '--data', temporaryFolder()])
    expect(ran.code).toBe(1)
    expect(ran.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  test('wrong usage with --json is one JSON value too, and exits 2', async () => {
    const ran = await runCli(['metrics', '--bucket', 'year', '--json'])
    expect(ran.code).toBe(2)
    expect(ran.json()).toMatchObject({ error: { code: 'invalid' } })
  })

  test.each([
    ['a file', (file: string) => file, 'is a file'],
    ['below a file', (file: string) => path.join(file, 'data'), 'is a file'],
    ['where nothing can be made', () => '/proc/nope/data', 'cannot be written to'],
  ])('a data folder that is %s', async (_, folderOf, says) => {
    const ran = await runCli(['keys', 'add', 'ci', '--json', '--data', folderOf(fileWith('x'))])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain(says)
    expect(ran.json()).toMatchObject({ error: { message: expect.stringContaining(says) as unknown } })
  })

  test('a file that may not be read', async () => {
    const file = fileWith(csv)
    chmodSync(file, 0)
    const ran = await runCli(['import', file, '--data', temporaryFolder()])
    // The administrator may read everything, so there is nothing to refuse then.
    expect(ran.code).toBe(process.getuid?.() === 0 ? 0 : 1)
  })
})

describe('a repository', () => {
  test('is added by a subfolder, listed, scanned again and removed', async () => {
    const data = temporaryFolder()
    const repo = createRepo({ name: 'shop' })
    repo.commit({ at: '2026-06-01T10:00:00Z' })
    repo.tag('v1.0.0')
    repo.commit({ at: '2026-06-02T10:00:00Z' })
    repo.tag('v1.1.0', { annotated: true, at: '2026-06-02T11:00:00Z' })
    const sub = path.join(repo.path, 'deep', 'er')
    mkdirSync(sub, { recursive: true })
    const added = await runCli(['repo', 'add', sub, '--json', '--data', data])
    expect(added.code).toBe(0)
    expect(added.json()).toMatchObject({ repo: { path: repo.path, system: 'shop' }, commits_new: 2, deployments: 2 })
    const metrics = await runCli([
      '--json',
      'metrics',
      '--from',
      '2026-06-01',
      '--to',
      '2026-06-28',
      '--zone',
      'UTC',
      '--data',
      data,
    ])
    expect(metrics.json()).toMatchObject({ preset: 'dora', systems: ['shop'], range: { zone: 'UTC' } })
    const listed = (await runCli(['deployments', 'list', '--json', '--data', data])).json()
    expect(listed).toMatchObject({
      total: 2,
      rows: [{ id: 'v1.1.0', commits: 1, changes: 1, incidents: 0, sources: ['git'] }, { id: 'v1.0.0' }],
    })
    repo.commit({ at: '2026-06-05T10:00:00Z' })
    const again = await runCli(['repo', 'scan', '--json', '--data', data])
    expect(again.json()).toMatchObject({ scans: [{ commits_new: 1 }], failed: [] })
    expect((await runCli(['rebuild', '--json', '--data', data])).json()).toMatchObject({ changed: 0 })
    expect((await runCli(['repo', 'remove', repo.path, '--data', data])).code).toBe(0)
    expect((await runCli(['repo', 'list', '--json', '--data', data])).json()).toEqual({
      total: 0,
      rows: [],
      watching: true,
    })
    expect((await runCli(['deployments', 'list', '--json', '--data', data])).json()).toEqual({ total: 0, rows: [] })
  })

  test('takes --system and --tags, and an empty one is added without numbers', async () => {
    const data = temporaryFolder()
    const repo = createRepo({ name: 'mono' })
    expect((await runCli(['repo', 'add', repo.path, '--json', '--data', data])).json()).toMatchObject({
      commits_new: 0,
      deployments: 0,
    })
    repo.commit({ at: '2026-06-01T10:00:00Z' })
    repo.tag('release-a')
    repo.tag('v1.0.0')
    const added = await runCli([
      'repo',
      'add',
      repo.path,
      '--system',
      'api',
      '--tags',
      'release-*',
      '--json',
      '--data',
      data,
    ])
    expect(added.json()).toMatchObject({
      repo: { system: 'api', strategy: { by: 'tags', glob: 'release-*' } },
      deployments: 1,
    })
    expect((await runCli(['deployments', 'list', '--json', '--data', data])).json()).toMatchObject({
      total: 1,
      rows: [{ id: 'release-a', system: 'api' }],
    })
  })
})

describe('an import', () => {
  test('takes good rows, lists bad ones, is undone exactly, and is nothing new the second time', async () => {
    const data = temporaryFolder()
    const file = fileWith(csv)
    const plan = await runCli(['import', file, '--dry-run', '--json', '--data', data])
    expect(plan.json()).toMatchObject({ batch: null, new: 2, skipped: 1 })
    expect((await runCli(['incidents', 'list', '--json', '--data', data])).json()).toEqual({ total: 0, rows: [] })
    const done = await runCli(['import', file, '--json', '--data', data])
    expect(done.code).toBe(0)
    expect(done.json()).toMatchObject({
      batch: 1,
      new: 2,
      updated: 0,
      unchanged: 0,
      skipped: 1,
      errors: [{ row: 4, column: 'started', value: '2026-06-31T12:00:00Z' }],
    })
    const incidents = await runCli(['incidents', 'list', '--json', '--data', data])
    expect(incidents.json()).toMatchObject({
      total: 2,
      rows: [
        {
          id: 'INC-2',
          title: 'Search slow',
          system: 'shop',
          severity: '3',
          state: 'open',
          resolved_at_ms: null,
          deployment: null,
          reason: null,
        },
        { id: 'INC-1', state: 'resolved', resolved_at_ms: Date.parse('2026-06-02T13:00:00Z') },
      ],
    })
    expect((await runCli(['import', file, '--json', '--data', data])).json()).toMatchObject({
      new: 0,
      updated: 0,
      unchanged: 2,
    })
    expect((await runCli(['import', 'undo', '1', '--data', data])).code).toBe(0)
    expect((await runCli(['incidents', 'list', '--json', '--data', data])).json()).toEqual({ total: 0, rows: [] })
    expect((await runCli(['import', 'redo', '1', '--data', data])).code).toBe(0)
    expect((await runCli(['incidents', 'list', '--json', '--data', data])).json()).toMatchObject({ total: 2 })
    expect((await runCli(['rebuild', '--json', '--data', data])).json()).toMatchObject({ changed: 0 })
  }, 30_000)

  test('--strict takes all or nothing', async () => {
    const data = temporaryFolder()
    const ran = await runCli(['import', fileWith(csv), '--strict', '--data', data])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('Nothing was imported')
    expect(ran.stderr).toContain('row 4')
    expect((await runCli(['journal', 'list', '--json', '--data', data])).json()).toEqual({ total: 0, rows: [] })
  })
})

describe('keys', () => {
  test('are printed once, never stored, and may be given on standard input', async () => {
    const data = temporaryFolder()
    const made = await runCli(['keys', 'add', 'ci', '--data', data])
    expect(made.stdout).toMatch(/^slk_[\w-]{43}\n$/)
    const given = await runCli(['keys', 'add', 'old', '--value', '-', '--json', '--data', data], {
      input: 'k3y+/=value\n',
    })
    expect(given.json()).toMatchObject({
      key: 'k3y+/=value',
      warning: expect.stringContaining('11 characters') as unknown,
    })
    const file = readFileSync(path.join(data, 'shiplog.db'))
    expect(file.includes('k3y+/=value')).toBe(false)
    expect(file.includes(made.stdout.trim())).toBe(false)
    expect((await runCli(['keys', 'list', '--json', '--data', data])).json()).toMatchObject({ total: 2 })
    expect((await runCli(['keys', 'revoke', 'ci', '--data', data])).code).toBe(0)
  })
})

describe('the sample', () => {
  test('lies in a folder of its own and tells the same story every time', async () => {
    const data = temporaryFolder()
    const made = (await runCli(['demo', '--json', '--data', data])).json() as { data: string }
    expect(made.data).toBe(path.join(data, 'sample'))
    expect(existsSync(path.join(data, 'shiplog.db'))).toBe(false)
    const metrics = (await runCli(['metrics', '--json', '--data', made.data])).json() as {
      metrics: { state: string; n: number }[]
    }
    expect(metrics.metrics.map((one) => one.state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    await runCli(['demo', '--data', data])
    expect((await runCli(['metrics', '--json', '--data', made.data])).json()).toMatchObject({
      metrics: metrics.metrics.map(({ n }) => ({ n })),
    })
  })
})

test('the data folder may come from SHIPLOG_DATA, and the flag wins', async () => {
  const a = temporaryFolder()
  const b = temporaryFolder()
  await runCli(['keys', 'add', 'one'], { env: { SHIPLOG_DATA: a } })
  expect(existsSync(path.join(a, 'shiplog.db'))).toBe(true)
  await runCli(['--data', b, 'keys', 'add', 'two'], { env: { SHIPLOG_DATA: a } })
  expect(existsSync(path.join(b, 'shiplog.db'))).toBe(true)
})
