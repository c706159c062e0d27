// shiplog export
import { plural } from '../../../../src-shared/plural.ts'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import {
  exportFormats,
  exportLists,
  type ExportFormat,
  type ExportList,
} from '../../../../src-shared/contract/exports.ts'
import { safe, table } from '../print.ts'
import { type ParquetTable, parquetTables } from '../../../../src-shared/export/parquet-tables.ts'
import type { Runner } from '../runner.ts'
import { type SortFlags, sorted } from '../sorting.ts'
import { absolute, gather } from '../values.ts'

interface Flags extends SortFlags<string> {
  format?: ExportFormat
  to?: string
  system?: string[]
  env?: string
  where?: Record<string, unknown>
}

export function addExport(root: Command, runner: Runner): void {
  const command = root
    .command('export')
    .description('write all rows of a list to a file or to stdout')
    .addArgument(new Argument('<list>', 'which').choices(exportLists))
    .addOption(new Option('--format <format>', 'csv, or json with --json, where none is given').choices(exportFormats))
    .option('--to <file>', 'a new file (default: stdout)')
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier')
    .option('--sort <column>', 'in the order of this column')
    .option('--descending', 'with --sort, the largest first')
    .option(
      '--where <field=value>',
      'another field of the list’s call, as JSON or text; may be given more than once',
      gatherField,
    )
    .action((list: ExportList, flags: Flags, command: Command) => {
      const { format, to, system, env, where } = flags
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true
      const chosen = format ?? (json && to === undefined ? 'json' : 'csv')
      if (json && to === undefined && chosen !== 'json' && chosen !== 'about')
        command.error(`error: --json prints one JSON value, which ${chosen} is not; give --to <file> too.`)
      const question = {
        ...(system === undefined ? {} : { systems: system }),
        ...(env === undefined ? {} : { environment: env }),
        ...sorted(flags, command),
        ...where,
      }
      const file = to === undefined ? null : absolute(to)
      return runner.export('exports.list', { list, format: chosen, question }, file, ({ rows }) => written(rows, file))
    })
  command
    .command('workspace')
    .description('write the whole workspace, for "shiplog import" elsewhere; keys stay behind')
    .option('--out <file>', 'a new file, in gzip where its name ends in .gz (default: stdout)')
    .action(({ out }: { out?: string }, self: Command) => {
      if (out === undefined && self.optsWithGlobals<{ json?: boolean }>().json === true)
        self.error('error: --json prints one JSON value, and a workspace is one on each line; give --out <file> too.')
      const file = out === undefined ? null : absolute(out)
      return runner.export('exports.workspace', {}, file, ({ rows, left_behind }) =>
        [written(rows, file), ...left_behind.map((what) => `  not in it: ${what}`)].join('\n'),
      )
    })
  command
    .command('parquet')
    .description('write facts and links as Parquet files, for DuckDB, ClickHouse or Spark')
    .requiredOption('--out <dir>', 'a new folder')
    .addOption(
      new Option('--table <name>', 'only this table; may be given more than once')
        .choices(parquetTables)
        .argParser(gather),
    )
    .action(({ out, table: tables = [] }: { out: string; table?: ParquetTable[] }) =>
      runner.call('exports.parquet', { to: absolute(out), tables }, ({ files }) =>
        table(
          ['table', 'rows', 'file'],
          files.map(({ table: name, rows, file }) => [name, `${rows}`, file]),
        ),
      ),
    )
}

function written(rows: number, file: string | null): string {
  return `${plural(rows, 'row')} in ${safe(file ?? 'stdout')}`
}

/** `state=open`, `from_ms=1780000000000`: the value as JSON, or as it is. */
function gatherField(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Give a field as name=value, such as state=open.')
  const given = text.slice(at + 1)
  try {
    return { ...before, [text.slice(0, at)]: JSON.parse(given) as unknown }
  } catch {
    return { ...before, [text.slice(0, at)]: given }
  }
}
