// A scan that goes on from what is kept: it asks git what moved leads to, and stops when all that is not kept has come.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { News } from '../../../src-main/sources/git/news.ts'
import { createParser } from '../../../src-main/sources/git/parse.ts'
import { growing, growth } from '../../helpers/growth.ts'
import { diceFrom, effort, seeds } from '../../helpers/random.ts'
import { createHistory, createRepo, damage } from '../../helpers/repos.ts'
import { processesAt, scan, type Row } from './rows.ts'

const idsOf = (rows: readonly Row[]) => rows.map((row) => row.id).sort()
const lines = (text: string) => text.split('\n').slice(0, -1)

test('what comes is what git rev-list tells and is not kept, each once, with its parents', async () => {
  await fc.assert(
    fc.asyncProperty(growth, async (plan) => {
      const { repo, steps } = growing(plan)
      const kept = new Set<string>()
      let known: string[] = []
      for (const take of steps) {
        take()
        const listed = lines(repo.git(['rev-list', '--parents', '--branches', '--tags']))
        const result = await scan(repo.path, known, undefined, kept)
        const told = result.rows.map(({ id, parents }) => [id, ...parents].join(' '))
        // After a scan that found no ref at all everything is read.
        const news = listed.filter((line) => known.length === 0 || !kept.has(line.slice(0, 40)))
        expect(told.toSorted()).toEqual(news.toSorted())
        for (const { id } of result.rows) kept.add(id)
        known = result.known
      }
    }),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 15), endOnFailure: true },
  )
}, 600_000)

const idOf = (commit: number) => commit.toString(16).padStart(4, '0').repeat(10)

// Record by record, so that stopping one too early is seen, and one too late.
test.each(seeds)('git is stopped with the record that all has come with: %s', (_, seed) => {
  const dice = diceFrom(seed)
  for (let run = 0; run < 100 * effort; run++) {
    const parents = Array.from({ length: 2 + dice.below(60) }, (_, commit) => [
      ...new Set(Array.from({ length: Math.min(commit, dice.pick([0, 1, 1, 2, 3])) }, () => dice.below(commit))),
    ])
    const within = (roots: readonly number[], found = new Set<number>()) => {
      for (const root of roots) if (!found.has(root)) within(parents[root] ?? [], found.add(root))
      return found
    }
    const kept = within([dice.below(parents.length), dice.below(parents.length)])
    const tips = [0, 1, 2].map(() => dice.below(parents.length)).filter((tip) => !kept.has(tip))
    const given = [...within(tips)].sort((a, b) => b - a)
    const wanted = given.filter((commit) => !kept.has(commit))
    const hex = (oids: Uint8Array, at: number) => Buffer.from(oids.subarray(at, at + 2)).readUInt16BE()
    const news = new News(20, tips.map(idOf), (oids, at) => kept.has(hex(oids, at)))
    const parser = createParser(20, news)
    const taken: number[] = []
    for (const commit of given) {
      if (news.isWhole) break
      const record = [idOf(commit), (parents[commit] ?? []).map(idOf).join(' '), 60, 60, 'N', 'S', '', '']
      expect([...parser.push(Buffer.from(record.join('\0')))]).toEqual([])
      taken.push(commit)
    }
    expect(taken).toEqual(given.slice(0, given.indexOf(wanted.at(-1) ?? -1) + 1))
    expect(parser.end()?.n ?? 0).toBe(wanted.length)
  }
})

test('a tip that is kept, of a branch that went away and came back, brings nothing to read', async () => {
  const repo = createRepo()
  const root = repo.commit()
  const side = repo.commit({ branch: 'side', parents: [root] })
  const first = await scan(repo.path)
  repo.git(['update-ref', '-d', 'refs/heads/side'])
  const kept = new Set(idsOf(first.rows))
  const second = await scan(repo.path, first.known, undefined, kept)
  expect(second.known).toEqual([root])
  repo.ref('refs/heads/side', side)
  expect(await scan(repo.path, second.known, undefined, kept)).toMatchObject({ rows: [], commits: 0 })
})

test('after a forced push and a clean-up, what is kept is not read again', async () => {
  const repo = createRepo()
  const root = repo.commit()
  repo.commit({ message: 'Thrown away' })
  const first = await scan(repo.path)
  const rewritten = repo.commit({ parents: [root], message: 'Rewritten' })
  repo.git(['reflog', 'expire', '--expire=now', '--all'])
  repo.git(['gc', '--quiet', '--prune=now'])
  // Asked to leave out what is gone, git would say so, and the root would be read.
  expect(idsOf((await scan(repo.path, first.known, undefined, new Set(idsOf(first.rows)))).rows)).toEqual([rewritten])
})

// Git comes to 1990 after all that is kept, which is more than what is gone through for two commits.
test('where a new commit is older than thousands that are kept, git is told to leave those out', async () => {
  const repo = createHistory(3_000)
  const first = await scan(repo.path)
  const kept = new Set(idsOf(first.rows))
  const newest = repo.commit({ at: '2027-01-01T00:00:00Z' })
  const parents = [repo.git(['rev-parse', 'main~2000']).trim()]
  const oldest = repo.commit({ at: '1990-01-01T00:00:00Z', parents, branch: 'odd' })
  const { rows } = await scan(repo.path, first.known, undefined, kept)
  expect([...new Set(idsOf(rows))]).toEqual([newest, oldest].sort())
})

test('git is not left running, and no more is handed over than is news', async () => {
  const repo = createHistory(20_000)
  const first = await scan(repo.path)
  const news = repo.commit({ at: '2027-01-01T00:00:00Z' })
  const { rows } = await scan(repo.path, first.known, undefined, new Set(idsOf(first.rows)))
  expect(idsOf(rows)).toEqual([news])
  if (process.platform === 'linux') await expect.poll(() => processesAt(repo.path)).toEqual([])
})

test('what is missing of the news is told; what is missing of what is kept keeps no news back', async () => {
  const repo = createRepo()
  const ids = Array.from({ length: 5 }, () => repo.commit())
  const first = await scan(repo.path)
  const kept = new Set(idsOf(first.rows))
  const news = [repo.commit(), repo.commit()]
  const [lost = ''] = news
  const bringBack = damage(repo, { lost: [lost], spoilt: [] })
  await expect(scan(repo.path, first.known, undefined, kept)).rejects.toThrow(
    `Object ${lost} is missing or damaged in `,
  )
  bringBack(lost)
  expect(idsOf((await scan(repo.path, first.known, undefined, kept)).rows)).toEqual([...news].sort())
  // Git does not get to 1990, on top of the first commit. Told what to leave out, it does, and reads that one as well.
  const odd = repo.commit({ at: '1990-01-01T00:00:00Z', parents: [ids[0] ?? ''], branch: 'odd' })
  damage(repo, { lost: [ids[1] ?? ''], spoilt: [] })
  const { rows } = await scan(repo.path, first.known, undefined, kept)
  expect([...new Set(idsOf(rows))]).toEqual([...news, odd, ids[0] ?? ''].sort())
})
