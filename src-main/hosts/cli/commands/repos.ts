// shiplog repo …
import path from 'node:path'
import type { Command } from 'commander'
import type { Output } from '../../../../src-shared/contract/index.ts'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'

export function addRepos(root: Command, runner: Runner): void {
  const repo = root.command('repo').description('git repositories')
  repo
    .command('add <path>')
    .description('add the repository that holds a folder, and scan it')
    .option('--system <name>', 'the system it belongs to (default: its name)')
    .option('--tags <glob>', 'which tags are deployments (default: version tags without pre-releases)')
    .action((given: string, { system, tags }: { system?: string; tags?: string }) =>
      runner.call(
        'repos.add',
        {
          path: path.resolve(given),
          ...(system === undefined ? {} : { system }),
          ...(tags === undefined ? {} : { tags }),
        },
        scanned,
      ),
    )
  repo
    .command('list')
    .description('list the added repositories')
    .action(() =>
      runner.call('repos.list', {}, ({ rows }) =>
        rows.length === 0
          ? 'No repository is added yet.'
          : table(
              ['system', 'commits', 'deployments', 'scanned', 'path'],
              rows.map((row) => [
                row.system,
                `${row.commits}`,
                `${row.deployments}`,
                moment(row.scanned_at_ms),
                row.path + (row.problem === null ? '' : ` (${row.problem})`),
              ]),
            ),
      ),
    )
  repo
    .command('scan [path]')
    .description('scan one repository again, or all')
    .action((given: string | undefined) =>
      runner.call(
        'repos.scan',
        given === undefined ? {} : { path: path.resolve(given) },
        ({ scans, failed }) =>
          [...scans.map(scanned), ...failed.map((one) => `${one.path}: ${one.reason}`)].join('\n') ||
          'No repository is added yet.',
      ),
    )
  repo
    .command('remove <path>')
    .description('forget a repository; its folder is not touched')
    .action((given: string) =>
      runner.call(
        'repos.remove',
        { path: path.resolve(given) },
        (done) => `Forgot ${done.path}: ${done.commits} commits, ${done.deployments} deployments.`,
      ),
    )
}

function scanned(scan: Output<'repos.add'>): string {
  const { repo } = scan
  const problem = repo.problem === null ? '' : ` ${repo.problem}`
  return `${repo.path}: ${repo.commits} commits (${scan.commits_new} new), ${scan.tags} tags, ${scan.deployments} deployments of ${repo.system}.${problem}`
}
