// Which change ships with which deployment, from real repositories: by hand for each rule, and against plain
// `git rev-list` on random histories.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000

async function scanned(repo: TestRepo, now?: string): Promise<TestWorkspace> {
  const opened = await workspace(now)
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  return opened
}

async function changesOf(
  { call }: TestWorkspace,
  id: string,
): Promise<{ id: string; left_out: string | null; lead_time_ms: number | null }[]> {
  const { rows } = await call('deployments.list', {})
  const row = rows.find((one) => one.id === id)
  if (row === undefined) throw new Error(`no deployment ${id}`)
  return (await call('deployments.get', { number: row.number })).changes_rows
}

async function leadTimes({ call }: TestWorkspace): Promise<{ value: number | null; n: number }> {
  const { metrics } = await call('metrics.overview', { from: '2026-01-01', to: '2026-06-30', zone: 'UTC' })
  const { value = null, n = 0 } = metrics.find((one) => one.id === 'change-lead-time') ?? {}
  return { value, n }
}

describe('changes from the commit graph', () => {
  test('a merge ships the branch it merges, is left out itself, and counts nothing twice', async () => {
    const repo = createRepo()
    const base = repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0', { annotated: true, at: '2026-03-01T12:00:00Z' })
    const side = repo.commit({ at: '2026-03-02T10:00:00Z', parents: [base], branch: 'side' })
    const main = repo.commit({ at: '2026-03-03T10:00:00Z' })
    const merge = repo.commit({ at: '2026-03-03T11:00:00Z', parents: [main, side] })
    repo.tag('v1.1.0', { annotated: true, at: '2026-03-03T12:00:00Z' })
    const opened = await scanned(repo)
    expect(
      (await changesOf(opened, 'v1.1.0')).map(({ id, left_out, lead_time_ms }) => [id, left_out, lead_time_ms]),
    ).toEqual([
      [merge, 'a merge commit', hour],
      [main, null, 2 * hour],
      [side, null, 26 * hour],
    ])
    // 2 h and 26 h; the baseline v1.0.0 brings none.
    expect(await leadTimes(opened)).toEqual({ value: 14 * hour, n: 2 })
  })

  test('a later release of an older line ships only its own commits', async () => {
    const repo = createRepo()
    const one = repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0')
    repo.commit({ at: '2026-03-02T10:00:00Z' })
    repo.tag('v2.0.0')
    const fix = repo.commit({ at: '2026-03-05T10:00:00Z', parents: [one], branch: 'v1' })
    repo.tag('v1.0.1', { of: fix })
    const opened = await scanned(repo)
    expect((await changesOf(opened, 'v1.0.1')).map((row) => row.id)).toEqual([fix])
  })

  test('a lightweight tag has its commit’s committer date, and the author date starts the lead time', async () => {
    const repo = createRepo()
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0')
    repo.commit({ at: '2026-03-04T10:00:00Z', authored: '2026-03-02T09:00:00Z' })
    repo.tag('v1.1.0')
    const opened = await scanned(repo)
    // Authored 2 March 09:00, committed (and so tagged) 4 March 10:00: 49 hours.
    expect(await leadTimes(opened)).toEqual({ value: 49 * hour, n: 1 })
  })

  test('a commit dated after its deployment is left out and listed', async () => {
    const repo = createRepo()
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0', { annotated: true, at: '2026-03-01T11:00:00Z' })
    repo.commit({ at: '2026-03-05T10:00:00Z' })
    repo.tag('v1.1.0', { annotated: true, at: '2026-03-04T10:00:00Z' })
    const opened = await scanned(repo)
    expect(await leadTimes(opened)).toEqual({ value: null, n: 0 })
    const found = (await opened.call('findings.list', {})).rows.map((row) => row.id)
    expect(found).toContain('change-after-deployment')
  })

  test('pre-releases deploy nothing; several tags on one commit are one deployment, at the earliest', async () => {
    const repo = createRepo()
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0-rc.1', { annotated: true, at: '2026-03-01T10:30:00Z' })
    repo.tag('v1.0.0', { annotated: true, at: '2026-03-01T12:00:00Z' })
    repo.tag('release-1.0.0', { annotated: true, at: '2026-03-01T11:00:00Z' })
    const { call } = await scanned(repo)
    const { rows } = await call('deployments.list', {})
    expect(rows.map((row) => [row.id, row.finished_at_ms, row.environment])).toEqual([
      ['release-1.0.0', at('2026-03-01T11:00:00Z'), 'production'],
    ])
    expect((await call('deployments.get', { number: rows[0]?.number ?? 0 })).tags.map((tag) => tag.tag)).toEqual([
      'release-1.0.0',
      'v1.0.0',
      'v1.0.0-rc.1',
    ])
  })

  test('a pushed deployment of the same version is the tag’s deployment: one, with both sources and the tag’s commits', async () => {
    const repo = createRepo()
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0')
    repo.commit({ at: '2026-03-02T10:00:00Z' })
    repo.tag('v1.1.0')
    const opened = await scanned(repo)
    await opened.send(deployment('1.1.0', '2026-03-02T14:00:00Z', { version: '1.1.0' }))
    const { rows, total } = await opened.call('deployments.list', {})
    expect(total).toBe(2)
    expect(rows[0]).toMatchObject({ id: '1.1.0', sources: ['git', 'shiplog'], commits: 1, changes: 1 })
    // The pushed time counts: 2 March 10:00 to 14:00.
    expect(await leadTimes(opened)).toEqual({ value: 4 * hour, n: 1 })
  })

  test('changes named in an event always count, at their first deployment, and with their own time if they have one', async () => {
    const { call, send } = await workspace()
    await send(
      { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-03-01T08:00:00Z') },
      deployment('1', '2026-03-01T10:00:00Z', { changes: ['c1', 'c2'] }),
      deployment('2', '2026-03-01T20:00:00Z', { changes: ['c1'] }),
    )
    const { metrics } = await call('metrics.overview', { from: '2026-01-01', to: '2026-06-30', zone: 'UTC' })
    expect(metrics.find((one) => one.id === 'change-lead-time')).toMatchObject({ value: 2 * hour, n: 1 })
    // c2 was never reported: it is listed, not guessed.
    expect((await call('findings.list', {})).rows.find((row) => row.id === 'change-without-time')?.n).toBe(1)
  })

  test('a named change without a time of its own takes its commit’s author date, and stays shipped when a tag follows', async () => {
    const repo = createRepo()
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.0.0')
    const change = repo.commit({ at: '2026-03-02T10:00:00Z' })
    repo.tag('v2.0.0', { annotated: true, at: '2026-03-09T10:00:00Z' })
    const opened = await scanned(repo)
    await opened.send(deployment('build-7', '2026-03-02T13:00:00Z', { changes: [change] }))
    expect(await leadTimes(opened)).toEqual({ value: 3 * hour, n: 1 })
  })

  test('staging and production judge first deployments apart; two production environments count a change once', async () => {
    const repo = createRepo()
    const base = repo.commit({ at: '2026-03-01T10:00:00Z' })
    const change = repo.commit({ at: '2026-03-02T10:00:00Z' })
    const opened = await scanned(repo)
    await opened.send(
      deployment('b', '2026-03-01T11:00:00Z', { commits: [base], environment: 'staging' }),
      deployment('c', '2026-03-02T11:00:00Z', { commits: [change], environment: 'staging' }),
      deployment('b', '2026-03-01T12:00:00Z', { commits: [base], environment: 'prod-eu' }),
      deployment('b', '2026-03-01T12:30:00Z', { commits: [base], environment: 'prod-us' }),
      deployment('c', '2026-03-02T14:00:00Z', { commits: [change], environment: 'prod-eu' }),
      deployment('c', '2026-03-03T10:00:00Z', { commits: [change], environment: 'prod-us' }),
    )
    const lead = async (environment: string) => {
      const { metrics } = await opened.call('metrics.overview', {
        from: '2026-01-01',
        to: '2026-06-30',
        zone: 'UTC',
        environment,
      })
      const { value, n } = metrics.find((one) => one.id === 'change-lead-time') ?? {}
      return [value, n]
    }
    expect(await lead('staging')).toEqual([hour, 1])
    expect(await lead('production')).toEqual([4 * hour, 1])
    expect(await lead('prod-us')).toEqual([24 * hour, 1])
  })

  test('random histories: every commit belongs to the deployment git itself finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ parents: fc.array(fc.nat(30), { maxLength: 3 }), tag: fc.boolean(), after: fc.nat(50) }), {
          minLength: 3,
          maxLength: 18,
        }),
        async (plan) => {
          const repo = createRepo()
          const lines: string[] = []
          const tagged: { name: string; commit: string; time: number; depth: number }[] = []
          /** The longest way down from each commit. */
          const depths: number[] = []
          for (const [i, { parents, tag, after }] of plan.entries()) {
            const time = at('2026-01-01T00:00:00Z') + i * hour
            const chosen = i === 0 ? [] : [...new Set(parents.map((p) => p % i))]
            depths.push(Math.max(-1, ...chosen.map((p) => depths[p] ?? 0)) + 1)
            lines.push(`commit refs/heads/b${i}`, `mark :${i + 1}`, `committer J <j@example.org> ${time / 1_000} +0000`)
            lines.push('data 1', 'c', ...chosen.map((p, n) => `${n === 0 ? 'from' : 'merge'} :${p + 1}`))
            if (!tag) continue
            const name = `v1.${i}.0`
            const made = time + after * hour
            lines.push(`tag ${name}`, `from :${i + 1}`, `tagger R <r@example.org> ${made / 1_000} +0000`, 'data 1', 't')
            tagged.push({ name, commit: `refs/heads/b${i}`, time: made, depth: depths[i] ?? 0 })
          }
          repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
          // The order of deployments: by time; of one time first what others may contain; then by id.
          tagged.sort((a, b) => a.time - b.time || a.depth - b.depth || (a.name < b.name ? -1 : 1))
          const opened = await scanned(repo)
          for (const [k, { name, commit }] of tagged.entries()) {
            const earlier = tagged.slice(0, k).map((one) => `^${one.commit}`)
            const expected = repo
              .git(['rev-list', commit, ...earlier])
              .split('\n')
              .filter(Boolean)
              .sort()
            expect((await changesOf(opened, name)).map((row) => row.id).sort()).toEqual(expected)
          }
          await opened.shiplog.close()
        },
      ),
      { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 30) },
    )
  }, 600_000)
})
