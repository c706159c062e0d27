// shiplog rebuild
import { plural } from '../../../../src-shared/plural.ts'
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
          const differs = check ? 'would come out different.' : 'came out different.'
          const { deliveries, events, facts, links, refused: unread } = done
          const read = `${plural(deliveries, 'delivery', 'deliveries')}, ${plural(events, 'event')}, ${plural(facts, 'fact')}, ${plural(links, 'link')}.`
          const refused =
            unread === 0
              ? ''
              : ` ${plural(unread, 'delivery', 'deliveries')} cannot be read today; what was read then stands.`
          const changed = done.changed === 0 ? 'Nothing changed.' : `${plural(done.changed, 'row')} ${differs}`
          return [`${read}${refused} ${changed}`, ...done.differences.map((one) => `  ${safe(one)}`)].join('\n')
        },
        (done) => check && done.changed > 0,
      ),
    )
}
