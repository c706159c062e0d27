// Issues of GitHub (gh, REST) and GitLab (CSV before and since 18.4, JSON) as incidents. Pull requests are none; GitHub's
// `not_planned` is none either.
import type { Preset } from './preset.ts'

const choose = 'Not every issue is an incident: choose those that are, such as'
const types =
  'only issues of the type Incident are incidents here; say which are, such as Labels~incident or Type=Incident|Issue'

const gh: Preset = {
  id: 'github-issues-gh',
  title: 'GitHub issues (gh)',
  what: 'incidents',
  from: 'json',
  told: [['number', 'createdAt', 'state', 'title']],
  fields: {
    id: ['url', 'number'],
    title: ['title'],
    started: ['createdAt'],
    resolved: ['closedAt'],
    status: ['stateReason', 'state'],
    url: ['url'],
    updated: ['updatedAt'],
  },
  never: [{ column: 'isPullRequest', words: ['true'], reason: 'a pull request is no incident' }],
  values: { status: { completed: 'closed', not_planned: 'not planned', '': 'open' } },
  note: `${choose} labels[].name=incident.`,
  choose: 'labels[].name',
  cutAt: 30,
}

const rest: Preset = {
  id: 'github-issues',
  title: 'GitHub issues (REST)',
  what: 'incidents',
  from: 'json',
  told: [
    ['number', 'html_url', 'created_at', 'state', 'labels'],
    ['number', 'repository_url', 'created_at', 'state'],
    ['number', 'html_url', 'created_at', 'state', 'user.login'],
  ],
  fields: {
    id: ['html_url', 'number'],
    title: ['title'],
    started: ['created_at'],
    resolved: ['closed_at'],
    system: ['repository.name'],
    status: ['state_reason', 'state'],
    url: ['html_url'],
    updated: ['updated_at'],
  },
  never: [{ column: 'pull_request', reason: 'a pull request is no incident' }],
  values: { status: { completed: 'closed', not_planned: 'not planned' } },
  note: `${choose} labels[].name=incident.`,
  choose: 'labels[].name',
  cutAt: 30,
}

const gitlabFields: Preset['fields'] = {
  id: ['URL'],
  title: ['Title'],
  started: ['Created At (UTC)'],
  resolved: ['Closed At (UTC)'],
  severity: ['Severity'],
  status: ['State'],
  url: ['URL'],
  updated: ['Updated At (UTC)'],
}

const gitlab: Preset = {
  id: 'gitlab-issues',
  title: 'GitLab issues (CSV)',
  what: 'incidents',
  from: 'table',
  told: [
    ['IID', 'URL', 'Created At (UTC)', 'Type'],
    ['Issue ID', 'URL', 'Created At (UTC)'],
  ],
  fields: gitlabFields,
  only: { columns: ['Type'], words: ['incident'], otherwise: types },
  zone: 'UTC',
}

const gitlabJson: Preset = {
  id: 'gitlab-issues-json',
  title: 'GitLab issues (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['iid', 'issue_type', 'created_at'],
    ['iid', 'web_url', 'created_at', 'state', 'labels'],
  ],
  fields: {
    id: ['web_url', 'id', 'iid'],
    title: ['title'],
    started: ['created_at'],
    resolved: ['closed_at'],
    severity: ['severity'],
    status: ['state'],
    url: ['web_url'],
    updated: ['updated_at'],
  },
  only: {
    columns: ['issue_type'],
    words: ['incident'],
    otherwise: 'only issues of the type incident are incidents here; say which are, such as labels[]=incident',
  },
  cutAt: 20,
}

export const gitHostsIssues = [gh, rest, gitlab, gitlabJson]
