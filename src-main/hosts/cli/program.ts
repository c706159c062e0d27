// The commands, their options and their help. What each does is one call of the contract and a way to print its answer.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { CallName, Input, Output } from '../../../src-shared/contract/index.ts'
import type { MetricValue } from '../../../src-shared/contract/metrics.ts'
import { version } from '../../version.ts'
import { inWords } from '../../../src-shared/duration.ts'
import { moment, safe, table, value } from './print.ts'

/** What a command asks of the one who runs it. */
export interface Runner {
  call<N extends CallName>(name: N, input: Input<N>, print: (answer: Output<N>) => string): Promise<void>
  serve(options: ServeFlags): Promise<void>
  open(): Promise<void>
  demo(): Promise<void>
}

export interface ServeFlags {
  port?: number
  listen?: { host: string; port: number }
  open: boolean
}

const shownByDefault = 50

export function program(runner: Runner): Command {
  const root = new Command('shiplog')
    .description('Exact DORA metrics from local git, incident files and CI events, on your own computer.')
    .version(version)
    .addOption(new Option('--data <dir>', 'the data folder (default: SHIPLOG_DATA, else your system’s place for it)'))
    .option('--json', 'print exactly one JSON value; messages go to stderr')
    .showHelpAfterError('(--help says more)')
    .helpCommand(false)

  root
    .command('serve')
    .description('run Shiplog in the browser and listen for events')
    .option('--port <n>', 'port of the user interface; 0 or nothing for any free one', portNumber)
    .option(
      '--listen <host:port>',
      'where to listen for events (default 127.0.0.1:8787, or the next free port)',
      address,
    )
    .option('--no-open', 'do not open the browser')
    .action((flags: ServeFlags) => runner.serve(flags))
  root
    .command('open')
    .description('print a new link to the running Shiplog')
    .action(() => runner.open())
  root
    .command('demo')
    .description('make the sample workspace')
    .action(() => runner.demo())

  addRepos(root, runner)
  addImports(root, runner)
  addKeys(root, runner)
  addMetrics(root, runner)
  addLists(root, runner)

  root
    .command('rebuild')
    .description('make facts and links again from journal and repositories; changes nothing when all is well')
    .action(() =>
      runner.call('workspace.rebuild', {}, (done) => {
        const changed = done.changed === 0 ? 'Nothing changed.' : `${done.changed} rows came out different.`
        return `${done.deliveries} deliveries, ${done.events} events, ${done.facts} facts, ${done.links} links. ${changed}`
      }),
    )
  return root
}

