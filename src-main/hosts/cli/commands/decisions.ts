// shiplog decisions, decide …: what a person decides about the data. Deployments and incidents are named by the numbers
// that their lists show.
import { Argument, type Command } from 'commander'
import { deploymentKinds } from '../../../../src-shared/event.ts'
import { moment, table } from '../print.ts'
import type { Runner } from '../runner.ts'
import { positive, whole, wholeOrNone } from '../values.ts'
import { counted, limited } from './lists.ts'

export function addDecisions(root: Command, runner: Runner): void {
  root
    .command('decisions')
    .description('what people decided about the data, newest first')
    .option('--limit <n>', 'at most so many rows', positive)
    .action((flags: { limit?: number }, command: Command) =>
      runner.call('decisions.list', limited(flags, command), ({ total, rows }) =>
        rows.length === 0
          ? 'Nothing was decided yet.'
          : counted(
              total,
              rows.length,
              table(
                ['decision', 'at', '', 'what'],
                rows.map((row) => [`${row.id}`, moment(row.at_ms), row.undone ? 'undone' : '', row.summary]),
              ),
            ),
      ),
    )

  const decide = root.command('decide').description('decide something about the data; any of it can be undone')
  const number = (name: string, of: string) => new Argument(`<${name}>`, `number of the ${of}`).argParser(whole)

  decide
    .command('candidates')
    .description('deployments that may have caused an incident, the likeliest first')
    .addArgument(number('incident', 'incident'))
    .action((incident: number) =>
      runner.call('incidents.candidates', { incident }, ({ rows }) =>
        rows.length === 0
          ? 'No successful production deployment of its system came before it.'
          : table(
              ['number', 'finished', 'environment', 'id', '', 'why'],
              rows.map((row) => [
                `${row.number}`,
                moment(row.finished_at_ms),
                row.environment,
                row.id,
                row.chosen ? 'now' : '',
                row.reason,
              ]),
            ),
      ),
    )
  decide
    .command('attribute')
    .description('say which deployment caused an incident')
    .addArgument(number('incident', 'incident'))
    .addArgument(new Argument('<deployment>', 'number of the deployment, or none').argParser(wholeOrNone))
    .action((incident: number, deployment: number | null) =>
      runner.call('decisions.attribute', { incident, deployment }, decided),
    )
  decide
    .command('exclude')
    .description('leave a deployment or an incident out of all numbers')
    .addArgument(new Argument('<type>', 'what it is').choices(['deployment', 'incident']))
    .addArgument(number('number', 'deployment or incident'))
    .requiredOption('--reason <text>', 'why; the working of each number shows it')
    .action((type: 'deployment' | 'incident', excluded: number, { reason }: { reason: string }) =>
      runner.call('decisions.exclude', { type, number: excluded, reason }, decided),
    )
  decide
    .command('kind')
    .description('say what kind a deployment is')
    .addArgument(number('deployment', 'deployment'))
    .addArgument(new Argument('<kind>', 'what kind').choices(deploymentKinds))
    .action((deployment: number, kind: (typeof deploymentKinds)[number]) =>
      runner.call('decisions.kind', { deployment, kind }, decided),
    )
  decide
    .command('remedy')
    .description('say which earlier deployment a deployment was made to fix: that one failed, and this one is rework')
    .addArgument(number('deployment', 'deployment'))
    .addArgument(new Argument('<remedied>', 'number of the earlier deployment, or none').argParser(wholeOrNone))
    .action((deployment: number, remedies: number | null) =>
      runner.call('decisions.remedy', { deployment, remedies }, decided),
    )
  decide
    .command('join')
    .description('say that two names mean one system, or one environment')
    .addArgument(new Argument('<what>', 'what they name').choices(['system', 'environment']))
    .argument('<from>', 'the name to give up')
    .argument('<into>', 'the name that stays')
    .action((what: 'system' | 'environment', from: string, into: string) =>
      runner.call('decisions.join', { what, from, into }, decided),
    )
  decide
    .command('ignore')
    .description('say that a finding is no problem here')
    .argument('<finding>', 'its id, as “shiplog findings” shows it')
    .option('--row <key>', 'only this row of it, by its key')
    .action((finding: string, { row }: { row?: string }) =>
      runner.call('decisions.ignore', { finding, ...(row === undefined ? {} : { row }) }, decided),
    )
  decide
    .command('undo')
    .description('take a decision back; what was decided before it stands again')
    .addArgument(number('decision', 'decision'))
    .action((id: number) => runner.call('decisions.undo', { id }, () => `Decision ${id} is undone.`))
  decide
    .command('redo')
    .description('make an undone decision again')
    .addArgument(number('decision', 'decision'))
    .action((id: number) => runner.call('decisions.redo', { id }, () => `Decision ${id} stands again.`))
}

function decided({ id }: { id: number }): string {
  return `Decision ${id}. Take it back with: shiplog decide undo ${id}`
}
