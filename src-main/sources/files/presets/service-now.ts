// ServiceNow: a list exported as CSV (names of columns) or as Excel writes it (labels), and the Table API. Its CSV has the
// zone and the date format of whoever exported it; the API has UTC.
import type { Preset } from './preset.ts'

const states = { '1': 'new', '2': 'in progress', '3': 'on hold', '6': 'resolved', '7': 'closed', '8': 'canceled' }

const csv: Preset = {
  id: 'servicenow',
  title: 'ServiceNow incidents (CSV)',
  what: 'incidents',
  from: 'table',
  told: [
    ['number', 'opened_at', 'short_description'],
    ['Number', 'Opened', 'Short description'],
  ],
  fields: {
    id: ['number'],
    title: ['short_description'],
    started: ['opened_at', 'Opened'],
    resolved: ['resolved_at', 'Resolved', 'closed_at', 'Closed'],
    over: ['sys_updated_on', 'Updated'],
    system: ['cmdb_ci', 'Configuration item', 'business_service', 'Service', 'assignment_group'],
    severity: ['priority', 'severity'],
    status: ['state', 'incident_state'],
    deployment: ['caused_by', 'rfc'],
  },
  values: { status: states },
  note: 'ServiceNow writes times in the zone of whoever exported them. Without a column Resolved, add it to the list and export again.',
}

const api: Preset = {
  id: 'servicenow-api',
  title: 'ServiceNow incidents (Table API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['number', 'opened_at', 'sys_id'],
    ['number', 'opened_at', 'short_description'],
  ],
  fields: {
    id: ['number.value', 'number'],
    title: ['short_description.display_value', 'short_description'],
    started: ['opened_at.value', 'opened_at'],
    resolved: ['resolved_at.value', 'resolved_at', 'closed_at.value', 'closed_at'],
    system: [
      'cmdb_ci.display_value',
      'cmdb_ci.value',
      'cmdb_ci',
      'business_service.display_value',
      'business_service.value',
      'business_service',
    ],
    severity: ['priority.display_value', 'priority'],
    status: ['state.value', 'state'],
    deployment: ['caused_by.display_value', 'caused_by.value', 'caused_by', 'rfc.display_value', 'rfc.value', 'rfc'],
  },
  zone: 'UTC',
  values: { status: states },
}

export const serviceNow = [csv, api]
