// Deployments, releases and runs as code hosts list them: GitHub (REST, GraphQL, gh), GitLab, Bitbucket.
import type { Preset } from './preset.ts'

const unsaid = { '': 'pending' }

const githubRest: Preset = {
  id: 'github-deployments',
  title: 'GitHub deployments (REST)',
  what: 'deployments',
  from: 'json',
  told: [['sha', 'environment', 'statuses_url', 'created_at']],
  fields: {
    id: ['id'],
    environment: ['environment'],
    commit: ['sha'],
    title: ['description', 'ref'],
    // The status that ended it, where whoever made the file put the statuses into it: a later "inactive" only says that
    // another deployment took its place.
    status: ['statuses[state=success|failure|error].state', 'statuses[].state', 'state'],
    started: ['created_at'],
    over: ['statuses[state=success|failure|error].created_at', 'updated_at'],
  },
  never: [{ column: 'environment', words: ['github pages'], reason: 'GitHub Pages is no environment of a system' }],
  values: { status: unsaid },
  cutAt: 30,
  note:
    'GitHub lists deployments without how they ended: those are pending and count in no number. To take them for ' +
    'successful ones, say that a blank status stands for succeeded.',
}

const githubGraphql: Preset = {
  id: 'github-deployments-graphql',
  title: 'GitHub deployments (GraphQL)',
  what: 'deployments',
  from: 'json',
  told: [
    ['CommitOid', 'Environment', 'CreatedAt'],
    ['commitOid', 'environment', 'createdAt'],
  ],
  fields: {
    id: ['Id', 'id', 'DatabaseId', 'databaseId'],
    environment: ['Environment', 'environment'],
    commit: ['CommitOid', 'commitOid'],
    status: [
      'LatestStatus.State',
      'latestStatus.state',
      'Statuses.nodes[state=SUCCESS|FAILURE|ERROR].state',
      'State',
      'state',
    ],
    started: ['CreatedAt', 'createdAt'],
    finished: [
      'Statuses.nodes[state=SUCCESS|FAILURE|ERROR].updatedAt',
      'LatestStatus.UpdatedAt',
      'latestStatus.updatedAt',
      'UpdatedAt',
      'updatedAt',
    ],
    system: ['Repository.Name', 'repository.name'],
  },
  values: { status: { active: 'succeeded', inactive: 'succeeded', destroyed: 'succeeded', abandoned: 'aborted' } },
}

/** As with tags, unless a person wants them. */
const preReleases = (column: string) => [
  {
    column,
    words: ['true'],
    reason: `a pre-release is no deployment, as with tags; to take them as well, say ${column}=true|false`,
  },
]

const ghReleases: Preset = {
  id: 'github-releases-gh',
  title: 'GitHub releases (gh)',
  what: 'deployments',
  from: 'json',
  told: [['tagName', 'publishedAt']],
  fields: {
    id: ['tagName'],
    version: ['tagName'],
    title: ['name'],
    finished: ['publishedAt', 'createdAt'],
    url: ['url'],
  },
  never: [{ column: 'isDraft', words: ['true'], reason: 'a draft was not released' }],
  unasked: preReleases('isPrerelease'),
  cutAt: 30,
}

const githubReleases: Preset = {
  id: 'github-releases',
  title: 'GitHub releases (REST)',
  what: 'deployments',
  from: 'json',
  told: [['tag_name', 'target_commitish', 'created_at']],
  // created_at is the time of the commit.
  fields: { id: ['tag_name'], version: ['tag_name'], title: ['name'], finished: ['published_at'], url: ['html_url'] },
  never: [{ column: 'draft', words: ['true'], reason: 'a draft was not released' }],
  unasked: preReleases('prerelease'),
  cutAt: 30,
}

const runs = {
  cancelled: 'aborted',
  skipped: 'aborted',
  timed_out: 'failed',
  action_required: 'pending',
  // That it is completed does not say how.
  completed: 'pending',
  '': 'running',
}

const ghRuns: Preset = {
  id: 'github-runs-gh',
  title: 'GitHub workflow runs (gh)',
  what: 'deployments',
  from: 'json',
  told: [
    ['databaseId', 'workflowName', 'conclusion', 'createdAt'],
    ['databaseId', 'headSha', 'status'],
  ],
  fields: {
    id: ['databaseId'],
    title: ['displayTitle', 'workflowName'],
    commit: ['headSha'],
    status: ['conclusion', 'status'],
    started: ['startedAt', 'createdAt'],
    over: ['updatedAt'],
    url: ['url'],
  },
  values: { status: runs },
  note: 'Not every run deploys: choose those that do, such as workflowName=Deploy.',
  choose: 'workflowName',
  cutAt: 20,
}

const githubRuns: Preset = {
  id: 'github-runs',
  title: 'GitHub workflow runs (REST)',
  what: 'deployments',
  from: 'json',
  told: [['workflow_id', 'head_sha', 'run_number', 'created_at']],
  fields: {
    id: ['id'],
    title: ['display_title', 'name'],
    commit: ['head_sha'],
    system: ['repository.name'],
    status: ['conclusion', 'status'],
    started: ['run_started_at', 'created_at'],
    over: ['updated_at'],
    url: ['html_url'],
  },
  values: { status: runs },
  note: 'Not every run deploys: choose those that do, such as name=Deploy.',
  choose: 'name',
  cutAt: 30,
}

const gitlab: Preset = {
  id: 'gitlab-deployments',
  title: 'GitLab deployments (API)',
  what: 'deployments',
  from: 'json',
  told: [['iid', 'ref', 'sha', 'environment.name']],
  fields: {
    id: ['id'],
    environment: ['environment.name'],
    commit: ['sha'],
    version: ['ref'],
    // Older ones have no status of their own.
    status: ['status', 'deployable.status'],
    started: ['deployable.started_at', 'created_at'],
    finished: ['finished_at', 'deployable.finished_at'],
    over: ['updated_at', 'created_at'],
    url: ['deployable.pipeline.web_url'],
  },
  cutAt: 20,
}

const bitbucket: Preset = {
  id: 'bitbucket-deployments',
  title: 'Bitbucket deployments (API)',
  what: 'deployments',
  from: 'json',
  told: [
    ['uuid', 'release.commit.hash', 'environment.name'],
    ['uuid', 'state.name', 'release.name'],
  ],
  fields: {
    id: ['uuid'],
    environment: ['environment.name', 'environment.environment_type.name'],
    version: ['release.name'],
    commit: ['release.commit.hash'],
    status: ['state.status.name', 'state.name'],
    started: ['state.started_on', 'release.created_on'],
    finished: ['state.completed_on'],
    over: ['last_update_time'],
    url: ['release.url'],
  },
  // That it is completed does not say how.
  values: { status: { completed: 'pending' } },
}

export const codeHosts = [githubRest, githubGraphql, ghReleases, githubReleases, ghRuns, githubRuns, gitlab, bitbucket]
