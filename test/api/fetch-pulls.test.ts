// Pull requests fetched on a person's word: from a real bare remote, into Shiplog's own folder, with exact starts after it;
// what is asked before, what is refused, and that the person's repository stays as it is.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { remoteOf } from '../../src-main/sources/git/remote.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { hashFolder } from '../helpers/hash-folder.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'

const day = 86_400_000

interface Shop {
  made: TestWorkspace
  remote: TestRepo
  clone: TestRepo
  url: string
  squash: string
}

/**
 * A remote with a pull request of 2 and 4 January, squashed on the 10th and released on the 11th, and a clone of its
 * branches and tags, as `git clone` makes it.
 */
async function shop(sha256 = false): Promise<Shop> {
  const made = await workspace('2026-02-01T00:00:00Z')
  const remote = createRepo({ name: 'api.git', bare: true, sha256 })
  const a = remote.commit({ at: '2026-01-01T00:00:00Z' })
  remote.tag('v1.0.0')
  const one = remote.commit({ at: '2026-01-02T00:00:00Z', parents: [a], branch: null })
  const two = remote.commit({ at: '2026-01-04T00:00:00Z', parents: [one], branch: null })
  remote.ref('refs/pull/7/head', two)
  const squash = remote.commit({ at: '2026-01-10T00:00:00Z', message: 'Add carts (#7)' })
  remote.tag('v2.0.0', { annotated: true, at: '2026-01-11T00:00:00Z' })
  const path = temporaryPath('api')
  const url = pathToFileURL(remote.path).href
  runGit(['clone', '--quiet', url, path], { cwd: remote.path })
  const clone = repoAt(path, join(path, '.git'))
  await made.call('repos.add', { path })
  return { made, remote, clone, url, squash }
}

async function lead(made: TestWorkspace) {
  const asked = { metrics: ['change-lead-time'], from: '2026-01-01', to: '2026-01-31', bucket: 'month' as const }
  const [found] = (await made.call('metrics.overview', asked)).metrics
  return [found?.value, found?.notes.some((note) => note.includes('squash'))]
}

test('starts become exact, and unknown again when it is forgotten', async () => {
  const { made, remote, clone, url } = await shop()
  expect(await lead(made)).toEqual([day, true])
  const origin = await made.call('repos.origin', { path: clone.path })
  expect(origin).toMatchObject({ url, host: null, protocol: 'file' })
  expect(origin.into.startsWith(made.dataDir)).toBe(true)
  expect(existsSync(origin.into)).toBe(false)
  const before = hashFolder(clone.path)
  const scan = await made.call('repos.fetchPulls', { path: clone.path, from: url })
  expect(scan.repo).toMatchObject({ unknown_starts: 0, fetched: { refs: 1, from: url } })
  // Released on the 11th, begun on the 2nd.
  expect(await lead(made)).toEqual([9 * day, false])
  expect(hashFolder(clone.path)).toEqual(before)
  // Another request comes; what was fetched does not know it until it is fetched again.
  const tip = remote.tip()
  const three = remote.commit({ at: '2026-01-12T00:00:00Z', parents: [tip], branch: null })
  remote.ref('refs/merge-requests/8/head', three)
  const second = remote.commit({ at: '2026-01-14T00:00:00Z', message: 'Add orders (!8)' })
  clone.git(['fetch', '--quiet'])
  clone.git(['merge', '--quiet', '--ff-only', 'origin/main'])
  await made.call('repos.scan', {})
  const began = async () => {
    const [row] = (await made.call('changes.where', { change: second })).rows
    return [row?.start_unknown, row?.start_at_ms]
  }
  expect(await began()).toEqual([true, Date.parse('2026-01-14T00:00:00Z')])
  expect((await made.call('repos.fetchPulls', { path: clone.path, from: url })).repo.fetched?.refs).toBe(2)
  expect(await began()).toEqual([false, Date.parse('2026-01-12T00:00:00Z')])
  const [waits] = (await made.call('changes.list', { state: 'undeployed' })).rows
  expect([waits?.id, waits?.start_at_ms]).toEqual([second, Date.parse('2026-01-12T00:00:00Z')])
  expect(await made.call('workspace.rebuild', { check: true })).toMatchObject({ changed: 0 })

  const forgotten = await made.call('repos.forgetPulls', { path: clone.path })
  expect(forgotten.repo).toMatchObject({ unknown_starts: 2, fetched: null })
  expect([await lead(made), existsSync(origin.into)]).toEqual([[day, true], false])
  expect(await made.refusal('repos.forgetPulls', { path: clone.path })).toBe(
    'Nothing was fetched of the pull requests of api.',
  )
})