function addRepos(root: Command, runner: Runner): void {
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

function addImports(root: Command, runner: Runner): void {
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

function addKeys(root: Command, runner: Runner): void {
  const keys = root.command('keys').description('API keys of the listener')
  keys
    .command('add <name>')
    .description('make a key and print it, this once')
    .option('--value <key>', 'register an existing key instead; - reads it from standard input')
    .action((name: string, flags: { value?: string }) => {
      const given = flags.value === '-' ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : flags.value
      return runner.call('keys.add', { name, ...(given === undefined ? {} : { value: given }) }, (done) => {
        if (done.warning !== null) console.error(done.warning)
        return done.key
      })
    })
  keys
    .command('list')
    .description('list keys')
    .action(() =>
      runner.call('keys.list', {}, ({ rows }) =>
        table(
          ['name', 'starts', 'added', 'last used', 'state'],
          rows.map((row) => [
            row.name,
            `${row.starts}…`,
            moment(row.added_at_ms),
            moment(row.last_used_at_ms),
            row.revoked_at_ms === null ? 'live' : 'revoked',
          ]),
        ),
      ),
    )
  keys
    .command('revoke <name>')
    .description('end a key at once')
    .action((name: string) => runner.call('keys.revoke', { name }, (done) => `Revoked ${done.name}.`))
}

function addMetrics(root: Command, runner: Runner): void {
  root
    .command('metrics')
    .description('the five DORA metrics over a period')
    .option('--from <date>', 'first day, such as 2026-06-01 (default: 89 days before the last)')
    .option('--to <date>', 'last day, included (default: today)')
    .addOption(new Option('--bucket <bucket>', 'length of the buckets').choices(['day', 'week', 'month']))
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier (default: production)')
    .option('--preset <id>', 'which definitions (default: dora)')
    .option('--zone <zone>', 'the time zone of days and buckets (default: the workspace’s)')
    .action(
      (flags: {
        from?: string
        to?: string
        bucket?: 'day' | 'week' | 'month'
        system?: string[]
        env?: string
        preset?: string
        zone?: string
      }) => {
        const { system, env, ...rest } = flags
        const input = {
          ...rest,
          ...(system === undefined ? {} : { systems: system }),
          ...(env === undefined ? {} : { environment: env }),
        }
        return runner.call('metrics.overview', input, (answer) => {
          const from = moment(answer.range.from_ms).slice(0, 10)
          const head = `${answer.environment}, from ${from}, ${answer.range.zone}, preset ${answer.preset}`
          return [head, table(['metric', 'value', 'of', 'level'], answer.metrics.map(metricRow))].join('\n')
        })
      },
    )
}

function metricRow(metric: MetricValue): string[] {
  if (metric.state === 'not-connected') return [metric.title, '–', metric.hint ?? '', '']
  if (metric.state === 'empty') return [metric.title, '–', 'nothing in this period', '']
  const more =
    metric.unit === 'ms' && metric.p90 !== undefined && metric.p90 !== null ? `, p90 ${inWords(metric.p90)}` : ''
  return [metric.title, value(metric.unit, metric.value), metric.of + more, metric.level ?? metric.level_note ?? '']
}

function addLists(root: Command, runner: Runner): void {
  const listing = (name: string, of: string) =>
    root
      .command(name)
      .description(of)
      .command('list')
      .description(`list ${of}, newest first`)
      .option('--limit <n>', 'at most so many rows', positive)
  listing('deployments', 'deployments')
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .option('--env <name>', 'an environment or a tier')
    .action(async (flags: { limit?: number; system?: string[]; env?: string }, command: Command) => {
      const input = {
        ...limited(flags, command),
        ...(flags.system ? { systems: flags.system } : {}),
        ...(flags.env ? { environment: flags.env } : {}),
      }
      await runner.call('deployments.list', input, ({ total, rows }) =>
        counted(
          total,
          rows.length,
          table(
            ['finished', 'system', 'environment', 'state', 'id', 'changes', 'incidents', 'sources'],
            rows.map((row) => [
              moment(row.finished_at_ms),
              row.system,
              row.environment,
              row.kind === 'regular' ? row.state : `${row.state} ${row.kind}`,
              row.id,
              `${row.changes}`,
              `${row.incidents}`,
              row.sources.join(', '),
            ]),
          ),
        ),
      )
    })
  listing('incidents', 'incidents')
    .option('--system <name>', 'only this system; may be given more than once', gather)
    .action(async (flags: { limit?: number; system?: string[] }, command: Command) => {
      await runner.call(
        'incidents.list',
        { ...limited(flags, command), ...(flags.system ? { systems: flags.system } : {}) },
        ({ total, rows }) =>
          counted(
            total,
            rows.length,
            table(
              ['started', 'resolved', 'system', 'id', 'deployment', 'title'],
              rows.map((row) => [
                moment(row.started_at_ms),
                row.resolved_at_ms === null ? 'open' : moment(row.resolved_at_ms),
                row.system,
                row.id,
                row.deployment ?? '–',
                row.title ?? '',
              ]),
            ),
          ),
      )
    })
  listing('journal', 'deliveries').action(async (flags: { limit?: number }, command: Command) => {
    await runner.call('journal.list', limited(flags, command), ({ total, rows }) =>
      counted(
        total,
        rows.length,
        table(
          ['id', 'at', 'source', 'outcome', 'what'],
          rows.map((row) => [
            `${row.id}`,
            moment(row.at_ms),
            row.source,
            row.outcome,
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
          rows.map((row) => `${row.n} × ${row.title}. ${row.effect}`).join('\n') || 'Nothing odd was found.',
      ),
    )
}

/** A program gets everything; a person a screenful, unless told. */
function limited(flags: { limit?: number }, command: Command): { limit: number } {
  const json = command.optsWithGlobals<{ json?: boolean }>().json === true
  return { limit: flags.limit ?? (json ? 100_000 : shownByDefault) }
}

function counted(total: number, shown: number, text: string): string {
  return total > shown ? `${text}\n${shown} of ${total}; --limit shows more.` : text
}

/** For an option that may be given more than once. */
function gather(name: string, before: string[] | undefined): string[] {
  return [...(before ?? []), name]
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(`"${safe(text)}" is not a whole number.`)
  return Number(text)
}

function positive(text: string): number {
  const n = whole(text)
  if (n < 1 || n > 100_000) throw new InvalidArgumentError('Give a number from 1 to 100000.')
  return n
}

function portNumber(text: string): number {
  const n = whole(text)
  if (n > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return n
}

function address(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535)
    throw new InvalidArgumentError('Give host and port, such as 127.0.0.1:8787 or [::1]:0.')
  return { host: match[1] ?? match[2] ?? '', port }
}
