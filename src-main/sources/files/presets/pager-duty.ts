// PagerDuty: its list of incidents from the REST API, the raw incidents of Analytics (which Insights exports), and the
// older report. Analytics writes times without a zone, in UTC unless it was asked for another.
import type { Preset } from './preset.ts'

const rest: Preset = {
  id: 'pagerduty',
  title: 'PagerDuty incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['incident_number', 'service.summary', 'status'],
    ['incident_number', 'urgency', 'created_at'],
  ],
  fields: {
    id: ['id'],
    title: ['title', 'summary', 'description'],
    started: ['created_at'],
    resolved: ['resolved_at'],
    over: ['last_status_change_at'],
    system: ['service.summary', 'service.name', 'service.id'],
    severity: ['priority.summary', 'priority.name', 'urgency'],
    status: ['status'],
    url: ['html_url'],
  },
}

const fields: Preset['fields'] = {
  id: ['id', 'incident_number'],
  title: ['description', 'title'],
  started: ['created_at', 'created_on'],
  resolved: ['resolved_at', 'resolved_on'],
  duration: ['seconds_to_resolve'],
  system: ['service_name', 'service_id'],
  severity: ['priority_name', 'urgency'],
  status: ['status'],
}

const analytics: Preset = {
  id: 'pagerduty-analytics',
  title: 'PagerDuty analytics (CSV)',
  what: 'incidents',
  from: 'table',
  told: [
    ['incident_number', 'seconds_to_resolve', 'created_at'],
    ['incident_number', 'escalation_policy_name', 'created_at'],
  ],
  fields,
  zone: 'UTC',
  note: 'Times of PagerDuty Analytics carry no zone: they are read as UTC, unless another zone is chosen.',
}

const report: Preset = {
  id: 'pagerduty-report',
  title: 'PagerDuty incidents report (CSV)',
  what: 'incidents',
  from: 'table',
  told: [['incident_number', 'service_name', 'created_on']],
  fields,
}

export const pagerDuty = [rest, analytics, report]