test('the commits alone are fetched where the other side can do so; with SHA-256 as well', async () => {
  const { made, remote, clone, url } = await shop(true)
  remote.git(['config', 'uploadpack.allowFilter', 'true'])
  await made.call('repos.fetchPulls', { path: clone.path, from: url })
  await made.call('repos.fetchPulls', { path: clone.path, from: url })
  const { into } = await made.call('repos.origin', { path: clone.path })
  const types = runGit(['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)'], { cwd: into })
  expect([...new Set(types.trim().split('\n'))]).toEqual(['commit'])
  expect(await lead(made)).toEqual([9 * day, false])
})

test('what was fetched goes with the repository', async () => {
  const { made, clone, url } = await shop()
  await made.call('repos.fetchPulls', { path: clone.path, from: url })
  const { into } = await made.call('repos.origin', { path: clone.path })
  await made.call('repos.remove', { path: clone.path })
  expect(existsSync(into)).toBe(false)
  expect((await made.call('repos.add', { path: clone.path })).repo).toMatchObject({ unknown_starts: 1, fetched: null })
})

test.skipIf(process.platform === 'win32')(
  'no setting of the repository runs anything, nor says where to go',
  async () => {
    const { made, clone, url } = await shop()
    const program = temporaryPath('canary.sh')
    const sang = `${program}.sang`
    writeFileSync(program, `#!/bin/sh\ntouch '${sang}'\nexit 1\n`)
    chmodSync(program, 0o755)
    for (const key of [
      'core.sshCommand',
      'core.alternateRefsCommand',
      'core.fsmonitor',
      'core.gitProxy',
      'credential.helper',
    ])
      clone.git(['config', key, program])
    clone.git(['config', 'remote.origin.uploadpack', program])
    clone.git(['config', 'uploadpack.packObjectsHook', program])
    clone.git(['config', `url.ext::${program}.insteadOf`, url])
    clone.git(['config', 'protocol.ext.allow', 'always'])
    await made.call('repos.fetchPulls', { path: clone.path, from: url })
    expect([await lead(made), existsSync(sang)]).toEqual([[9 * day, false], false])
    // The control: plain git does run it.
    expect(() => clone.git(['fetch', 'origin'])).toThrow()
    expect(existsSync(sang)).toBe(true)
  },
)

test.skipIf(process.platform === 'win32')('over ssh: the ssh on the path, as it is, with nobody to ask', async () => {
  const { made, remote, clone } = await shop()
  const folder = dirname(temporaryPath('ssh'))
  const said = join(folder, 'said')
  // What an ssh to this computer comes to, and a note of how it was called.
  const script = `#!/bin/sh\necho "$@" > '${said}'\nenv | grep -c '^GIT_SSH_COMMAND\\|ASKPASS=$' >> '${said}'\nfor last; do :; done\nexec sh -c "$last"\n`
  writeFileSync(join(folder, 'ssh'), script)
  chmodSync(join(folder, 'ssh'), 0o755)
  clone.git(['config', 'remote.origin.url', `git@example.org:${remote.path}`])
  clone.git(['config', 'core.sshCommand', '/bin/false'])
  const path = process.env['PATH'] ?? ''
  process.env['PATH'] = `${folder}:${path}`
  onTestFinished(() => void (process.env['PATH'] = path))
  const { url, host } = await made.call('repos.origin', { path: clone.path })
  expect([url, host]).toEqual([`git@example.org:${remote.path}`, 'example.org'])
  await made.call('repos.fetchPulls', { path: clone.path, from: url })
  expect(await lead(made)).toEqual([9 * day, false])
  expect(readFileSync(said, 'utf8')).toMatch(
    /^(?:-o SendEnv=GIT_PROTOCOL )?git@example\.org git-upload-pack '\S+'\n0\n$/,
  )
})

