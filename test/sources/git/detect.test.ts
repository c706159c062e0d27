// Which tags are deployments, and when.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  almostVersions,
  deploymentTags,
  resolveTags,
  type ResolvedTag,
  versionsOf,
} from '../../../src-main/sources/git/detect.ts'
import { createGlob } from '../../../src-main/sources/git/glob.ts'
import { parseVersion, versionKey } from '../../../src-shared/version.ts'

function tag(name: string, commit: string, at_ms: number, annotated = false): ResolvedTag {
  return { name, commit, at_ms, dated: annotated ? 'tag date' : 'commit date' }
}

test('without a pattern, version tags count and pre-releases do not', () => {
  const tags = ['v1.0.0', '1.0.1', 'api-1.1.0', 'v2.0.0-rc.1', 'nightly', 'v1.2', 'release/2.0.0'].map((name, i) =>
    tag(name, `c${i}`, i),
  )
  expect(deploymentTags(tags, null).map(({ id, version }) => [id, version])).toEqual([
    ['v1.0.0', '1.0.0'],
    ['1.0.1', '1.0.1'],
    ['api-1.1.0', '1.1.0'],
    // v2.0.0-rc.1 is a pre-release; "nightly" and "v1.2" are no versions.
    ['release/2.0.0', '2.0.0'],
  ])
})

test('what stands before an @ is a package, whatever it is called', () => {
  const tags = ['pre@1.0.5', '@shop/beta@2.0.0', 'shop@2.0.0-beta.1', 'pre-1.0.6'].map((name, i) =>
    tag(name, `c${i}`, i),
  )
  expect(deploymentTags(tags, null).map(({ id, version }) => [id, version])).toEqual([
    ['pre@1.0.5', '1.0.5'],
    ['@shop/beta@2.0.0', '2.0.0'],
  ])
})

test('tags that only look like versions are told apart, but for those that are moved along with one', () => {
  const tags = ['v1.7.4.5', 'v1.2', 'v1.2.3', 'build-771', 'v2', 'v2.0', 'v2.0.0', '2026.03.01', 'v1.2.x', 'x1.2']
  const at = (name: string, i: number) => ({
    name,
    commit: name.startsWith('v2') ? 'v2' : `c${i}`,
    at_ms: i,
    annotated: false,
  })
  expect(almostVersions(tags.map(at))).toEqual(['v1.7.4.5', 'v1.2'])
})

test('with a pattern every tag whose whole name matches counts, a version or not', () => {
  const tags = ['prod-1', 'prod-2.0.0-rc.1', 'my-prod-3', 'v1.0.0'].map((name, i) => tag(name, `c${i}`, i))
  expect(deploymentTags(tags, 'prod-*').map(({ id, version }) => [id, version])).toEqual([
    ['prod-1', null],
    ['prod-2.0.0-rc.1', '2.0.0-rc.1'],
  ])
})

test('tags on one commit are one deployment, at the earliest', () => {
  const tags = [
    tag('v1.0.1', 'a', 300, true),
    tag('latest', 'a', 100),
    tag('v1.0.0', 'a', 200),
    tag('v0.9.0', 'b', 250, true),
  ]
  expect(deploymentTags(tags, null)).toEqual([
    // "latest" is earlier but matches nothing.
    { id: 'v1.0.0', commit: 'a', at_ms: 200, version: '1.0.0', dated: 'commit date' },
    { id: 'v0.9.0', commit: 'b', at_ms: 250, version: '0.9.0', dated: 'tag date' },
  ])
  // Under "*" the earliest names it, and the first that has a version gives the version.
  expect(deploymentTags(tags, '*')[0]).toMatchObject({
    id: 'latest',
    at_ms: 100,
    version: '1.0.0',
  })
})

test('at the same time the name decides, by code units', () => {
  const tags = [tag('v1.0.0', 'a', 5), tag('V1.0.0', 'a', 5), tag('v1.0.10', 'b', 5), tag('v1.0.2', 'c', 5)]
  expect(deploymentTags(tags, null).map(({ id }) => id)).toEqual(['V1.0.0', 'v1.0.10', 'v1.0.2'])
})

test('the order of the tags makes no difference', () => {
  const tags = [tag('v1.0.0', 'a', 2), tag('v1.0.1', 'a', 1), tag('v2.0.0', 'b', 1), tag('v3.0.0', 'c', 1)]
  const expected = deploymentTags(tags, null)
  fc.assert(
    fc.property(fc.shuffledSubarray(tags, { minLength: tags.length }), (shuffled) => {
      expect(deploymentTags(shuffled, null)).toEqual(expected)
    }),
  )
})

test("a tag's time is its annotated date, else its commit's; without either it comes back apart", () => {
  const dates = new Map([
    ['a', 1_000],
    ['b', Number.NaN],
  ])
  const tags = [
    { name: 'annotated', commit: 'a', at_ms: 2_000, annotated: true },
    { name: 'light', commit: 'a', at_ms: null, annotated: false },
    { name: 'no-tagger', commit: 'a', at_ms: null, annotated: true },
    { name: 'bad-date', commit: 'b', at_ms: null, annotated: false },
    { name: 'unknown', commit: 'c', at_ms: null, annotated: false },
    { name: 'saved', commit: 'b', at_ms: 3_000, annotated: true },
  ]
  const { tags: resolved, undated } = resolveTags(tags, (commit) => dates.get(commit))
  expect(resolved.map(({ name, at_ms }) => [name, at_ms])).toEqual([
    ['annotated', 2_000],
    ['light', 1_000],
    ['no-tagger', 1_000],
    ['saved', 3_000],
  ])
  const reason = 'Neither the tag nor its commit carries a date that can be read.'
  expect(undated).toEqual([
    { name: 'bad-date', reason },
    { name: 'unknown', reason },
  ])
})

