// shiplog import …
import { plural } from '../../../../src-shared/plural.ts'
import { Argument, type Command, Option } from 'commander'
import type { Output } from '../../../../src-shared/contract/index.ts'
import { importKinds } from '../../../../src-shared/import-choices.ts'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { withStandardInput } from '../standard-input.ts'
import { absolute, whole } from '../values.ts'
import { isWorkspace } from '../../../workspace-file/file.ts'
import { addKept } from './import-kept.ts'
import { restore } from './restore.ts'
import { choicesOf, type ImportFlags, listed, mapped, worded } from './import-flags.ts'

export function addImports(root: Command, runner: Runner): void {
  const command = root
    .command('import')
    .description('import a file of incidents or deployments, or a whole Shiplog workspace')
    .argument('<file>', 'the file, or - for standard input')
    .option('--preset <id>', 'the export it is, or none (default: told from the file; see "import presets")')
    .addOption(new Option('--as <kind>', 'what the rows of an unknown file are').choices([...importKinds]))
    .option('--map <column=field>', 'what a column is; may be given more than once', mapped)
    .option(
      '--where <rows>',
      'rows that count, such as "Issue Type=Bug|Outage" or "Priority<=2"; all must hold',
      listed,
    )
    .option('--value <field:word=meaning>', 'what a word stands for, such as "system:checkout-svc=checkout"', worded)
    .addOption(
      new Option('--dates <order>', 'which number of a date is the day, where the file does not prove it').choices([
        'day-first',
        'month-first',
      ]),
    )
    .option('--inside <name>', 'which file it is, where the file is a zip that holds several')
    .option('--all', 'import each file of such a zip, one after the other')
    .option('--system <name>', 'the system of rows that name none')
    .option('--zone <zone>', 'the time zone of times without an offset (default: the export’s, else the workspace’s)')
    .option('--profile <name>', 'the profile to read it by, or none (default: the one for its columns)')
    .option('--save-profile <name>', 'keep what is said here, for files with the same columns')
    .option('--watch', 'import it again whenever it changes, while Shiplog runs')
    .option('--dry-run', 'print what would happen as JSON, store nothing')
    .option('--strict', 'import all rows or none')
    .action((file: string, flags: ImportFlags) =>
      file === '-'
        ? withStandardInput((input) => take(runner, input, flags, { name: 'standard input' }))
        : take(runner, absolute(file), flags),
    )
  command
    .command('presets')
    .description('list the exports that are known')
    .action(() =>
      runner.call('imports.presets', {}, ({ rows }) =>
        table(
          ['preset', 'rows are', 'export'],
          rows.map(({ id, what, title }) => [id, what, title]),
        ),
      ),
    )
  addKept(command, runner)
  const batch = () => new Argument('<id>', 'the import’s number').argParser(whole)
  command
    .command('undo')
    .description('take an import back')
    .addArgument(batch())
    .action((id: number) =>
      runner.call(
        'imports.undo',
        { batch: id },
        (done) => `Import ${done.batch} is undone: ${plural(done.removed, 'row')} taken back.`,
      ),
    )
  command
    .command('redo')
    .description('put an undone import back')
    .addArgument(batch())
    .action((id: number) =>
      runner.call(
        'imports.redo',
        { batch: id },
        (done) => `Import ${done.batch} is back: ${plural(done.restored, 'row')}.`,
      ),
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

/** A whole workspace, or a file of rows. */
async function take(runner: Runner, file: string, flags: ImportFlags, named: { name?: string } = {}): Promise<void> {
  if (await isWorkspace(file)) return restore(runner, file, flags, named)
  if (flags.all !== true) return run(runner, file, flags, named)
  let names: string[] = []
  await runner.call(
    'imports.inside',
    { file, ...named },
    ({ total }) => `${total} files, each as an import of its own.`,
    ({ rows, total }) => {
      names = rows
      return total === 0
    },
  )
  for (const inside of names) await run(runner, file, { ...flags, inside }, named)
}

function run(runner: Runner, file: string, flags: ImportFlags, named: { name?: string }): Promise<void> {
  const { inside, system, zone, profile, saveProfile, watch = false, dryRun = false, strict = false } = flags
  const choices = choicesOf(flags)
  return runner.call(
    'imports.run',
    {
      file,
      ...named,
      ...(inside === undefined ? {} : { inside }),
      ...(system === undefined ? {} : { system }),
      ...(zone === undefined ? {} : { zone }),
      ...(profile === undefined ? {} : { profile }),
      ...(saveProfile === undefined ? {} : { save_profile: saveProfile }),
      watch,
      ...(Object.keys(choices).length === 0 ? {} : { choices }),
      dryRun,
      strict,
    },
    (done) => (done.plan === null ? report(done) : JSON.stringify({ batch: null, ...done.plan }, null, 2)),
  )
}

function report(done: Output<'imports.run'>): string {
  const { rejected } = done
  const counts = `${done.new} new, ${done.updated} updated, ${done.unchanged} unchanged, ${rejected} rejected.`
  const errors = done.errors.map(
    (one) => `  row ${one.row}${one.column === null ? '' : `, ${safe(one.column)}`}: ${safe(one.reason)}`,
  )
  const left = done.left_out.map(({ reason, n }) => `  ${n} left out: ${safe(reason)}`)
  const warnings = done.warnings.map((text) => `  note: ${safe(text)}`)
  const undo = `Import ${done.batch}. Take it back with: shiplog import undo ${done.batch}`
  const more = rejected - errors.length
  const unlisted = more === 0 ? [] : [`  and ${more} more`]
  return [counts, ...errors, ...unlisted, ...left, ...warnings, undo].join('\n')
}
