// --sort and --descending, of the lists that can be sorted.
import { type Command, Option } from 'commander'
import type { Direction } from '../../../src-shared/contract/call.ts'

export interface SortFlags<C extends string> {
  sort?: C
  descending?: boolean
}

export function sortable(command: Command, columns: readonly string[]): Command {
  return command
    .addOption(new Option('--sort <column>', 'by this column instead, rows without it last').choices(columns))
    .option('--descending', 'with --sort, the largest first')
}

export function sorted<C extends string>(
  { sort, descending = false }: SortFlags<C>,
  command: Command,
): { sort?: { by: C; direction: Direction } } {
  if (sort === undefined && descending) command.error('error: --descending goes with --sort <column>.')
  return sort === undefined ? {} : { sort: { by: sort, direction: descending ? 'descending' : 'ascending' } }
}
