// shiplog import, of a Shiplog workspace: all of it, as it is, so that nothing is to be chosen.
import { plural } from '../../../../src-shared/plural.ts'
import type { WorkspaceFile } from '../../../../src-shared/contract/workspace.ts'
import { Refusal } from '../../../../src-shared/reply.ts'
import { safe } from '../print.ts'
import type { Runner } from '../runner.ts'
import type { ImportFlags } from './import-flags.ts'

export function restore(runner: Runner, file: string, flags: ImportFlags, named: { name?: string }): Promise<void> {
  const { dryRun, ...others } = flags
  const said = Object.keys(others)
  if (said.length > 0)
    throw new Refusal(
      'invalid',
      `${safe(named.name ?? file)} is a Shiplog workspace, which is restored as it is; only --dry-run can be said with it.`,
    )
  if (dryRun === true) return runner.call('workspace.recognise', { file }, (found) => JSON.stringify(found, null, 2))
  return runner.call('workspace.restore', { file, ...named }, report)
}

function report({ counts, made_at, shiplog, left_behind }: WorkspaceFile): string {
  const { deliveries, deployments, incidents, repos, commits, decisions } = counts
  const held = [
    plural(deliveries, 'delivery', 'deliveries'),
    plural(deployments, 'deployment'),
    plural(incidents, 'incident'),
    `${plural(repos, 'repository', 'repositories')} with ${plural(commits, 'commit')}`,
    plural(decisions, 'decision'),
  ]
  return [
    `The workspace of ${safe(made_at)} (Shiplog ${safe(shiplog)}) is restored: ${held.join(', ')}.`,
    ...left_behind.map((what) => `  not in it: ${safe(what)}`),
    ...(repos > 0 ? ['  Repositories that lie elsewhere now: shiplog repo locate <path> <to>'] : []),
  ].join('\n')
}
