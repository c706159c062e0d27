// shiplog deployments list, incidents list, journal list, findings
import type { Command } from 'commander'
import { deploymentSorts, type DeploymentSort } from '../../../../src-shared/contract/deployments.ts'
import { incidentSorts, type IncidentSort } from '../../../../src-shared/contract/incidents.ts'
import { type JournalSort, journalSorts } from '../../../../src-shared/contract/journal.ts'
import { inWords } from '../../../../src-shared/duration.ts'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { sortable, type SortFlags, sorted } from '../sorting.ts'
import { gather, positive } from '../values.ts'

const shownByDefault = 50

export function addLists(root: Command, runner: Runner): void {
  const listing = (name: string, of: string) =>
    root
      .command(name)
      .description(of)
      .command('list')
      .description(`list ${of}, newest first`)
      .option('--limit <n>', 'at most so many rows', positive)
  sortable(listing('deployments', 'deployments'), deploymentSorts)
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier')
    .action(
      async (
        flags: SortFlags<DeploymentSort> & { limit?: number; system?: string[]; env?: string },
        command: Command,
      ) => {
        const input = {
          ...limited(flags, command),
          ...sorted(flags, command),
          ...(flags.system ? { systems: flags.system } : {}),
          ...(flags.env ? { environment: flags.env } : {}),
        }
        await runner.call('deployments.list', input, ({ total, rows }) =>
          counted(
            total,
            rows.length,
            table(
              [
                'number',
                'finished',
                'system',
                'environment',
                'state',
                'id',
                'changes',
                'lead time',
                'incidents',
                'sources',
              ],
              rows.map((row) => [
                `${row.number}`,
                moment(row.finished_at_ms),
                row.system,
                row.environment,
                row.kind === 'regular' ? row.state : `${row.state} ${row.kind}`,
                row.id,
                row.changes === null ? 'not yet' : `${row.changes}`,
                row.lead_time_ms === null ? '–' : inWords(row.lead_time_ms),
                `${row.incidents}`,
                row.sources.join(', '),
              ]),
            ),
          ),
        )
      },
    )
  sortable(listing('incidents', 'incidents'), incidentSorts)
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .action(async (flags: SortFlags<IncidentSort> & { limit?: number; system?: string[] }, command: Command) => {
      await runner.call(
        'incidents.list',
        { ...limited(flags, command), ...sorted(flags, command), ...(flags.system ? { systems: flags.system } : {}) },
        ({ total, rows }) =>
          counted(
            total,
            rows.length,
            table(
              ['number', 'started', 'resolved', 'system', 'severity', 'id', 'deployment', 'title'],
              rows.map((row) => [
                `${row.number}`,
                moment(row.started_at_ms),
                row.resolved_at_ms === null
                  ? 'open'
                  : `${moment(row.resolved_at_ms)}${row.end_estimated ? ' (estimated)' : ''}`,
                row.system,
                row.severity ?? '–',
                row.id,
                row.deployment ?? '–',
                row.title ?? '',
              ]),
            ),
          ),
      )
    })
  const journal = sortable(listing('journal', 'deliveries'), journalSorts)
  journal.action(async (flags: SortFlags<JournalSort> & { limit?: number }, command: Command) => {
    await runner.call('journal.list', { ...limited(flags, command), ...sorted(flags, command) }, ({ total, rows }) =>
      counted(
        total,
        rows.length,
        table(
          ['id', 'at', 'source', 'outcome', 'answer', 'bytes', 'what'],
          rows.map((row) => [
            `${row.id}`,
            moment(row.at_ms),
            row.source,
            row.outcome,
            `${row.status ?? '–'}`,
            `${row.bytes}`,
            row.reason === null ? row.summary : `${row.summary} (${row.reason})`,
          ]),
        ),
      ),
    )
  })
  root
    .command('findings')
    .description('what in the data is odd, and what it does to the numbers')
    .action(() =>
      runner.call(
        'findings.list',
        {},
        ({ rows }) =>
          rows.map((row) => `${row.id}: ${row.n} × ${row.title}. ${row.effect}`).join('\n') || 'Nothing odd was found.',
      ),
    )
}

/** A program gets everything; a person a screenful, unless told. */
export function limited(flags: { limit?: number }, command: Command): { limit: number } {
  const json = command.optsWithGlobals<{ json?: boolean }>().json === true
  return { limit: flags.limit ?? (json ? 100_000 : shownByDefault) }
}

export function counted(total: number, shown: number, text: string): string {
  return total > shown ? `${text}\n${shown} of ${total}; --limit shows more.` : text
}
