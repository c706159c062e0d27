// shiplog systems …
import type { Command } from 'commander'
import { moment, safe, table } from '../print.ts'
import type { Runner } from '../runner.ts'

export function addSystems(root: Command, runner: Runner): void {
  const systems = root.command('systems').description('systems, from wherever they were named')
  systems
    .command('list')
    .description('list them with what is known of each')
    .action(() =>
      runner.call('systems.list', {}, ({ rows }) =>
        rows.length === 0
          ? 'No system is known yet.'
          : table(
              ['system', 'deployments', 'incidents', 'last deployment'],
              rows.map((row) => [
                row.name,
                `${row.deployments}`,
                `${row.incidents}`,
                moment(row.last_deployment_at_ms),
              ]),
            ),
      ),
    )
  systems
    .command('rename <system> <name>')
    .description('show one by another name; reports that use the old one still reach it')
    .action((system: string, name: string) =>
      runner.call('systems.rename', { system, name }, (done) => `${safe(system)} is now ${safe(done.name)}.`),
    )
}
