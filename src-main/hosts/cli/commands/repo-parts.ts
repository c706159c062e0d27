// What "shiplog repo parts" prints: the suggested parts with what is in each, and the command that adds them.
import { plural } from '../../../../src-shared/plural.ts'
import type { Output } from '../../../../src-shared/contract/index.ts'
import { quoted } from '../../../../src-shared/shell.ts'
import { inShort, type Strategy } from '../../../../src-shared/strategy.ts'
import { moment, safe, table } from '../print.ts'

export function partsText(folder: string, { rows, suggested, looked, elsewhere }: Output<'repos.parts'>): string {
  if (suggested.length === 0)
    return 'Nothing here suggests parts: no workspace lists any, and no two folders have tags named after them.'
  const cells = rows.map(({ system, paths, files, commits, strategy, deployments, last_at_ms }, i) => [
    system,
    paths.join(', '),
    `${files}`,
    `${commits} of ${looked}`,
    inShort(strategy),
    `${deployments}`,
    moment(last_at_ms),
    suggested[i]?.because ?? '',
  ])
  const head = ['system', 'path', 'files', 'newest commits', 'found by', 'deployments', 'last', 'because']
  const flags = suggested.map(({ system, paths, strategy }) =>
    [...paths.flatMap((path) => ['--path', path]), '--system', system, ...flagsOf(strategy)].map(quoted).join(' '),
  )
  return [
    table(head, cells),
    '',
    `In none of them: ${plural(elsewhere.files, 'file')}, ${elsewhere.commits} of ${plural(looked, 'commit')}.`,
    'To add them:',
    `  shiplog repo add ${[quoted(folder), ...flags].map(safe).join(' \\\n    ')}`,
  ].join('\n')
}

function flagsOf(strategy: Strategy): string[] {
  switch (strategy.by) {
    case 'versions':
      return ['--tags']
    case 'tags':
      return ['--tags', strategy.glob]
    case 'merges':
      return ['--merges', strategy.branch]
    case 'commits':
      return ['--branch', strategy.branch]
    case 'pointer':
      return ['--pointer', strategy.ref]
    case 'releases':
      return ['--releases', strategy.glob]
    case 'events':
      return ['--events']
  }
}
