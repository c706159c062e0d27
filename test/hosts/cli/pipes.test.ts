// A reader that goes away: real pipes, of a shell. What a command prints after that is nobody's, and no failure.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { silent } from '../../../src-main/log.ts'
import { openWorkspace } from '../../helpers/open-workspace.ts'
import { runCli, cliArguments } from '../../helpers/cli.ts'
import { temporaryPath } from '../../helpers/repos.ts'
import { at, deliveryOf, deployment } from '../../helpers/workspace.ts'

const data = temporaryPath('data')

beforeAll(async () => {
  const now = at('2026-06-30T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: data, clock: () => now, log: silent })
  // More than any pipe holds: 64 KB, or a megabyte where somebody set that.
  const long = 'x'.repeat(2000)
  const events = Array.from({ length: 700 }, (_, i) =>
    deployment(`${i}`, '2026-06-01T12:00:00Z', { title: long, version: `${long}${i}` }),
  )
  await shiplog.ops.deliver(deliveryOf(events, now), { events, at: events.map(() => 'body'), skipped: [] }, false)
  await shiplog.close()
})

/** What a reader of the first bytes gets, what is said on stderr, and the command's own exit code. */
function readABit(args: string[]): { read: string; said: string; code: number } {
  const told = temporaryPath('told')
  const words = [process.execPath, ...cliArguments([...args, '--data', data])]
  const script = `{ "$@" 2>"$TOLD.err"; echo $? >"$TOLD.code"; } | head -c 10`
  const env = { ...process.env, TOLD: told, SHIPLOG_DATA: '' }
  const read = execFileSync('sh', ['-c', script, 'sh', ...words], { env, encoding: 'utf8' })
  // A slow computer is told how far it is.
  const said = readFileSync(`${told}.err`, 'utf8').replace(/^Exporting .* rows\n/gm, '')
  return { read, said, code: Number(readFileSync(`${told}.code`, 'utf8')) }
}

test.skipIf(process.platform === 'win32').each([
  [['export', 'workspace'], '{"format":'],
  [['deployments', 'list', '--limit', '700', '--json'], '{"total":7'],
])('%s', (args, start) => {
  expect(readABit(args)).toEqual({ read: start, said: '', code: 0 })
})

test('a whole workspace: to stdout, from standard input into another folder, and refused into a full one', async () => {
  const other = temporaryPath('other')
  const commands = [
    ['export', 'workspace', '--data', data],
    ['import', '-', '--data', other],
  ].map((args) => [process.execPath, ...cliArguments(args)])
  const words = commands.map((command) => command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '))
  const said = execFileSync('sh', ['-c', words.join(' | ')], { encoding: 'utf8' })
  expect(said).toContain(
    'is restored: 1 delivery, 700 deployments, 0 incidents, 0 repositories with 0 commits, 0 decisions.',
  )
  expect(said).toContain('not in it: API keys and signing secrets')
  const file = temporaryPath('again.ndjson.gz')
  const again = await runCli(['export', 'workspace', '--out', file, '--data', other])
  expect(again.stdout).toMatch(/^\d+ rows in .*again\.ndjson\.gz\n {2}not in it: API keys/)
  const refused = await runCli(['import', file, '--json', '--data', data])
  expect(refused.code).toBe(1)
  expect(refused.json()).toMatchObject({ error: { code: 'conflict' } })
})