test('a commit has the version of its release, else of its pre-release; of two the first by name', () => {
  const tags = [
    { name: 'v2.0.0', commit: 'a', at_ms: null, annotated: false },
    { name: 'v1.0.0-rc.1', commit: 'a', at_ms: null, annotated: false },
    { name: 'v10.0.0', commit: 'a', at_ms: null, annotated: false },
    { name: 'v3.0.0-rc.1', commit: 'b', at_ms: null, annotated: false },
    { name: 'latest', commit: 'c', at_ms: null, annotated: false },
  ]
  expect(versionsOf(tags)).toEqual(
    new Map([
      ['a', '2.0.0'],
      ['b', '3.0.0-rc.1'],
    ]),
  )
})

test.each([
  // Dates as versions: a month with its zero, hyphens, a number for the second of a day.
  ['2026.03.1', '2026.03.1', false],
  ['2026-03-01', '2026-03-01', false],
  ['v2026-03-01.2', '2026-03-01.2', false],
  ['release/2026.03.01-2', '2026.03.01-2', false],
  ['api-2026.12.0+build.5', '2026.12.0+build.5', false],
  ['2026.03.1-rc.1', '2026.03.1-rc.1', true],
  ['2026-03-01-beta', '2026-03-01-beta', true],
  // Words before the number that make it no release.
  ['nightly-2026-03-01', '2026-03-01', true],
  ['api/rc-1.2.0', '1.2.0', true],
  // They end in such a word, and are none.
  ['src-1.2.0', '1.2.0', false],
  ['dev-tools-1.2.0', '1.2.0', false],
  // SemVer build metadata is no pre-release.
  ['1.2.3+build.7', '1.2.3+build.7', false],
])('%s is version %s, pre-release: %s', (name, number, prerelease) => {
  expect(parseVersion(name)).toMatchObject({ number, prerelease })
})

test.each(['2026.00.1', '2026-3-1', '2026-02-32', '12026-03-01', '2026-03', '1.2026-03-01'])(
  '%s is no version',
  (name) => {
    expect(parseVersion(name)).toBeNull()
  },
)

test('versions are sorted by the numbers in them, a pre-release before what it leads to', () => {
  const sorted = [
    '0.9.0',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-rc.2',
    '1.0.0-rc.10',
    'v1.0.0',
    '1.0.0+build.5',
    '1.0.0.1',
    'V1.9.0',
    '1.10.0',
    '2026-03-01',
    '2026-03-01.2',
    '2026-11-01',
    '20260301123456789012',
    '20260301123456789013',
    'api-1.2.0',
    'api-1.10.0',
    'build-9',
    'build-0771',
    'nightly',
  ]
  const keys = new Map(sorted.map((version) => [version, versionKey(version)]))
  const order = (a: string, b: string) => ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1)
  expect(sorted.toReversed().sort(order)).toEqual(sorted)
  expect(sorted.toSorted((a, b) => (a < b ? -1 : 1)).sort(order)).toEqual(sorted)
})

test.each([
  ['*', 'release/1.2', true],
  ['release-*', 'release-1', true],
  ['release-*', 'release-', true],
  ['release-*', 'prerelease-1', false],
  ['v?.?', 'v1.2', true],
  ['v?.?', 'v1.22', false],
  // One character, not two code units.
  ['?', '🚀', true],
  ['v[123]*', 'v2.0', true],
  ['v[123]*', 'v4.0', false],
  ['v[0-9].x', 'v7.x', true],
  ['v[!0-9]*', 'v7', false],
  ['v[^0-9]*', 'vx', true],
  ['a[]]b', 'a]b', true],
  ['a[!]]b', 'a]b', false],
  ['a[b-]', 'a-', true],
  // Never closed: itself.
  ['a[b', 'a[b', true],
  ['a.c', 'abc', false],
  ['(a|b)+$', '(a|b)+$', true],
  ['*a*b*c', 'xxaxxbxxc', true],
  ['*a*b*c', 'xxaxxbxxcd', false],
  ['V*', 'v1', false],
])('the pattern %s on %s: %s', (pattern, name, expected) => {
  expect(createGlob(pattern)(name)).toBe(expected)
})

test('no pattern is slow', () => {
  // Backtracking over every star would need more steps than there are atoms.
  const started = performance.now()
  expect(createGlob('*a'.repeat(120))('a'.repeat(110) + 'b'.repeat(4_000))).toBe(false)
  expect(performance.now() - started).toBeLessThan(500)
})

test('a pattern of stars and letters agrees with the plain definition', () => {
  const by = (pattern: string, name: string): boolean =>
    pattern === ''
      ? name === ''
      : pattern.startsWith('*')
        ? by(pattern.slice(1), name) || (name !== '' && by(pattern, name.slice(1)))
        : name !== '' && (pattern[0] === '?' || pattern[0] === name[0]) && by(pattern.slice(1), name.slice(1))
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters.split('')), maxLength: 8 })
  fc.assert(
    fc.property(text('ab*?'), text('ab'), (pattern, name) => createGlob(pattern)(name) === by(pattern, name)),
    { numRuns: 500 },
  )
})
