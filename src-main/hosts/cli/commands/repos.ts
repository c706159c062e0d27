// shiplog repo …
import path from 'node:path'
import { type Command, Option } from 'commander'
import type { Output } from '../../../../src-shared/contract/index.ts'
import { inShort, type Strategy } from '../../../../src-shared/strategy.ts'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'

export function addRepos(root: Command, runner: Runner): void {
  const repo = root.command('repo').description('git repositories')
  const add = repo
    .command('add <path>')
    .description('add the repository that holds a folder, and scan it')
    .option('--system <name>', 'the system it belongs to (default: its name)')
  for (const [flags, description] of ways) {
    const others = ways.map(([other]) => new Option(other).attributeName())
    const option = new Option(flags, description)
    add.addOption(option.conflicts(others.filter((other) => other !== option.attributeName())))
  }
  add.action((given: string, { system, ...flags }: { system?: string } & Flags) => {
    const strategy = strategyOf(flags)
    return runner.call(
      'repos.add',
      {
        path: path.resolve(given),
        ...(system === undefined ? {} : { system }),
        ...(strategy === null ? {} : { strategy }),
      },
      scanned,
    )
  })
  repo
    .command('detect <path>')
    .description('show what each way to find deployments would find; adds nothing')
    .action((given: string) => runner.call('repos.detect', { path: path.resolve(given) }, detected))
  repo
    .command('list')
    .description('list the added repositories')
    .action(() =>
      runner.call('repos.list', {}, ({ rows }) =>
        rows.length === 0
          ? 'No repository is added yet.'
          : table(
              ['system', 'commits', 'deployments', 'found by', 'scanned', 'path'],
              rows.map((row) => [
                row.system,
                `${row.commits}`,
                `${row.deployments}`,
                inShort(row.strategy),
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

/** The ways to find deployments, of which one is chosen. */
const ways = [
  ['--tags [glob]', 'tags that match; without a pattern version tags without pre-releases (the default)'],
  ['--merges <branch>', 'merges into a branch'],
  ['--branch <name>', 'every commit on a branch'],
  ['--pointer <ref>', 'wherever a branch, or a tag that is moved, points to'],
  ['--releases <glob>', 'branches that match, each one deployment'],
  ['--events', 'none: the pipeline reports them'],
] as const

interface Flags {
  tags?: string | true
  merges?: string
  branch?: string
  pointer?: string
  releases?: string
  events?: true
}

/** Null where none was chosen: what was chosen before stays. */
function strategyOf({ tags, merges, branch, pointer, releases, events }: Flags): Strategy | null {
  if (tags !== undefined) return tags === true ? { by: 'versions' } : { by: 'tags', glob: tags }
  if (merges !== undefined) return { by: 'merges', branch: merges }
  if (branch !== undefined) return { by: 'commits', branch }
  if (pointer !== undefined) return { by: 'pointer', ref: pointer }
  if (releases !== undefined) return { by: 'releases', glob: releases }
  return events === undefined ? null : { by: 'events' }
}

function detected({ path: root, problem, added, evidence, recommended }: Output<'repos.detect'>): string {
  const best = inShort(recommended.strategy)
  const rows = evidence.map(({ strategy, count, first_at_ms, last_at_ms, weeks, note }) => [
    inShort(strategy),
    `${count}`,
    moment(first_at_ms),
    moment(last_at_ms),
    weeks.join(' '),
    note ?? '',
  ])
  const newest = evidence.find((one) => inShort(one.strategy) === best)?.preview ?? []
  return [
    `${safe(root)}${problem === null ? '' : ` (${safe(problem)})`}`,
    ...(added === null ? [] : [`Added as ${safe(added.system)}: ${safe(inShort(added.strategy))}.`]),
    '',
    table(['deployments are', 'found', 'first', 'last', 'last 12 weeks', ''], rows),
    '',
    `Recommended: ${safe(best)}. ${recommended.reason}`,
    ...(newest.length === 0 ? [] : ['', 'The newest would be:']),
    ...(newest.length === 0
      ? []
      : [
          table(
            ['deployment', 'commit', 'time', 'which is its'],
            newest.map(({ id, commit, at_ms, dated }) => [id, commit?.slice(0, 12) ?? '–', moment(at_ms), dated]),
          ),
        ]),
  ].join('\n')
}

function scanned(scan: Output<'repos.add'>): string {
  const { repo } = scan
  const more = [repo.problem, repo.note].flatMap((text) => (text === null ? [] : ` ${safe(text)}`)).join('')
  return `${safe(repo.path)}: ${repo.commits} commits (${scan.commits_new} new), ${scan.tags} tags, ${scan.deployments} deployments of ${safe(repo.system)} (${safe(inShort(repo.strategy))}).${more}`
}
