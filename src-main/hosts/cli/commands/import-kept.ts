// shiplog import profiles, forget-profile, rename-profile, watched, unwatch
import type { Command } from 'commander'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { absolute } from '../values.ts'

export function addKept(command: Command, runner: Runner): void {
  command
    .command('profiles')
    .description('list what is kept about files with certain columns')
    .action(() =>
      runner.call('imports.profiles', {}, ({ rows }) =>
        table(
          ['profile', 'columns'],
          rows.map(({ name, columns }) => [safe(name), safe(columns.join(', '))]),
        ),
      ),
    )
  command
    .command('forget-profile')
    .description('forget a profile; what was imported by it stays')
    .argument('<name>', 'its name')
    .action((name: string) =>
      runner.call('imports.removeProfile', { name }, (done) => `The profile ${safe(done.name)} is forgotten.`),
    )
  command
    .command('rename-profile')
    .description('give a profile another name')
    .argument('<name>', 'its name')
    .argument('<to>', 'the new one')
    .action((name: string, to: string) =>
      runner.call('imports.renameProfile', { name, to }, (done) => `The profile is called ${safe(done.name)} now.`),
    )
  command
    .command('watched')
    .description('list files that are imported again when they change')
    .action(() =>
      runner.call('imports.watched', {}, ({ rows }) =>
        table(
          ['file', 'changed', 'import', 'outcome'],
          rows.map(({ file, at_ms, batch, note }) => [
            safe(file),
            at_ms === null ? '' : moment(at_ms),
            batch === null ? '' : `${batch}`,
            safe(note ?? ''),
          ]),
        ),
      ),
    )
  command
    .command('unwatch')
    .description('leave a file alone from now on; what was imported of it stays')
    .argument('<file>', 'the file')
    .action((file: string) =>
      runner.call('imports.unwatch', { file: absolute(file) }, (done) => `${safe(done.file)} is left alone.`),
    )
}
