// shiplog where, undeployed, changes
import { type Command, Option } from 'commander'
import {
  type ChangeRow,
  type ChangeSort,
  changeSorts,
  type ChangeState,
  changeStates,
  type Found,
  type Place,
  type Undeployed,
  type UndeployedSort,
  undeployedSorts,
} from '../../../../src-shared/contract/changes.ts'
import { inWords } from '../../../../src-shared/duration.ts'
import { plural } from '../../../../src-shared/plural.ts'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { sortable, type SortFlags, sorted } from '../sorting.ts'
import { gather, positive } from '../values.ts'
import { counted, limited } from './lists.ts'

interface Flags {
  system?: string[]
  limit?: number
}

export function addChanges(root: Command, runner: Runner): void {
  const listing = (name: string, description: string) =>
    root
      .command(name)
      .description(description)
      .option('--system <name>', 'only this system; may be given more than once', gather)
      .option('--limit <n>', 'at most so many rows', positive)
  const chosen = ({ system }: Flags) => (system === undefined ? {} : { systems: system })

  root
    .command('where <commit>')
    .description('where a commit is, by its id or the first 7 characters of it; or a change that an event named')
    .action((change: string) =>
      runner.call('changes.where', { change }, ({ rows, candidates }) =>
        [
          ...rows.map(foundText),
          ...(candidates.length === 0
            ? []
            : [
                `${plural(candidates.length, 'commit')} begin so. Give more of the id.\n${table(
                  ['repository', 'commit', 'authored', 'title'],
                  candidates.map((row) => [row.repo, row.id, moment(row.start_at_ms), row.title]),
                )}`,
              ]),
        ].join('\n\n'),
      ),
    )

  sortable(listing('undeployed', 'what stands on main lines and in no production deployment'), undeployedSorts).action(
    async (flags: Flags & SortFlags<UndeployedSort>, self: Command) => {
      const input = { ...limited(flags, self), ...chosen(flags), ...sorted(flags, self) }
      await runner.call('changes.undeployed', input, ({ rows }) =>
        rows.length === 0
          ? flags.system === undefined
            ? 'No repository was added yet. "shiplog repo add" adds one.'
            : 'No repository of these systems was added.'
          : rows.map(waitingText).join('\n\n'),
      )
    },
  )

  sortable(
    listing('changes', 'changes, those not deployed yet first, then the others from the last deployment on'),
    changeSorts,
  )
    .addOption(new Option('--state <state>', 'only in this state').choices(changeStates))
    .option('--search <text>', 'only with this in the title or the author’s name, or at the beginning of the id')
    .action(async (flags: Flags & SortFlags<ChangeSort> & { state?: ChangeState; search?: string }, self: Command) => {
      const { system: _, limit: __, sort: ___, descending: ____, ...only } = flags
      const input = { ...limited(flags, self), ...chosen(flags), ...sorted(flags, self), ...only }
      await runner.call('changes.list', input, ({ total, rows }) =>
        counted(
          total,
          rows.length,
          table(
            ['started', 'main line', 'deployed', 'system', 'lead time', 'state', 'id', 'title'],
            rows.map(changeCells),
          ),
        ),
      )
    })
}

function waitingText(row: Undeployed): string {
  const place = row.repo === row.system ? row.system : `${row.system} (${row.repo})`
  if (row.total === null) return safe(`${place}: unknown. ${row.problem}`)
  const oldest = row.age_ms === null ? '' : `, the oldest ${inWords(row.age_ms)} old`
  const ever = row.ever ? '' : '; nothing of it was ever deployed to production'
  const head = safe(
    `${place}: ${plural(row.total, 'commit')} on ${row.main_line ?? 'no branch'}${oldest}${ever}; as scanned ${moment(row.scanned_at_ms)}`,
  )
  if (row.rows.length === 0) return head
  const lines = table(
    ['authored', 'commit', 'author', 'title'],
    row.rows.map((one) => [moment(one.start_at_ms), one.id.slice(0, 12), one.author, one.title]),
  )
  return `${head}\n${counted(row.total, row.rows.length, lines)}`
}

function changeCells(row: ChangeRow): string[] {
  return [
    moment(row.start_at_ms),
    moment(row.reached_at_ms),
    moment(row.deployment?.finished_at_ms ?? null),
    row.system,
    row.lead_time_ms === null ? '–' : inWords(row.lead_time_ms),
    (row.reason === null ? row.state : `${row.state}: ${row.reason}`) + (row.start_unknown ? `; ${startUnknown}` : ''),
    row.id.slice(0, 12),
    [row.title ?? '', ...(row.kind === null ? [] : [`(${row.kind})`])].join(' '),
  ]
}

/** Of what was written on the main line there is nothing to part. */
function inParts(parts: Place['parts']): string {
  return parts === null || parts.to_main_ms === 0
    ? ''
    : `: ${inWords(parts.to_main_ms)} to the main line, ${inWords(parts.to_deployed_ms)} from there`
}

const startUnknown = 'start unknown: squashed'

function foundText(row: Found): string {
  const lines = [
    row.title ?? row.id,
    `${row.system === null ? 'no system' : `system ${row.system}`}${row.repo === null ? '' : `, repository ${row.repo}, commit ${row.id}`}`,
    row.author === null
      ? `began ${moment(row.start_at_ms)}`
      : `by ${[row.author, ...row.co_authors].join(', ')}, authored ${moment(row.authored_at_ms)}, committed ${moment(row.committed_at_ms)}`,
  ]
  if (row.of.length > 0) lines.push(`${row.kind === 'cherry-pick' ? 'picked from' : 'takes back'} ${row.of.join(', ')}`)
  if (row.reverted_by.length > 0) lines.push(`taken back by ${row.reverted_by.join(', ')}`)
  if (row.start_unknown) lines.push(`${startUnknown}; it is counted from its own date`)
  else if (row.authored_at_ms !== null && row.start_at_ms !== row.authored_at_ms)
    lines.push(`the work on it began ${moment(row.start_at_ms)}`)
  if (row.reached_at_ms !== null) lines.push(`on the main line since ${moment(row.reached_at_ms)}`)
  if (row.abandoned) lines.push('no branch and no tag leads to it any more')
  if (row.system === null)
    return [...lines, `It touches the paths of none of the systems in ${row.repo}.`].map(safe).join('\n')
  if (row.environments.length === 0) return [...lines, `No deployment of ${row.system} is known.`].map(safe).join('\n')
  const head = ['environment', 'first deployment', 'finished', 'waited', 'there now']
  return `${lines.map(safe).join('\n')}\n${table(
    head,
    row.environments.map((place) => placeCells(place, row.abandoned)),
  )}`
}

/** What is abandoned waits for nothing. */
function placeCells({ environment, first, waited_ms, parts, unclear, now }: Place, abandoned: boolean): string[] {
  const none = unclear > 0 ? 'unknown' : abandoned ? 'never' : 'not yet'
  const waited = first === null && abandoned ? null : waited_ms
  const maybe = unclear === 0 ? '' : ` (${unclear} before do not say what they contain)`
  return [
    environment,
    (first === null ? none : (first.version ?? first.id)) + maybe,
    moment(first?.finished_at_ms ?? null),
    waited === null ? '–' : `${inWords(waited)}${first === null ? ' so far' : ''}${inParts(parts)}`,
    now === null ? '–' : now ? 'yes' : 'no',
  ]
}
