// GitLab: src-main/sources/webhooks/gitlab/.
import type { Provider } from './provider.ts'
import { branchCases, others, releaseCases, tagCases, versionOptions } from './versions.ts'

const otherStatus = {
  which: 'of another status',
  becomes: 'nothing',
  says: 'the status … says nothing of how it went',
} as const

export const gitlab: Provider = {
  id: 'gitlab',
  title: 'GitLab',
  source: 'gitlab',
  path: '/hooks/gitlab',
  options: versionOptions,
  secret: 'Its “Secret token” is any key that does not sign. Where it has a “Signing token”, a key that signs instead.',
  systems:
    'One webhook will do for a whole group: each project is a system of its own, called by its path. With system=<name> in the address all of them are that one.',
  senders: [
    { name: 'gitlab.com', hosted: true },
    {
      name: 'GitLab on a server of yours',
      hosted: false,
      note: 'Its administrator has to allow webhooks to the local network, under “Outbound requests”.',
    },
  ],
  kinds: [
    {
      names: ['deployment'],
      tick: 'Deployment events',
      cases: [
        {
          which: 'of a status on the right',
          becomes: 'deployment',
          says: 'Of the commit in `commit_url`.',
          words: {
            pending: ['created', 'blocked'],
            started: ['running'],
            succeeded: ['success'],
            failed: ['failed'],
            aborted: ['canceled'],
          },
        },
        otherStatus,
      ],
    },
    {
      names: ['issue', 'incident'],
      tick: 'Issues events',
      cases: [
        {
          which: 'of the type Incident or with the label `incident`, in any case',
          becomes: 'incident',
          says: 'Closed is resolved.',
        },
        { which: 'any other', becomes: 'issue', says: 'With the label `bug`, in any case, a bug.' },
      ],
    },
    { names: ['push'], tick: 'Push events', cases: branchCases },
    {
      names: ['tag_push'],
      tick: 'Tag push events',
      cases: tagCases('when that was first heard of, as GitLab says no time'),
    },
    {
      names: ['merge_request'],
      tick: 'Merge request events',
      cases: [
        {
          which: 'merged',
          becomes: 'change',
          says: 'Its merge commit, which began when the request was opened, whatever `push` says.',
        },
        {
          which: 'any other',
          becomes: 'nothing',
          says: 'a merge request that was not merged now is no change yet',
        },
      ],
    },
    {
      names: ['pipeline'],
      tick: 'Pipeline events',
      cases: [
        {
          which: 'of a status on the right',
          becomes: 'build',
          says: '',
          words: {
            pending: ['created', 'waiting_for_resource', 'preparing', 'pending', 'scheduled', 'manual'],
            started: ['running'],
            succeeded: ['success'],
            failed: ['failed'],
            aborted: ['canceled'],
          },
        },
        otherStatus,
      ],
    },
    {
      names: ['release'],
      tick: 'Releases events',
      cases: [
        {
          which: '`create`, with `?releases=<environment>` in the address',
          becomes: 'deployment',
          says: 'There, of its tag and commit.',
        },
        {
          which: 'upcoming: `released_at` is after `created_at`',
          becomes: 'nothing',
          says: 'an upcoming release is not deployed yet, and GitLab sends nothing on its day',
        },
        ...releaseCases,
        { which: 'of another action', becomes: 'nothing', says: 'a release is a deployment when it is made' },
      ],
    },
    { names: [], cases: [others] },
  ],
}
