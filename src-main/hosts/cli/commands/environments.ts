// shiplog environments, builds, versions, issues
import { plural } from '../../../../src-shared/plural.ts'
import { type Command, Option } from 'commander'
import { type BuildRow, type BuildSort, buildSorts } from '../../../../src-shared/contract/builds.ts'
import { type IssueSort, issueSorts } from '../../../../src-shared/contract/issues.ts'
import { type VersionSort, versionSorts } from '../../../../src-shared/contract/versions.ts'
import type { Cell } from '../../../../src-shared/contract/environments.ts'
import { drifts } from '../../../../src-shared/environment.ts'
import { inWords } from '../../../../src-shared/duration.ts'
import { deploymentStates, issueStatuses } from '../../../../src-shared/event.ts'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { sortable, type SortFlags, sorted } from '../sorting.ts'
import { gather, positive, time } from '../values.ts'
import { counted, limited } from './lists.ts'

interface Flags {
  system?: string[]
  limit?: number
}

export function addEnvironments(root: Command, runner: Runner): void {
  const command = (name: string, description: string) =>
    root
      .command(name)
      .description(description)
      .option('--system <name>', 'only this system; may be given more than once', gather)
  const listing = (name: string, description: string) =>
    command(name, description).option('--limit <n>', 'at most so many rows', positive)
  const chosen = (flags: Flags) => (flags.system === undefined ? {} : { systems: flags.system })

  command('environments', 'what runs where')
    .option('--as-of <time>', 'as it was then: 2026-06-01T12:00:00Z, or 2026-06-01 12:00 in UTC', time)
    .action((flags: Flags & { asOf?: number }) =>
      runner.call(
        'environments.matrix',
        { ...chosen(flags), ...(flags.asOf === undefined ? {} : { as_of_ms: flags.asOf }) },
        ({ environments, rows, as_of_ms }) =>
          rows.length === 0
            ? 'No deployment is known yet.'
            : table(
                ['system', ...environments.map((one) => one.name), ''],
                rows.map((row) => [
                  row.system,
                  ...row.cells.map((cell) => cellText(cell, as_of_ms)),
                  drifts(row.cells) ? 'drift' : '',
                ]),
              ),
      ),
    )

  sortable(listing('builds', 'builds, newest first'), buildSorts)
    .addOption(new Option('--state <state>', 'only in this state').choices(deploymentStates))
    .action(
      async (flags: Flags & SortFlags<BuildSort> & { state?: (typeof deploymentStates)[number] }, self: Command) => {
        const states = flags.state === undefined ? {} : { states: [flags.state] }
        const input = { ...limited(flags, self), ...chosen(flags), ...sorted(flags, self), ...states }
        await runner.call('builds.list', input, ({ total, rows }) =>
          counted(
            total,
            rows.length,
            table(
              ['at', 'system', 'state', 'took', 'version', 'commit', 'branch', 'id'],
              rows.map((row) => [
                moment(row.at_ms),
                row.system,
                row.state,
                took(row),
                row.version ?? '–',
                row.commit?.slice(0, 12) ?? '–',
                row.branch ?? '–',
                row.id,
              ]),
            ),
          ),
        )
      },
    )

  sortable(listing('versions', 'versions that builds and deployments name, newest first'), versionSorts)
    .option('--conflicts', 'only those with two different commits')
    .action(async (flags: Flags & SortFlags<VersionSort> & { conflicts?: boolean }, self: Command) => {
      const { conflicts = false } = flags
      const input = { ...limited(flags, self), ...chosen(flags), ...sorted(flags, self), conflicts }
      await runner.call('versions.list', input, ({ total, rows }) =>
        counted(
          total,
          rows.length,
          table(
            ['first seen', 'system', 'version', 'builds', 'runs in', 'commits'],
            rows.map((row) => [
              moment(row.first_seen_ms),
              row.system,
              row.version,
              `${row.builds}`,
              row.runs_in.join(', ') || '–',
              row.commits.map((commit) => commit.slice(0, 12)).join(row.conflict ? ' or ' : ', ') || '–',
            ]),
          ),
        ),
      )
    })

  sortable(listing('issues', 'issues that are no incidents, newest first'), issueSorts)
    .option('--kind <kind>', 'only of this kind, such as bug')
    .addOption(new Option('--status <status>', 'only with this status').choices(issueStatuses))
    .action(
      async (
        flags: Flags & SortFlags<IssueSort> & { kind?: string; status?: (typeof issueStatuses)[number] },
        self: Command,
      ) => {
        const { system: _, limit: __, sort: ___, descending: ____, ...only } = flags
        const input = { ...limited(flags, self), ...chosen(flags), ...sorted(flags, self), ...only }
        await runner.call('issues.list', input, ({ total, rows }) =>
          counted(
            total,
            rows.length,
            table(
              ['created', 'resolved', 'system', 'kind', 'priority', 'points', 'status', 'id', 'title'],
              rows.map((row) => [
                moment(row.created_at_ms),
                moment(row.resolved_at_ms),
                row.system,
                row.kind,
                row.priority ?? row.severity ?? '–',
                `${row.story_points ?? '–'}`,
                row.status,
                row.id,
                row.title ?? '',
              ]),
            ),
          ),
        )
      },
    )
}

function took({ started_at_ms: started, finished_at_ms: finished }: BuildRow): string {
  return started === null || finished === null || finished <= started ? '–' : inWords(finished - started)
}

/** "1.4.2 for 2 d 3 h, 1.5.0 failed, 7 commits behind staging". */
function cellText(cell: Cell | null, asOf: number): string {
  if (cell === null) return 'never seen'
  const { current, failed, running, behind } = cell
  return [
    current === null ? 'nothing' : `${current.label} for ${inWords(Math.max(0, asOf - current.at_ms))}`,
    failed && `${failed.label} ${failed.state}`,
    running && `${running.label} ${running.state}`,
    behind?.commits && `${plural(behind.commits, 'commit')} behind ${behind.environment}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ')
}
