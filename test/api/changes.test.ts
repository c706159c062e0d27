// Where a change is, by examples worked out by hand on real repositories.
import { describe, expect, test } from 'vitest'
import type { Found } from '../../src-shared/contract/changes.ts'
import { createRepo, runGit, temporaryPath } from '../helpers/repos.ts'
import { shop } from '../helpers/shop.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000

/** "production p2 29 h, now", "staging not yet 30 h". */
function words({ environments }: Pick<Found, 'environments'>): string[] {
  return environments.map(({ environment, first, waited_ms, now, unclear }) =>
    [
      `${environment} ${first?.id ?? 'not yet'} ${waited_ms === null ? 'unknown' : `${waited_ms / hour} h`}`,
      now === null ? 'unknown now' : now ? 'now' : 'not now',
      ...(unclear === 0 ? [] : [`${unclear} unclear`]),
    ].join(', '),
  )
}

async function where({ call }: TestWorkspace, change: string): Promise<Record<string, string[]>> {
  const { rows } = await call('changes.where', { change })
  return Object.fromEntries(rows.map((row) => [row.system, words(row)]))
}

describe('where a commit is', () => {
  test('the first deployment to each environment that has it in its history, and how long it waited', async () => {
    const { opened, repo, c3, c4, c5, h1 } = await shop()
    await opened.call('repos.add', { path: repo.path, system: 'shop' })
    // c4 of 4 June 9:00. Dev got it with c5 on 20 June 10:00, staging on 18 June 10:00. In production p3 failed and p4
    // never finished, so that it waits there: until 1 July 0:00.
    expect(await where(opened, c4)).toEqual({
      shop: ['development d1 385 h, now', 'staging s1 337 h, now', 'production not yet 639 h, not now'],
    })
    expect((await where(opened, c3))['shop']?.[1]).toBe('staging s1 361 h, now')
    // c5 of 5 June 9:00 is not in staging's c4.
    expect(await where(opened, c5)).toEqual({
      shop: ['development d1 361 h, now', 'staging not yet 615 h, not now', 'production not yet 615 h, not now'],
    })
    // The hotfix of 14 June 9:00 was deployed once and merged nowhere.
    expect(await where(opened, h1)).toEqual({
      shop: ['development not yet 399 h, not now', 'staging not yet 399 h, not now', 'production p2 25 h, now'],
    })
    const { rows } = await opened.call('changes.where', { change: h1.slice(0, 7).toUpperCase() })
    expect(rows).toMatchObject([
      {
        system: 'shop',
        repo: 'shop',
        id: h1,
        title: 'Hotfix',
        author: 'Jane Doe',
        authored_at_ms: at('2026-06-14T09:00:00Z'),
        committed_at_ms: at('2026-06-14T09:00:00Z'),
        parents: [repo.git(['rev-parse', `${h1}^`]).trim()],
      },
    ])
  })

  test('the first deployment is the first to finish, whichever came later to the journal; baselines and merges count', async () => {
    const repo = createRepo({ name: 'api' })
    const base = repo.commit({ at: '2026-06-01T10:00:00Z' })
    const side = repo.commit({ at: '2026-06-01T11:00:00Z', parents: [base], branch: 'side' })
    const main = repo.commit({ at: '2026-06-01T12:00:00Z' })
    const merge = repo.commit({ at: '2026-06-01T13:00:00Z', parents: [main, side] })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    await opened.send(deployment('late', '2026-06-03T10:00:00Z', { commits: [merge] }))
    await opened.send(deployment('first', '2026-06-02T10:00:00Z', { commits: [main] }))
    expect(await where(opened, base)).toEqual({ api: ['production first 24 h, now'] })
    expect(await where(opened, side)).toEqual({ api: ['production late 47 h, now'] })
    expect(await where(opened, merge)).toEqual({ api: ['production late 45 h, now'] })
    const { rows } = await opened.call('changes.where', { change: merge })
    expect(rows[0]?.parents).toEqual([main, side])
    // Back to what stood before: it was there first, and is not now.
    await opened.send(deployment('back', '2026-06-04T10:00:00Z', { commits: [main], kind: 'rollback' }))
    expect(await where(opened, side)).toEqual({ api: ['production late 47 h, not now'] })
  })

  test('a tag is its deployment; a deployment that says no commit may have had it', async () => {
    const repo = createRepo({ name: 'api' })
    repo.commit({ at: '2026-06-01T10:00:00Z' })
    repo.tag('v1.0.0')
    const change = repo.commit({ at: '2026-06-02T10:00:00Z' })
    repo.tag('v1.1.0', { annotated: true, at: '2026-06-05T10:00:00Z' })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    expect(await where(opened, change)).toEqual({ api: ['production v1.1.0 72 h, now'] })
    await opened.send(
      deployment('blind', '2026-06-03T10:00:00Z'),
      deployment('before it', '2026-06-02T09:00:00Z'),
      deployment('blind', '2026-06-03T10:00:00Z', { environment: 'staging' }),
    )
    expect(await where(opened, change)).toEqual({
      api: ['staging not yet 686 h, unknown now, 1 unclear', 'production v1.1.0 72 h, now, 1 unclear'],
    })
    // A pushed deployment of the same version is the tag's, at its own time; one that failed takes the tag along.
    await opened.send(deployment('run 7', '2026-06-02T12:00:00Z', { version: '1.1.0' }))
    expect((await where(opened, change))['api']?.[1]).toBe('production run 7 2 h, unknown now')
    await opened.send(deployment('run 7', '2026-06-02T12:00:00Z', { version: '1.1.0', state: 'failed' }))
    expect((await where(opened, change))['api']?.[1]).toBe('production not yet 686 h, unknown now, 1 unclear')
  })

  test('one row for each system that was deployed from its repository, and what a person left out contains nothing', async () => {
    const repo = createRepo({ name: 'mono' })
    const commit = repo.commit({ at: '2026-06-01T10:00:00Z' })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'mono' })
    await opened.send(
      deployment('1', '2026-06-01T11:00:00Z', { system: 'new', commits: [commit], state: 'failed' }),
      deployment('1', '2026-06-01T12:00:00Z', { system: 'web', commits: [commit] }),
      deployment('1', '2026-06-01T15:00:00Z', { system: 'api', commits: [commit.slice(0, 9)] }),
      deployment('1', '2026-06-01T15:00:00Z', { system: 'elsewhere' }),
    )
    expect(await where(opened, commit)).toEqual({
      mono: [],
      new: ['production not yet 710 h, unknown now'],
      web: ['production 1 2 h, now'],
      api: ['production 1 5 h, now'],
    })
    const { rows } = await opened.call('deployments.list', { systems: ['web'] })
    await opened.call('decisions.exclude', { type: 'deployment', number: rows[0]?.number ?? 0, reason: 'a rehearsal' })
    expect((await where(opened, commit))['web']).toEqual(['production not yet 710 h, unknown now'])
  })

  test('a commit in two clones is one row for the system of each', async () => {
    const repo = createRepo({ name: 'api' })
    const commit = repo.commit({ at: '2026-06-01T10:00:00Z' })
    const copy = temporaryPath('fork')
    runGit(['clone', '--quiet', '--bare', repo.path, copy], { cwd: repo.path })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    await opened.call('repos.add', { path: copy, system: 'fork' })
    await opened.send(deployment('1', '2026-06-01T12:00:00Z', { commits: [commit] }))
    expect(await where(opened, commit)).toEqual({ api: ['production 1 2 h, now'], fork: [] })
    const { rows } = await opened.call('changes.where', { change: commit })
    expect(rows.map((row) => row.repo)).toEqual(['api', 'fork'])
  })

  test('a change that an event named is found by its id, with the time it was pushed with', async () => {
    const opened = await workspace()
    await opened.send(
      { type: 'change', system: 'api', id: 'PR-7', created_at_ms: at('2026-06-01T08:00:00Z') },
      deployment('s', '2026-06-01T09:00:00Z', { environment: 'staging', changes: ['PR-7'] }),
      deployment('2', '2026-06-03T10:00:00Z', { changes: ['PR-7', 'PR-8'] }),
      deployment('1', '2026-06-02T10:00:00Z', { changes: ['PR-7'] }),
      deployment('1', '2026-06-02T10:00:00Z', { changes: ['PR-7'], system: 'web' }),
    )
    expect(await where(opened, 'PR-7')).toEqual({
      api: ['staging s 1 h, now', 'production 1 26 h, now'],
      web: ['production 1 unknown, now'],
    })
    expect(await where(opened, 'PR-8')).toEqual({
      api: ['staging not yet unknown, unknown now', 'production 2 unknown, now'],
    })
  })

  test('a commit that an event names is contained, its ancestors are not; its own time counts', async () => {
    const repo = createRepo({ name: 'api' })
    const one = repo.commit({ at: '2026-06-01T10:00:00Z' })
    const two = repo.commit({ at: '2026-06-01T11:00:00Z' })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    await opened.send(
      { type: 'change', system: 'api', id: two, created_at_ms: at('2026-06-01T08:00:00Z') },
      deployment('1', '2026-06-02T10:00:00Z', { changes: [two] }),
    )
    expect(await where(opened, two.slice(0, 10))).toEqual({ api: ['production 1 26 h, now'] })
    expect(await where(opened, one)).toEqual({ api: ['production not yet 710 h, unknown now'] })
  })

  test('an ambiguous id names those that begin so; an unknown one says where it was looked for', async () => {
    const repo = createRepo({ name: 'api' })
    // Two of these have ids that share seven characters, the same two each run.
    const lines: string[] = []
    for (let i = 0; i < 30_000; i++)
      lines.push(
        `commit refs/heads/b${i % 7}`,
        `committer A <a@b> ${1_780_000_000 + i} +0000`,
        `data ${`${i}`.length}`,
        `${i}`,
      )
    repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
    const ids = repo.git(['rev-list', '--branches']).trim().split('\n').sort()
    const at7 = ids.findIndex((id, i) => id.slice(0, 7) === ids[i + 1]?.slice(0, 7))
    const [a = '', b = ''] = ids.slice(at7, at7 + 2)
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    const found = await opened.call('changes.where', { change: a.slice(0, 7) })
    expect(found.rows).toEqual([])
    expect(found.candidates.map((one) => [one.repo, one.id])).toEqual([
      ['api', a],
      ['api', b],
    ])
    let length = 8
    while (a.slice(0, length) === b.slice(0, length)) length += 1
    expect((await opened.call('changes.where', { change: a.slice(0, length) })).rows.map((row) => row.id)).toEqual([a])
    expect(await opened.refusal('changes.where', { change: 'fffffffffffff' })).toBe(
      'No commit begins with "fffffffffffff", and no event names a change so. Looked in api.',
    )
    // As it was scanned last; and a dead end no more.
    expect(await opened.refusal('changes.where', { change: 'v1.0.0' })).not.toContain('tag')
    repo.tag('v1.0.0', { of: a, annotated: true })
    await opened.call('repos.scan', {})
    expect(await opened.refusal('changes.where', { change: 'v1.0.0' })).toBe(
      `No commit begins with "v1.0.0", and no event names a change so. Looked in api. It is a tag of api, at commit ${a}.`,
    )
    expect(await opened.refusal('changes.where', { change: a.slice(0, 6) })).toContain('7 characters or more')
    expect(await opened.refusal('changes.where', { change: '  ' })).toContain('"change"')
    expect(await (await workspace()).refusal('changes.where', { change: a })).toContain('No repository was added yet.')
  }, 60_000)
})
