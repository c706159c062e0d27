// A repository in two states: as it was some commits ago, and as it is now. Its objects are another's, which is only read.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepo } from '../test/helpers/repos.ts'
import { gitIn } from './mirrors.ts'

export interface MovedOn {
  path: string
  /** How many commits are new, and how many there are with them. */
  news: number
  commits: number
  before(): void
  after(): void
}

/** Of the history at `path`: its main line, with the tags on it; back along first parents by about so many commits. */
export function movedOn(path: string, about: number): MovedOn {
  const repo = createRepo({ bare: true, name: 'moved-on' })
  writeFileSync(
    join(repo.gitDir, 'objects/info/alternates'),
    `${join(gitIn(path, ['rev-parse', '--absolute-git-dir']).trim(), 'objects')}\n`,
  )
  const tip = gitIn(path, ['rev-parse', 'HEAD']).trim()
  const line = gitIn(path, ['rev-list', '--first-parent', `--max-count=${about}`, tip])
    .trim()
    .split('\n')
  const between = (old: string) => Number(gitIn(path, ['rev-list', '--count', tip, `^${old}`]))
  // One step back may be a merge of many: by halves.
  let [low, high] = [1, line.length - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (between(line[middle] ?? tip) < about) low = middle + 1
    else high = middle
  }
  const old = line[low] ?? tip
  const tags = (of: string) =>
    gitIn(path, ['tag', '--merged', of])
      .trim()
      .split('\n')
      .filter((name) => name !== '')
  const ids = new Map(
    gitIn(path, ['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags'])
      .trim()
      .split('\n')
      .map((row) => row.split(' ') as [string, string]),
  )
  const state = (main: string): (() => void) => {
    const mine = new Set(tags(main))
    const lines = [...ids].map(([name, id]) =>
      mine.has(name) ? `update refs/tags/${name} ${id}` : `delete refs/tags/${name}`,
    )
    const input = `${[`update refs/heads/main ${main}`, ...lines].join('\n')}\n`
    return () => void repo.git(['update-ref', '--stdin'], { input })
  }
  return {
    path: repo.path,
    news: between(old),
    commits: Number(gitIn(path, ['rev-list', '--count', tip, ...tags(tip)])),
    before: state(old),
    after: state(tip),
  }
}
