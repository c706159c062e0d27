// Jira: its CSV of all or some fields, with headers that repeat, and the JSON of a search. Only some types of issue are
// incidents. Times in the CSV are in the zone of whoever exported it.
import type { Preset } from './preset.ts'

const types = ['incident', 'outage', '[system] incident', 'vorfall', 'störung']
const otherwise =
  'only issues of the types Incident and Outage are incidents here; say which are, such as Issue Type=Bug'

const dropped = [
  'won’t do',
  'won’t fix',
  'duplicate',
  'declined',
  'cancelled',
  'canceled',
  'cannot reproduce',
  'not a bug',
  'rejected',
  'invalid',
]
const wasDropped = 'its resolution means that it was no incident'

const csv: Preset = {
  id: 'jira',
  title: 'Jira issues (CSV)',
  what: 'incidents',
  from: 'table',
  told: [
    ['Issue key', 'Summary', 'Created', 'Issue Type'],
    ['Issue key', 'Issue id', 'Created'],
    ['Key', 'Issue Type', 'Created', 'Summary'],
  ],
  fields: {
    id: ['Issue key', 'Key'],
    title: ['Summary'],
    started: ['Custom field (Incident start)', 'Custom field (Start time)', 'Created'],
    resolved: ['Resolved', 'Resolution date'],
    system: [
      'Component/s',
      'Components',
      'Component',
      'Custom field (Affected services)',
      'Custom field (Affected service)',
      'Project name',
      'Project key',
    ],
    severity: ['Custom field (Severity)', 'Priority'],
    status: ['Status'],
  },
  only: { columns: ['Issue Type'], words: types, otherwise },
  never: [{ column: 'Resolution', words: dropped, reason: wasDropped }],
}

const json: Preset = {
  id: 'jira-json',
  title: 'Jira issues (search, JSON)',
  what: 'incidents',
  from: 'json',
  told: [['key', 'fields.summary', 'fields.created']],
  fields: {
    id: ['key'],
    title: ['fields.summary'],
    started: ['fields.created'],
    resolved: ['fields.resolutiondate'],
    system: ['fields.components[].name', 'fields.project.name', 'fields.project.key'],
    severity: ['fields.priority.name'],
    // Names are translated; the category is not. A date of resolution tells more than either.
    status: ['fields.status.statusCategory.key'],
    updated: ['fields.updated'],
  },
  only: { columns: ['fields.issuetype.name'], words: types, otherwise },
  never: [{ column: 'fields.resolution.name', words: dropped, reason: wasDropped }],
  cutAt: 50,
  values: { status: { new: 'open', indeterminate: 'open', done: 'done', undefined: 'open' } },
}

export const jira = [csv, json]
