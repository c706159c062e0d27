// shiplog import …
import path from 'node:path'
import { Argument, type Command } from 'commander'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { whole } from '../values.ts'

export function addImports(root: Command, runner: Runner): void {
  const command = root
    .command('import')
    .description('import a CSV or JSON file of incidents')
    .argument('<file>', 'the file')
    .option('--system <name>', 'the system of rows that name none')
    .option('--zone <zone>', 'the time zone of times without an offset (default: the workspace’s)')
    .option('--dry-run', 'say what would happen, store nothing')
    .option('--strict', 'import all rows or none')
    .action((file: string, flags: { system?: string; zone?: string; dryRun?: boolean; strict?: boolean }) =>
      runner.call(
        'imports.run',
        {
          file: path.resolve(file),
          ...(flags.system === undefined ? {} : { system: flags.system }),
          ...(flags.zone === undefined ? {} : { zone: flags.zone }),
          dryRun: flags.dryRun ?? false,
          strict: flags.strict ?? false,
        },
        (done) => {
          const counts = `${done.new} new, ${done.updated} updated, ${done.unchanged} unchanged, ${done.skipped} rejected.`
          const undo =
            done.batch === null
              ? 'Nothing was stored (dry run).'
              : `Import ${done.batch}. Take it back with: shiplog import undo ${done.batch}`
          const errors = done.errors.map(
            (one) => `  row ${one.row}${one.column === null ? '' : `, ${safe(one.column)}`}: ${safe(one.reason)}`,
          )
          return [counts, ...errors, undo].join('\n')
        },
      ),
    )
  const batch = () => new Argument('<id>', 'the import’s number').argParser(whole)
  command
    .command('undo')
    .description('take an import back')
    .addArgument(batch())
    .action((id: number) =>
      runner.call(
        'imports.undo',
        { batch: id },
        (done) => `Import ${done.batch} is undone: ${done.removed} rows taken back.`,
      ),
    )
  command
    .command('redo')
    .description('put an undone import back')
    .addArgument(batch())
    .action((id: number) =>
      runner.call('imports.redo', { batch: id }, (done) => `Import ${done.batch} is back: ${done.restored} rows.`),
    )
  command
    .command('list')
    .description('list imports, newest first')
    .action(() =>
      runner.call('imports.list', {}, ({ rows }) =>
        table(
          ['import', 'at', 'new', 'updated', 'unchanged', 'rejected', 'file'],
          rows.map((row) => [
            `${row.batch}`,
            moment(row.at_ms),
            `${row.new}`,
            `${row.updated}`,
            `${row.unchanged}`,
            `${row.skipped}`,
            row.name + (row.undone ? ' (undone)' : ''),
          ]),
        ),
      ),
    )
}
