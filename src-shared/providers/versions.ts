// What tags and releases become, the same for every provider: src-main/sources/provider-version.ts.
import type { HookCase, Provider } from './provider.ts'

export const versionOptions: Provider['options'] = [
  { query: 'releases=production', label: 'Releases are deployments to production' },
  { query: 'tags=production', label: 'Version tags are deployments to production' },
]

const prerelease = '… is a pre-release by its version, and deployed nowhere by itself'

/** `when`: which moment it is. */
export function tagCases(when: string): HookCase[] {
  return [
    {
      which: 'a version, with `?tags=<environment>` in the address',
      becomes: 'deployment',
      says: `There, of the commit it leads to, ${when}.`,
    },
    {
      which: 'any, without `?tags=`',
      becomes: 'nothing',
      says: 'a tag is a deployment only where the address says where to (?tags=production)',
    },
    { which: 'deleted', becomes: 'nothing', says: 'a tag that was deleted deploys nothing' },
    { which: 'no version', becomes: 'nothing', says: 'the tag … is no version' },
    { which: 'the version of a pre-release', becomes: 'nothing', says: prerelease },
    { which: 'of something that is no commit', becomes: 'nothing', says: 'the tag is of no commit' },
  ]
}

export const releaseCases: readonly HookCase[] = [
  {
    which: 'any, without `?releases=`',
    becomes: 'nothing',
    says: 'a release is a deployment only where the address says where to (?releases=production)',
  },
  { which: 'the version of a pre-release', becomes: 'nothing', says: prerelease },
]

export const branchCases: readonly HookCase[] = [
  { which: 'to the main branch', becomes: 'change', says: 'Each of its commits.' },
  { which: 'to the main branch, without commits', becomes: 'nothing', says: 'the push has no commits' },
  { which: 'to another branch', becomes: 'nothing', says: '… is not the main branch' },
]

export const others: HookCase = { which: 'any', becomes: 'nothing', says: '… says nothing that is counted' }
