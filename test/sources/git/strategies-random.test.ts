// Random histories: what each strategy finds is what plain git says, asked in its own words.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRepo, type TestRepo } from '../../helpers/repos.ts'
import { scan } from './rows.ts'

const hour = 3_600_000

/** Commits with up to three parents among those before, any dates; some with a tag, some with a branch. */
const plan = fc.array(
  fc.record({
    parents: fc.array(fc.nat(30), { maxLength: 3 }),
    at: fc.nat(400),
    tag: fc.constantFrom(null, 'light', 'annotated', 'both'),
    release: fc.boolean(),
  }),
  { minLength: 2, maxLength: 20 },
)

function made(commits: typeof plan extends fc.Arbitrary<infer P> ? P : never): TestRepo {
  const repo = createRepo()
  const ids: string[] = []
  for (const [i, { parents, at, tag, release }] of commits.entries()) {
    const time = Date.UTC(2026, 0, 1) + at * hour
    const date = new Date(time).toISOString()
    const chosen = [...new Set(parents.flatMap((p) => ids[p % Math.max(1, ids.length)] ?? []))]
    const id = repo.commit({ at: date, parents: chosen, message: `c${i}` })
    ids.push(id)
    if (tag === 'light' || tag === 'both') repo.tag(`l${i}`, { of: id })
    if (tag === 'annotated' || tag === 'both')
      repo.tag(`a${i}`, { of: id, annotated: true, at: new Date(time + (i % 3) * hour).toISOString() })
    if (release) repo.ref(`refs/heads/release/${i}`, id)
  }
  return repo
}

const lines = (text: string) => text.split('\n').slice(0, -1)

const runs = { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 15) }

async function rowsOf(repo: TestRepo, strategy: Parameters<typeof scan>[2]): Promise<string[]> {
  const { deployments } = await scan(repo.path, [], strategy)
  const times = deployments.map((one) => one.at_ms)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  return deployments.map(({ id, commit, at_ms }) => `${id} ${commit} ${at_ms / 1_000}`).toSorted()
}

test('merges and commits are those of git log --first-parent, at their committer dates', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (commits) => {
      const repo = made(commits)
      for (const [by, more] of [
        ['merges', ['--merges']],
        ['commits', []],
      ] as const) {
        const log = lines(repo.git(['log', '--first-parent', ...more, '--format=%H %H %ct', 'main']))
        expect(await rowsOf(repo, { by, branch: 'main' })).toEqual(log.toSorted())
      }
    }),
    runs,
  )
}, 600_000)

test('tags are those of git for-each-ref at their creator dates, the earliest of each commit', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (commits) => {
      const repo = made(commits)
      const format =
        '%(creatordate:unix) %(refname:short) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)'
      const earliest = new Map<string, string>()
      // All dates have ten digits, so that text sorts as time, then name.
      for (const line of lines(repo.git(['for-each-ref', `--format=${format}`, 'refs/tags'])).toSorted()) {
        const [at, name, commit = ''] = line.split(' ')
        if (!earliest.has(commit)) earliest.set(commit, `${name} ${commit} ${at}`)
      }
      expect(await rowsOf(repo, { by: 'tags', glob: '*' })).toEqual([...earliest.values()].toSorted())
    }),
    runs,
  )
}, 600_000)

test('a release branch is at the oldest commit of its line that git log --first-parent of main does not have', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (commits) => {
      const repo = made(commits)
      const line = (ref: string) => lines(repo.git(['log', '--first-parent', '--format=%H %ct', ref]))
      const main = new Set(line('refs/heads/main'))
      const first = new Map<string, string>()
      for (const ref of lines(repo.git(['for-each-ref', '--format=%(refname)', 'refs/heads/release/']))) {
        const all = line(ref)
        const [commit = '', at] = (all.findLast((one) => !main.has(one)) ?? all[0] ?? '').split(' ')
        // By name, as git lists them: the first of those that share a commit.
        if (!first.has(commit)) first.set(commit, `${ref.slice('refs/heads/'.length)} ${commit} ${at}`)
      }
      expect(await rowsOf(repo, { by: 'releases', glob: 'release/*' })).toEqual([...first.values()].toSorted())
    }),
    runs,
  )
}, 600_000)
