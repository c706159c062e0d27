// shiplog rebuild
import type { Command } from 'commander'
import { safe } from '../print.ts'
import type { Runner } from '../runner.ts'

export function addRebuild(root: Command, runner: Runner): void {
  root
    .command('rebuild')
    .description('make facts and links again from journal and repositories; changes nothing when all is well')
    .option('--check', 'only say what would come out different; exit code 1 if anything would')
    .action(({ check = false }: { check?: boolean }) =>
      runner.call(
        'workspace.rebuild',
        { check },
        (done) => {
          const differs = check ? 'rows would come out different.' : 'rows came out different.'
          const read = `${done.deliveries} deliveries, ${done.events} events, ${done.facts} facts, ${done.links} links.`
          const refused =
            done.refused === 0 ? '' : ` ${done.refused} deliveries cannot be read today; what was read then stands.`
          const changed = done.changed === 0 ? 'Nothing changed.' : `${done.changed} ${differs}`
          return [`${read}${refused} ${changed}`, ...done.differences.map((one) => `  ${safe(one)}`)].join('\n')
        },
        (done) => check && done.changed > 0,
      ),
    )
}
