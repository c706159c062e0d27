// shiplog keys …
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'

export function addKeys(root: Command, runner: Runner): void {
  const keys = root.command('keys').description('API keys of the listener')
  keys
    .command('add <name>')
    .description('make a key and print it, this once')
    .option('--value <key>', 'register an existing key instead; - reads it from standard input')
    .action((name: string, flags: { value?: string }) => {
      const given = flags.value === '-' ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : flags.value
      return runner.call('keys.add', { name, ...(given === undefined ? {} : { value: given }) }, (done) => {
        if (done.warning !== null) console.error(done.warning)
        return done.key
      })
    })
  keys
    .command('list')
    .description('list keys')
    .action(() =>
      runner.call('keys.list', {}, ({ rows }) =>
        table(
          ['name', 'starts', 'added', 'last used', 'state'],
          rows.map((row) => [
            row.name,
            `${row.starts}…`,
            moment(row.added_at_ms),
            moment(row.last_used_at_ms),
            row.revoked_at_ms === null ? 'live' : 'revoked',
          ]),
        ),
      ),
    )
  keys
    .command('revoke <name>')
    .description('end a key at once')
    .action((name: string) => runner.call('keys.revoke', { name }, (done) => `Revoked ${done.name}.`))
}
