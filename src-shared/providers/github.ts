// GitHub: src-main/sources/webhooks/github/.
import type { HookCase, Provider } from './provider.ts'
import { branchCases, others, releaseCases, tagCases, versionOptions } from './versions.ts'

const conclusions: NonNullable<HookCase['words']> = {
  pending: ['requested'],
  started: ['in_progress'],
  succeeded: ['success', 'neutral'],
  failed: ['failure', 'timed_out', 'startup_failure'],
  aborted: ['cancelled', 'skipped', 'stale'],
}

export const github: Provider = {
  id: 'github',
  title: 'GitHub',
  source: 'github',
  path: '/hooks/github',
  options: versionOptions,
  secret: 'Its “Secret” is a key that signs (whsec_…). The content type may be either.',
  systems:
    'One webhook will do for a whole organisation: each repository is a system of its own, called like it. With system=<name> in the address all of them are that one.',
  senders: [
    { name: 'github.com', hosted: true },
    { name: 'GitHub Enterprise Server', hosted: false },
  ],
  kinds: [
    {
      names: ['deployment_status'],
      tick: 'Deployment statuses',
      cases: [
        {
          which: 'of a state on the right',
          becomes: 'deployment',
          says: '',
          words: {
            pending: ['pending', 'queued', 'waiting'],
            started: ['in_progress'],
            succeeded: ['success'],
            failed: ['failure', 'error'],
          },
        },
        {
          which: '`inactive`',
          becomes: 'nothing',
          says: 'a deployment that another has replaced has not failed',
        },
        { which: 'of another state', becomes: 'nothing', says: 'the state … is none that is known' },
      ],
    },
    {
      names: ['issues'],
      tick: 'Issues',
      cases: [
        { which: 'with the label `incident`, in any case', becomes: 'incident', says: 'Closed is resolved.' },
        { which: 'any other', becomes: 'issue', says: 'With the label `bug`, in any case, a bug.' },
        {
          which: '`deleted` or `transferred`',
          becomes: 'nothing',
          says: 'an issue that was … stays as it was',
        },
      ],
    },
    {
      names: ['push'],
      tick: 'Pushes',
      cases: [
        ...branchCases,
        ...tagCases('when it was pushed').map((one) => ({ ...one, which: `of a tag: ${one.which}` })),
      ],
    },
    {
      names: ['pull_request'],
      tick: 'Pull requests',
      cases: [
        {
          which: 'merged',
          becomes: 'change',
          says: 'Its merge commit, which began when the request was opened, whatever `push` says.',
        },
        {
          which: 'any other',
          becomes: 'nothing',
          says: 'a pull request that was … and not merged is no change yet',
        },
      ],
    },
    {
      names: ['workflow_run'],
      tick: 'Workflow runs',
      cases: [
        {
          which: 'of a workflow that `?workflow=<name>` in the address names',
          becomes: 'deployment',
          says: 'To `?environment=`, else to production.',
          words: conclusions,
        },
        { which: 'of any other', becomes: 'build', says: '', words: conclusions },
        {
          which: 'that ended in another way',
          becomes: 'nothing',
          says: 'a run that ended as … did nothing',
        },
        { which: 'of another action', becomes: 'nothing', says: '… says nothing of a run' },
      ],
    },
    {
      names: ['release'],
      tick: 'Releases',
      cases: [
        {
          which: '`published`, with `?releases=<environment>` in the address',
          becomes: 'deployment',
          says: 'There, of its tag. So is a pre-release that became a release (`released`), when that was first heard of, as GitHub says no time.',
        },
        { which: 'a draft', becomes: 'nothing', says: 'a draft is not published yet' },
        {
          which: 'marked as a pre-release',
          becomes: 'nothing',
          says: 'a pre-release is deployed nowhere by itself',
        },
        ...releaseCases,
        {
          which: 'of another action',
          becomes: 'nothing',
          says: 'a release that was … is not published now',
        },
      ],
    },
    {
      names: ['ping'],
      cases: [{ which: 'any', becomes: 'nothing', says: 'the webhook works; a ping says nothing else' }],
    },
    { names: [], cases: [others] },
  ],
}
