// A repository that grows in random steps, as a fetch brings it: commits on any before, of any date, and roots; branches and
// tags that come, move anywhere, go away and come back.
import fc from 'fast-check'
import { createRepo, type TestRepo } from './repos.ts'

const step = fc.record({
  /** Of each, how far back its parents are, or anywhere; when it is from. A skewed clock: any time at all. */
  commits: fc.array(
    fc.record({ parents: fc.array(fc.nat(40), { maxLength: 3 }), at: fc.nat(400), near: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 12,
    },
  ),
  /** Which branch or tag leads where; null: it goes away. */
  refs: fc.array(fc.tuple(fc.nat(5), fc.option(fc.nat(40), { freq: 4 })), { minLength: 1, maxLength: 5 }),
})
export const growth = fc.array(step, { minLength: 2, maxLength: 5 })
export type Growth = typeof growth extends fc.Arbitrary<infer G> ? G : never

const names = ['heads/main', 'heads/next', 'heads/old', 'tags/v1.0.0', 'tags/v1.1.0', 'tags/v2.0.0']

/** An empty repository, and what takes each step. */
export function growing(steps: Growth): { repo: TestRepo; steps: (() => void)[] } {
  const repo = createRepo({ bare: true })
  let made = 0
  let marks: string[] = []
  const grow = ({ commits, refs }: Growth[number]) => {
    const lines: string[] = []
    for (const { parents, at, near } of commits) {
      const seconds = Date.UTC(2026, 0, 1) / 1_000 + at * 3_600 + made
      const chosen = made === 0 ? [] : [...new Set(parents.map((p) => (near ? Math.max(0, made - 1 - p) : p % made)))]
      made += 1
      lines.push(`reset refs/heads/made`, `commit refs/heads/made`, `mark :${made}`)
      lines.push(`committer J <j@example.org> ${seconds} +0000`, 'data 1', 'c')
      lines.push(...chosen.map((p, n) => `${n === 0 ? 'from' : 'merge'} ${marks[p] ?? `:${p + 1}`}`), '')
    }
    lines.push('reset refs/heads/made', 'from 0000000000000000000000000000000000000000', '')
    const printed = Array.from({ length: made }, (_, i) => (i < marks.length ? '' : `get-mark :${i + 1}\n`)).join('')
    marks = marks.concat(
      repo
        .git(['fast-import', '--quiet', '--force'], { input: lines.join('\n') + '\n' + printed })
        .split('\n')
        .slice(0, -1),
    )
    for (const [name, to] of refs) {
      const ref = `refs/${names[name]}`
      // Near the newest, or anywhere.
      if (to === null) repo.git(['update-ref', '-d', ref])
      else repo.ref(ref, marks[to < 10 ? Math.max(0, made - 1 - to) : to % made] ?? '')
    }
  }
  return { repo, steps: steps.map((one) => () => grow(one)) }
}
