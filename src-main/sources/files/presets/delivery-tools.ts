// Deployments as tools that build and deliver list them: Jenkins, Argo CD, Octopus, CircleCI, Azure DevOps; and rows as
// DevLake has them.
import { commitBuilt } from './jenkins-commit.ts'
import type { Preset } from './preset.ts'

const jenkins: Preset = {
  id: 'jenkins',
  title: 'Jenkins builds (API)',
  what: 'deployments',
  from: 'json',
  told: [
    ['number', 'result', 'timestamp', 'duration'],
    ['number', 'timestamp', 'duration', 'fullDisplayName'],
  ],
  fields: {
    id: ['url', 'fullDisplayName', 'number'],
    title: ['fullDisplayName'],
    version: ['displayName'],
    commit: ['actions[].lastBuiltRevision.SHA1'],
    environment: ['actions[].parameters[name=ENVIRONMENT|ENV|environment|env|TARGET].value'],
    status: ['result'],
    started: ['timestamp'],
    duration: ['duration_ms', 'duration'],
    url: ['url'],
  },
  never: [
    { column: 'building', words: ['true'], reason: 'it is still running' },
    { column: 'result', words: [''], reason: 'it has no result yet' },
  ],
  values: { status: { unstable: 'succeeded' } },
  commitOf: commitBuilt,
  note: 'Not every build deploys: choose those that do, such as fullDisplayName~deploy.',
}

const argo: Preset = {
  id: 'argocd',
  title: 'Argo CD history',
  what: 'deployments',
  from: 'json',
  told: [
    ['deployedAt', 'revision'],
    ['deployedAt', 'revisions'],
  ],
  fields: {
    id: ['application_id'],
    system: ['application'],
    environment: ['namespace'],
    version: ['revision', 'revisions[]'],
    status: ['phase'],
    started: ['deployStartedAt'],
    finished: ['deployedAt'],
  },
  // The history has only what succeeded.
  values: { status: { '': 'succeeded' } },
  note: 'Argo CD keeps the last ten successful deployments, and of those that failed at most the very last; their revisions are those of the repository it deploys from.',
}

const octopus: Preset = {
  id: 'octopus',
  title: 'Octopus deployments (CSV)',
  what: 'deployments',
  from: 'table',
  told: [
    ['Deployment', 'Project', 'Release', 'Environment', 'State', 'Completed'],
    ['Project', 'Release', 'Channel', 'Environment', 'Completed'],
  ],
  fields: {
    id: ['Deployment'],
    system: ['Project'],
    version: ['Release'],
    environment: ['Environment'],
    status: ['State'],
    finished: ['Completed'],
  },
}

const circleCi: Preset = {
  id: 'circleci',
  title: 'CircleCI workflows (API)',
  what: 'deployments',
  from: 'json',
  told: [['pipeline_id', 'pipeline_number', 'status', 'created_at']],
  fields: {
    id: ['id'],
    title: ['name'],
    system: ['project_slug'],
    status: ['status'],
    started: ['created_at'],
    finished: ['stopped_at'],
  },
  note: 'Not every workflow deploys: choose those that do, such as name=deploy.',
  choose: 'name',
}

const azure: Preset = {
  id: 'azure-devops',
  title: 'Azure DevOps deployments (API)',
  what: 'deployments',
  from: 'json',
  told: [['deploymentStatus', 'releaseEnvironment.name']],
  fields: {
    id: ['id'],
    version: ['release.name'],
    environment: ['releaseEnvironment.name'],
    system: ['releaseDefinition.name', 'definition.name'],
    status: ['deploymentStatus'],
    started: ['startedOn', 'queuedOn'],
    finished: ['completedOn'],
    over: ['lastModifiedOn'],
  },
}

const devlake: Preset = {
  id: 'devlake-deployments',
  title: 'DevLake deployments',
  what: 'deployments',
  from: 'table',
  told: [
    ['cicd_scope_id', 'result', 'environment', 'finished_date'],
    ['cicd_deployment_id', 'commit_sha', 'finished_date'],
  ],
  fields: {
    id: ['cicd_deployment_id', 'id'],
    title: ['name', 'display_title'],
    system: ['cicd_scope_id'],
    environment: ['environment'],
    commit: ['commit_sha'],
    status: ['result'],
    started: ['started_date', 'created_date'],
    finished: ['finished_date'],
  },
  values: { status: { '': 'running' } },
}

const devlakeIssues: Preset = {
  id: 'devlake-incidents',
  title: 'DevLake issues',
  what: 'incidents',
  from: 'table',
  told: [
    ['issue_key', 'created_date', 'resolution_date'],
    ['original_type', 'created_date', 'resolution_date', 'status'],
  ],
  fields: {
    id: ['issue_key', 'id'],
    title: ['title'],
    started: ['created_date'],
    resolved: ['resolution_date'],
    system: ['component', 'table'],
    severity: ['severity', 'priority'],
    status: ['status'],
    url: ['url'],
  },
  only: {
    columns: ['type'],
    words: ['incident'],
    otherwise: 'only issues of the type INCIDENT are incidents here; say which are, such as type=BUG',
  },
}

export const deliveryTools = [jenkins, argo, octopus, circleCi, azure, devlake, devlakeIssues]
