// shiplog keys …
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { gather, hours } from '../values.ts'

interface Scope {
  dialect?: string[]
  system?: string[]
}

export function addKeys(root: Command, runner: Runner): void {
  const keys = root.command('keys').description('API keys of the listener')
  scoped(keys.command('add <name>'))
    .description('make a key and print it, this once')
    .option('--value <key>', 'register an existing key instead; - reads it from standard input')
    .option('--signs', 'one that signs requests and is never sent: whsec_…')
    .action((name: string, flags: Scope & { value?: string; signs?: boolean }) => {
      const given = flags.value === '-' ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : flags.value
      const signs = flags.signs === true ? { signs: true } : {}
      const input = { name, ...scopeOf(flags), ...signs, ...(given === undefined ? {} : { value: given }) }
      return runner.call('keys.add', input, (done) => {
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
          ['name', 'starts', 'dialects', 'systems', 'added', 'last used', 'state'],
          rows.map((row) => [
            row.name,
            `${row.starts}…`,
            row.dialects?.join(', ') ?? 'all',
            row.systems?.join(', ') ?? 'all',
            moment(row.added_at_ms),
            moment(row.last_used_at_ms),
            row.ends_at_ms !== null
              ? `ends ${moment(row.ends_at_ms)}`
              : row.revoked_at_ms === null
                ? row.signs
                  ? 'live, signs'
                  : 'live'
                : 'revoked',
          ]),
        ),
      ),
    )
  scoped(keys.command('scope <name>'))
    .description('say what a key may be used for; without options for everything')
    .action((name: string, flags: Scope) =>
      runner.call('keys.scope', { name, ...scopeOf(flags) }, ({ dialects, systems }) => {
        const [through, about] = [dialects?.join(', ') ?? 'any dialect', systems?.join(', ') ?? 'any system']
        return `${name} may report through ${through}, for ${about}.`
      }),
    )
  keys
    .command('rotate <name>')
    .description('give a key a new value and print it, this once')
    .option('--keep-hours <n>', 'how long the old value still works: 0 to 168 hours, default 0', hours)
    .action((name: string, flags: { keepHours?: number }) =>
      runner.call('keys.rotate', { name, keep_hours: flags.keepHours ?? 0 }, (done) => done.key),
    )
  keys
    .command('revoke <name>')
    .description('end a key at once')
    .action((name: string) => runner.call('keys.revoke', { name }, (done) => `Revoked ${done.name}.`))
}

function scoped(command: Command): Command {
  return command
    .option('--dialect <id>', 'only through this dialect; may be given more than once', gather)
    .option('--system <name>', 'only for this system; may be given more than once', gather)
}

function scopeOf({ dialect = [], system = [] }: Scope): { dialects: string[] | null; systems: string[] | null } {
  return { dialects: dialect.length > 0 ? dialect : null, systems: system.length > 0 ? system : null }
}
