// shiplog repo …
import { nounOf, plural } from '../../../../src-shared/plural.ts'
import { Argument, type Command, Option } from 'commander'
import type { Output } from '../../../../src-shared/contract/index.ts'
import type { Ignored, RepoRow } from '../../../../src-shared/contract/repos.ts'
import { quoted } from '../../../../src-shared/shell.ts'
import { inShort } from '../../../../src-shared/strategy.ts'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { partsText } from './repo-parts.ts'
import { type Given, partsHelp, readWays, ways } from './repo-ways.ts'
import { absolute } from '../values.ts'

export function addRepos(root: Command, runner: Runner): void {
  const repo = root.command('repo').description('git repositories')
  const add = repo
    .command('add <path>')
    .description('add the repository that holds a folder, and scan it')
    .option('--path <glob>', 'a folder or pattern that is a system of its own, named by the --system that follows it')
    .option('--system <name>', 'the system it belongs to (default: its name); after --path, that part’s')
    .option(
      '--newest-first',
      'have the newest ninety days before the rest is read (default: where the history is long)',
    )
    .option('--mirror', 'copy a repository of another user into the data folder, and read the copy')
    .option('--whole', 'make a repository of several systems one again')
    .addHelpText('after', partsHelp)
  for (const [flags, description] of ways) add.addOption(new Option(flags, description))
  // What is given twice or more tells by its order what belongs to what.
  const order: Given[] = []
  for (const option of add.options) {
    const name = option.attributeName()
    add.on(`option:${option.name()}`, (value: string | null) => order.push({ name, value }))
  }
  add.action((given: string) => {
    const { system, strategy, components } = readWays(add, order)
    return runner.call(
      'repos.add',
      {
        path: absolute(given),
        ...(system === null ? {} : { system }),
        ...(strategy === null ? {} : { strategy }),
        ...(components === null ? {} : { components }),
        ...(add.getOptionValue('newestFirst') === true ? { newest_first: true } : {}),
        ...(add.getOptionValue('mirror') === true ? { mirror: true } : {}),
      },
      scanned,
    )
  })
  repo
    .command('detect <path>')
    .description('show what each way to find deployments would find; adds nothing')
    .action((given: string) => runner.call('repos.detect', { path: absolute(given) }, detected))
  repo
    .command('parts <path>')
    .description('show which parts of a repository could be systems of their own, and how to add them; adds nothing')
    .action((given: string) => {
      const folder = absolute(given)
      return runner.call('repos.parts', { path: folder }, (parts) => partsText(folder, parts))
    })
  repo
    .command('list')
    .description('list the added repositories')
    .action(() =>
      runner.call('repos.list', {}, ({ rows }) =>
        rows.length === 0
          ? 'No repository is added yet.'
          : table(['system', 'commits', 'deployments', 'found by', 'scanned', 'path'], rows.flatMap(listed)),
      ),
    )
  repo
    .command('scan [path]')
    .description('scan one repository again, or all')
    .action((given: string | undefined) =>
      runner.call(
        'repos.scan',
        given === undefined ? {} : { path: absolute(given) },
        ({ scans, failed }) =>
          [...scans.map(scanned), ...failed.map((one) => `${safe(one.path)}: ${safe(one.reason)}`)].join('\n') ||
          'No repository is added yet.',
      ),
    )
  repo
    .command('locate <path> <to>')
    .description('say where an added repository is now that was moved; its deployments and decisions stay')
    .action((given: string, to: string) =>
      runner.call('repos.locate', { path: absolute(given), to: absolute(to) }, scanned),
    )
  repo
    .command('lines [path]')
    .description('count the lines that commits changed, where that is not done yet')
    .option('--again', 'try those once more whose contents were missing')
    .action((given: string | undefined, { again }: { again?: true }) =>
      runner.call(
        'repos.lines',
        {
          ...(given === undefined ? {} : { path: absolute(given) }),
          ...(again === undefined ? {} : { again }),
        },
        ({ repos, failed }) =>
          [...repos.map(counted), ...failed.map((one) => `${safe(one.path)}: ${safe(one.reason)}`)].join('\n') ||
          'No repository is added yet.',
      ),
    )
  repo
    .command('pulls <path>')
    .description('show which address the pull requests of a repository would be fetched from; contacts nobody')
    .option('--fetch <address>', 'contact that address, as it was shown, and fetch them into Shiplog’s data folder')
    .option('--forget', 'delete what was fetched')
    .action((given: string, { fetch, forget }: { fetch?: string; forget?: true }) => {
      const folder = { path: absolute(given) }
      if (forget === true) return runner.call('repos.forgetPulls', folder, scanned)
      if (fetch !== undefined) return runner.call('repos.fetchPulls', { ...folder, from: fetch }, fetchedText)
      return runner.call('repos.origin', folder, (origin) => originText(folder.path, origin))
    })
  repo
    .command('watch')
    .description(
      'say whether a repository is scanned at once when one of its refs moves; without a path, whether any is',
    )
    .addArgument(new Argument('<state>', 'whether it is').choices(['on', 'off']))
    .argument('[path]', 'the repository')
    .action((state: string, given: string | undefined) =>
      runner.call(
        'repos.watch',
        { ...(given === undefined ? {} : { path: absolute(given) }), on: state === 'on' },
        (said) =>
          `${said.path === null ? 'Repositories are' : `${safe(said.path)} is`} ${said.on ? 'watched' : 'not watched'} from now on.`,
      ),
    )
  repo
    .command('remove <path>')
    .description('forget a repository; its folder is not touched')
    .action((given: string) =>
      runner.call(
        'repos.remove',
        { path: absolute(given) },
        (done) =>
          `Forgot ${safe(done.path)}: ${plural(done.commits, 'commit')}, ${plural(done.deployments, 'deployment')}.`,
      ),
    )
}

