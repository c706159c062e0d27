// A build of Jenkins that checked out several repositories: its commit is that of the job's.
import { expect, it } from 'vitest'
import { translate } from './fixture.ts'

const [shop, library] = ['9'.repeat(40), '1'.repeat(40)]
const action = (sha: string, url: string) => ({ lastBuiltRevision: { SHA1: sha }, remoteUrls: [url] })
const build = (more: object) => ({
  number: 1,
  result: 'SUCCESS',
  timestamp: 1_772_359_200_000,
  duration: 1000,
  url: 'https://ci.example/job/team/job/Shop/1/',
  ...more,
})
const doubted = 'it built from several repositories, none of which is told to be the job’s'

function read(more: object): { commits: unknown; isDoubted: boolean } {
  const { events, warnings } = translate('builds.json', JSON.stringify({ builds: [build(more)] }))
  const commits = events.map((event) => (event.type === 'deployment' ? event.commits : null))
  return { commits, isDoubted: warnings.some((text) => text.includes(doubted)) }
}

it.each([
  // The library comes first in each of them.
  ['called as the job', [action(library, 'https://git/lib'), action(shop, 'git@git.example:x/shop.git')], {}],
  [
    'with the changes of the build',
    [action(library, 'https://git/lib'), action(shop, 'https://git/other')],
    { changeSets: [{ items: [{ commitId: shop }] }] },
  ],
  ['the only one', [{}, action(shop, 'https://git/other')], {}],
  ['told twice', [action(shop, 'https://git/other'), action(shop, 'https://git/mirror')], {}],
])('the repository is the one %s', (_, actions, more) => {
  expect(read({ actions, ...more })).toEqual({ commits: [[shop]], isDoubted: false })
})

it('is said to be in doubt where nothing tells, or both', () => {
  const other = [action(library, 'https://git/lib'), action(shop, 'https://git/other')]
  expect(read({ actions: other })).toEqual({ commits: [[library]], isDoubted: true })
  const both = [action(library, 'https://git/a/shop'), action(shop, 'https://git/b/shop')]
  expect(read({ actions: both })).toEqual({ commits: [[library]], isDoubted: true })
})
