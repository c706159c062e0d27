// A system shown by another name: reports by any of its names reach it, and no two systems ever share one.
import { expect, test } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { at, deployment, incident, workspace, type TestWorkspace } from '../helpers/workspace.ts'

async function names({ call }: TestWorkspace): Promise<string[]> {
  return (await call('systems.list', {})).rows.map((row) => row.name)
}

test('reports by the old name and the new one belong to it', async () => {
  const space = await workspace()
  await space.send(deployment('D1', '2026-06-01T10:00:00Z', { system: 'webhook 1' }))
  expect(await space.call('systems.rename', { system: 'webhook 1', name: ' shop ' })).toEqual({ name: 'shop' })
  await space.send(deployment('D2', '2026-06-02T10:00:00Z', { system: 'webhook 1' }))
  await space.send(incident('I1', '2026-06-02T11:00:00Z', null, { system: 'shop' }))
  expect(await names(space)).toEqual(['shop'])
  const { rows } = await space.call('incidents.list', { systems: ['webhook 1'] })
  // The incident is blamed on the last deployment before it, whatever name that was reported by.
  expect(rows).toMatchObject([{ system: 'shop', started_at_ms: at('2026-06-02T11:00:00Z'), deployment: 'D2' }])
  expect((await space.call('workspace.rebuild', {})).changed).toBe(0)
})

test('back to an earlier name, and to its own', async () => {
  const space = await workspace()
  await space.send(deployment('D1', '2026-06-01T10:00:00Z', { system: 'a' }))
  for (const name of ['b', 'b', 'a']) await space.call('systems.rename', { system: 'a', name })
  expect(await names(space)).toEqual(['a'])
})

test('a name that is another’s, now or once, is refused', async () => {
  const space = await workspace()
  for (const system of ['a', 'b', '_unknown_']) await space.send(deployment('D1', '2026-06-01T10:00:00Z', { system }))
  await space.call('systems.rename', { system: 'b', name: 'c' })
  const refusal = (system: string, name: string) => space.refusal('systems.rename', { system, name })
  expect(await refusal('a', 'c')).toBe('There is a system "c" already. Choose another name.')
  expect(await refusal('a', 'b')).toContain('"b" is an earlier name of the system "c"')
  expect(await refusal('x', 'y')).toBe('There is no system "x".')
  expect(await refusal('_unknown_', 'y')).toContain('_unknown_')
  expect(await refusal('a', '_unknown_')).toContain('_unknown_')
  expect(await refusal('a', '')).toContain('"name" is "", expected at least one character')
  expect(await refusal('a', 'a\nb')).toContain('text without control characters')
  expect(await names(space)).toEqual(['_unknown_', 'a', 'c'])
})

test('the name of a system that was joined with it is that one’s until the join is taken back', async () => {
  const space = await workspace()
  for (const system of ['a', 'b']) await space.send(deployment('D1', '2026-06-01T10:00:00Z', { system }))
  await space.call('decisions.join', { what: 'system', from: 'a', into: 'b' })
  expect(await space.refusal('systems.rename', { system: 'b', name: 'a' })).toContain('was joined with this one')
})

test('from the command line', async () => {
  const { send, shiplog, dataDir } = await workspace()
  await send(deployment('D1', '2026-06-01T10:00:00Z', { system: 'webhook 1' }))
  await shiplog.close()
  const renamed = await runCli(['systems', 'rename', 'webhook 1', 'shop', '--data', dataDir])
  expect([renamed.stderr, renamed.code, renamed.stdout]).toEqual(['', 0, 'webhook 1 is now shop.\n'])
  const list = await runCli(['systems', 'list', '--data', dataDir])
  expect(list.stdout).toBe(
    'system  deployments  incidents  last deployment\nshop    1            0          2026-06-01 10:00Z\n',
  )
  const unknown = await runCli(['systems', 'rename', 'nope', 'x', '--data', dataDir])
  expect([unknown.code, unknown.stderr]).toEqual([1, 'There is no system "nope".\n'])
})
