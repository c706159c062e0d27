// A git history of any size from a fixed seed: a main line, side branches that merge into it, version tags along the
// way. Without trees, so that 100,000 commits take seconds; easier for git than a real one, and so the harder baseline.
import { createRepo, type TestRepo } from '../test/helpers/repos.ts'

export interface History {
  repo: TestRepo
  commits: number
  /** Names in order of their commits. */
  tags: string[]
}

const seed = 20_261_121
const sideBranches = 6

export function makeHistory(commits: number, tags: number): History {
  const repo = createRepo({ bare: true, name: `history-${commits}` })
  const random = randomFrom(seed)
  const words = [
    'fix',
    'cache',
    'retry',
    'the',
    'parser',
    'of',
    'billing',
    'page',
    'when',
    'login',
    'is',
    'slow',
    'add',
    'tests',
  ]
  const lines: string[] = []
  const named: string[] = []
  // The newest commit of the main line and of each side branch, as fast-import's marks.
  let main = 0
  const sides: number[] = Array.from({ length: sideBranches }, () => 0)
  for (let mark = 1; mark <= commits; mark++) {
    const side = Math.floor(random() * sideBranches * 2)
    const onMain = side >= sideBranches || mark === 1
    const seconds = 1_577_836_800 + mark * 300
    const who = `Author ${Math.floor(random() * 200)} <author@example.org> ${seconds} +0100`
    const message = `${Array.from({ length: 4 + Math.floor(random() * 6) }, () => words[Math.floor(random() * words.length)]).join(' ')} (#${mark})\n`
    lines.push(
      `commit refs/heads/${onMain ? 'main' : `side-${side}`}`,
      `mark :${mark}`,
      `author ${who}`,
      `committer ${who}`,
    )
    lines.push(`data ${message.length}`, message)
    const parents: number[] = []
    if (onMain && mark > 1) {
      parents.push(main)
      // One commit of the main line in five merges a side branch that has something new.
      const merged = Math.floor(random() * sideBranches)
      if (random() < 0.2 && (sides[merged] ?? 0) > 0) {
        parents.push(sides[merged] ?? 0)
        sides[merged] = 0
      }
    } else if (!onMain) parents.push((sides[side] ?? 0) > 0 ? (sides[side] ?? 0) : main)
    parents.forEach((parent, i) => lines.push(`${i === 0 ? 'from' : 'merge'} :${parent}`))
    if (onMain) main = mark
    else sides[side] = mark
    if (Math.floor((mark * tags) / commits) > named.length) {
      const name = `v1.${named.length}.0`
      named.push(name)
      lines.push(`tag ${name}`, `from :${main}`, `tagger ${who}`, `data ${name.length}`, name)
    }
  }
  repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
  return { repo, commits: Number(repo.git(['rev-list', '--count', '--all']).trim()), tags: named }
}

/** mulberry32: small, and the same everywhere. */
export function randomFrom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