function originText(folder: string, { url, host, refs, into }: Output<'repos.origin'>): string {
  return [
    `Its pull requests come from ${safe(url)}${host === null ? '' : ` (this contacts ${safe(host)})`}.`,
    `Fetched are ${refs.join(' and ')}, commits alone, into ${safe(into)}; the repository itself is not touched.`,
    `Nobody was contacted yet. To fetch them: shiplog repo pulls ${quoted(folder)} --fetch ${quoted(url)}`,
  ].join('\n')
}

function fetchedText(scan: Output<'repos.fetchPulls'>): string {
  const { fetched, unknown_starts } = scan.repo
  return `${plural(fetched?.refs ?? 0, 'pull request')} from ${safe(fetched?.from ?? '')}; ${plural(unknown_starts, 'squashed commit')} still without a known start.\n${scanned(scan)}`
}

function detected(found: Output<'repos.detect'>): string {
  const { path: root, problem, added, evidence, recommended, kind, remote, submodules } = found
  const { commits, tags, branches, ignored } = found
  const left = leftOut(ignored)
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
    ...(kind === 'clone' ? [] : [`It is a ${kind === 'bare' ? 'bare repository' : kind}.`]),
    ...(remote === null ? [] : [`It came from ${safe(remote)}.`]),
    ...(submodules.length === 0
      ? []
      : [`Its submodules are repositories of their own, to be added each by itself: ${safe(submodules.join(', '))}.`]),
    `It has ${commits === null ? 'commits that are counted when it is scanned' : plural(commits, 'commit')}, ${plural(branches.length, 'branch', 'branches')} and ${plural(tags, 'tag')}.`,
    ...(left === null ? [] : [safe(left)]),
    ...addedAs(added).map((line) => safe(line)),
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

function addedAs(added: Output<'repos.detect'>['added']): string[] {
  if (added === null) return []
  if (added.components.length === 0) return [`Added as ${added.system}: ${inShort(added.strategy)}.`]
  return added.components.map(
    (part) => `Added as ${part.system} (${part.paths.join(', ')}): ${inShort(part.strategy)}.`,
  )
}

/** A line for each of its systems. */
function listed(row: RepoRow): string[][] {
  const line = (one: Pick<RepoRow, 'system' | 'commits' | 'deployments' | 'strategy'>, under: string) => [
    one.system,
    `${one.commits}`,
    `${one.deployments}`,
    inShort(one.strategy),
    moment(row.scanned_at_ms),
    where(row) + under + (row.problem === null ? '' : ` (${row.problem})`) + unread(row),
  ]
  return row.components.length === 0
    ? [line(row, '')]
    : row.components.map((part) => line(part, `: ${part.paths.join(', ')}`))
}

/** Of a copy, what it is a copy of. */
function where({ path: at, copy_of }: RepoRow): string {
  return copy_of === null ? at : `${copy_of} (read by a copy)`
}

/** Of a long history that is not read to its end. */
function unread({ unread_before_ms: before }: RepoRow): string {
  return before === null
    ? ''
    : ` (read from ${moment(before)} on; older history is still to be read and, where dates of commits are wrong, may still change the newer)`
}

function scanned(scan: Output<'repos.add'>): string {
  const { repo } = scan
  const more = [repo.problem, repo.note, leftOut(repo.refs?.ignored)]
    .flatMap((text) => (text === null ? [] : ` ${safe(text)}`))
    .join('')
  const read = `${safe(where(repo))}: ${plural(repo.commits, 'commit')} (${scan.commits_new} new), ${plural(scan.tags, 'tag')}`
  if (repo.components.length > 0)
    return [
      `${read}, ${plural(scan.deployments, 'deployment')} of ${plural(repo.components.length, 'system')}.${more}`,
      ...repo.components.map(partText),
    ].join('\n')
  return `${read}, ${plural(scan.deployments, 'deployment')} of ${safe(repo.system)} (${safe(inShort(repo.strategy))}).${more}`
}

const namesShown = 3

/** Tags that cannot be deployments, the first with why. */
function leftOut({ total, rows }: Ignored = { total: 0, rows: [] }): string | null {
  if (total === 0) return null
  const shown = rows.slice(0, namesShown).map(({ name, reason }) => `${name} (${reason.replace(/\.$/, '')})`)
  const more = total > shown.length ? ` and ${total - shown.length} more` : ''
  return `${plural(total, 'tag is', 'tags are')} left out: ${shown.join(', ')}${more}.`
}

function partText({ system, paths, strategy, commits, deployments, note }: RepoRow['components'][number]): string {
  const found = `${plural(commits, 'commit')} ${nounOf(commits, 'touches', 'touch')} ${paths.join(', ')}; ${plural(deployments, 'deployment')} (${inShort(strategy)}).`
  return safe(`  ${system}: ${found}${note === null ? '' : ` ${note}`}`)
}

function counted({
  path: root,
  commits,
  counted: now,
  unknown,
  lines,
}: Output<'repos.lines'>['repos'][number]): string {
  const missing = unknown === 0 ? '' : `; the contents of ${unknown} are not here`
  return `${safe(root)}: ${plural(lines, 'line')} in ${plural(commits, 'commit')} without merges (${now} counted now${missing}).`
}