test('over https to where nobody listens: a sentence, and nothing is kept', async () => {
  const { made, clone } = await shop()
  const from = 'https://127.0.0.1:1/api'
  clone.git(['config', 'remote.origin.url', 'https://jane:secret@127.0.0.1:1/api'])
  const said = await made.refusal('repos.fetchPulls', { path: clone.path, from })
  expect(said).toMatch(/^Nothing was fetched from 127\.0\.0\.1:1 \(https\): fatal: unable to access/)
  expect(said).not.toContain('secret')
  expect(readdirSync(join(made.dataDir, 'mirrors'))).toEqual([])
})

test('an address that moved, is gone or says nothing: nothing is contacted or kept', async () => {
  const { made, clone, url } = await shop()
  clone.git(['config', 'remote.origin.url', `${url}x`])
  expect(await made.refusal('repos.fetchPulls', { path: clone.path, from: url })).toBe(
    `The repository’s origin is "${url}x" now, not "${url}". Nobody was contacted.`,
  )
  expect(await made.refusal('repos.fetchPulls', { path: clone.path, from: `${url}x` })).toMatch(
    /^Nothing was fetched from file:\S+api\.gitx \(file\): fatal: .*does not appear to be a git repository\. Or fetch them yourself/,
  )
  clone.git(['config', '--unset', 'remote.origin.url'])
  expect(await made.refusal('repos.origin', { path: clone.path })).toContain('says no address it came from')
  expect(readdirSync(join(made.dataDir, 'mirrors'))).toEqual([])
})

test.each([
  ['https://github.com/shop/api.git', 'https://github.com/shop/api.git', 'github.com', 'https'],
  // Neither a password nor a token in place of a name is used or shown.
  ['https://jane:secret@example.org:8443/api', 'https://example.org:8443/api', 'example.org:8443', 'https'],
  ['https://ghp_token@github.com/api', 'https://github.com/api', 'github.com', 'https'],
  ['ssh://git:secret@example.org:2222/api', 'ssh://git@example.org:2222/api', 'example.org:2222', 'ssh'],
  ['git@github.com:shop/api.git', 'git@github.com:shop/api.git', 'github.com', 'ssh'],
  ['../api.git', 'file:///srv/api.git', null, 'file'],
  ['/srv/other', 'file:///srv/other', null, 'file'],
])('%s is contacted as %s', (said, url, host, protocol) => {
  expect(remoteOf(said, '/srv/clone')).toEqual({ url, host, protocol })
})

test.each([
  'http://example.org/api',
  'git://example.org/api',
  'ext::sh -c touch% /tmp/x',
  'ftp://example.org/api',
  'file://server/share',
  '--upload-pack=touch /tmp/x',
  'ssh://-oProxyCommand=x/api',
  'git@-oProxyCommand=x:api',
  'git@example.org:-x',
  'https://example.org/a\nb',
  'https://',
])('%s is not contacted', (said) => {
  expect(() => remoteOf(said, '/srv/clone')).toThrow('which Shiplog does not contact')
})

test('a password does not come out with a refusal', () => {
  expect(() => remoteOf('http://jane:secret@example.org/api', '/srv')).toThrow('origin is "http://example.org/api"')
})
