// Decisions on the command line, by the numbers that lists show, and the proof that facts are what a rebuild makes.
import path from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../helpers/cli.ts'
import { at, deployment, incident, workspace } from '../../helpers/workspace.ts'
import { changeFile } from '../../helpers/file.ts'

/** Two deployments, an incident after the second, and an environment of no tier; nobody has it open. */
async function folder(): Promise<string> {
  const opened = await workspace()
  await opened.send(
    deployment('1.0.0', '2026-03-01T12:00:00Z', { changes: ['c1'] }),
    deployment('1.1.0', '2026-03-02T12:00:00Z', { changes: ['c2'] }),
    deployment('k', '2026-03-02T13:00:00Z', { environment: 'kundensystem', changes: ['c3'] }),
    { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-03-01T09:00:00Z') },
    incident('i1', '2026-03-03T12:00:00Z', '2026-03-03T13:00:00Z'),
  )
  await opened.shiplog.close()
  return opened.dataDir
}

function shiplog(data: string) {
  return async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--data', data])
    return { code, out: stdout.trim(), err: stderr.trim() }
  }
}

/** The cells of the first line that holds `text`. */
function lineWith(out: string, text: string): string[] {
  return (out.split('\n').find((line) => line.includes(text)) ?? '').split(/ {2,}/)
}

test('an incident is given another cause by number, and gets its old one back', async () => {
  const run = shiplog(await folder())
  const cause = async () => lineWith((await run('incidents', 'list')).out, 'i1')
  const [incidentNumber = ''] = await cause()
  const { out: candidates } = await run('decide', 'candidates', incidentNumber)
  expect(lineWith(candidates, '1.1.0')).toContain('now')
  const [deploymentNumber = ''] = lineWith(candidates, '1.0.0')

  const { out: said } = await run('decide', 'attribute', incidentNumber, deploymentNumber)
  const id = /^Decision (\d+)\. Take it back with: shiplog decide undo \1$/.exec(said)?.[1] ?? ''
  expect(await cause()).toContain('1.0.0')
  expect(await run('decide', 'undo', id)).toMatchObject({ code: 0, out: `Decision ${id} is undone.` })
  expect(lineWith((await run('decisions')).out, 'i1')).toContain('undone')
  expect(await cause()).toContain('1.1.0')
  expect(await run('decide', 'redo', id)).toMatchObject({ code: 0 })
  expect(await run('decide', 'attribute', incidentNumber, 'none')).toMatchObject({ code: 0 })
  expect(await cause()).toContain('–')
}, 60_000)

test('the other decisions: left out, a kind, a join, an ignored finding', async () => {
  const run = shiplog(await folder())
  const [number = ''] = lineWith((await run('deployments', 'list')).out, '1.1.0')
  expect(await run('decide', 'exclude', 'deployment', number, '--reason', 'a rehearsal')).toMatchObject({ code: 0 })
  expect(await run('decide', 'kind', number, 'rollback')).toMatchObject({ code: 0 })
  expect(await run('decide', 'join', 'environment', 'kundensystem', 'production')).toMatchObject({ code: 0 })
  expect(await run('decide', 'ignore', 'left-out')).toMatchObject({ code: 0 })
  const { rows } = JSON.parse((await run('decisions', '--json')).out) as { rows: { summary: string }[] }
  expect(rows.map((row) => row.summary)).toEqual([
    'finding left-out: no problem here',
    'environment kundensystem is production',
    'deployment 1.1.0 is a rollback one',
    'deployment 1.1.0 left out: a rehearsal',
  ])
}, 60_000)

test.each([
  [['decide', 'exclude', 'deployment', '1'], 2, '--reason'],
  [['decide', 'exclude', 'change', '1', '--reason', 'x'], 2, 'deployment, incident'],
  [['decide', 'attribute', '1', 'nobody'], 2, 'not a whole number'],
  [['decide', 'attribute', '77', 'none'], 1, 'no incident number 77'],
  [['decide', 'undo', '1'], 1, 'no decision 1'],
  [['decide', 'join', 'system', 'api', 'nobody'], 1, '"nobody"'],
  [['decide', 'ignore', 'nonsense'], 1, '"nonsense"'],
])('%s is refused', async (args, code, said) => {
  const ran = await shiplog(await folder())(...args)
  expect(ran.code).toBe(code)
  expect(ran.err).toContain(said)
})

test('rebuild --check finds nothing where all is well, and what was tampered with otherwise, changing neither', async () => {
  const data = await folder()
  const run = shiplog(data)
  expect(await run('rebuild', '--check')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing changed.') })

  changeFile(
    path.resolve(data),
    `UPDATE deployments SET state = 'failed' WHERE thing = '1.1.0'; DELETE FROM incident_deployments`,
  )
  for (const time of ['once', 'and again, since nothing was mended']) {
    const { code, out } = await run('rebuild', '--check')
    expect(code, time).toBe(1)
    // A row before, a row after; and a link that only a rebuild makes.
    expect(out).toContain('3 rows would come out different.')
    expect(out).toMatch(/deployments, id \d+, thing 1\.1\.0: state is "failed", by a rebuild "succeeded"/)
    expect(out).toMatch(/incident_deployments, incident \d+: only a rebuild makes it/)
  }
  const json = await runCli(['rebuild', '--check', '--json', '--data', data])
  expect(json.code).toBe(1)
  expect(json.json()).toMatchObject({ changed: 3 })

  expect(await run('rebuild')).toMatchObject({ code: 0, out: expect.stringContaining('3 rows came out different.') })
  expect(await run('rebuild', '--check')).toMatchObject({ code: 0 })
}, 60_000)
