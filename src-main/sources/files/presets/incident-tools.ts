// Tools that manage incidents: Statuspage, incident.io, FireHydrant, Rootly, Datadog, Grafana, Better Stack. Drills, tests,
// examples and maintenance are no incidents.
import type { Preset } from './preset.ts'

const statuspage: Preset = {
  id: 'statuspage',
  title: 'Statuspage incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['name', 'impact', 'shortlink', 'status'],
    ['name', 'impact', 'incident_updates', 'created_at'],
  ],
  fields: {
    id: ['id'],
    title: ['name'],
    started: ['started_at', 'created_at'],
    resolved: ['resolved_at'],
    system: ['components[].name', 'incident_updates[].affected_components[].name'],
    severity: ['impact'],
    status: ['status'],
    url: ['shortlink'],
  },
  never: [
    { column: 'impact', words: ['maintenance'], reason: 'maintenance is no incident' },
    { column: 'scheduled_for', reason: 'maintenance is no incident' },
  ],
}

const ends = ['Fixed', 'Resolved', 'Mitigated', 'Closed']
const incidentIo: Preset = {
  id: 'incident-io',
  title: 'incident.io incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['reference', 'incident_status.category', 'created_at'],
    ['reference', 'permalink', 'severity.name', 'created_at'],
  ],
  fields: {
    id: ['reference', 'id'],
    title: ['name'],
    started: [
      'incident_timestamp_values[incident_timestamp.name=Impact started|Started at|Declared at|Reported at].value.value',
      'created_at',
    ],
    resolved: ends.map((name) => `incident_timestamp_values[incident_timestamp.name=${name}|${name} at].value.value`),
    over: ['updated_at'],
    system: [
      'custom_field_entries[custom_field.name=Affected services|Service|Services].values[].value_catalog_entry.name',
    ],
    severity: ['severity.name'],
    status: ['incident_status.category', 'incident_status.name'],
    url: ['permalink'],
    updated: ['updated_at'],
  },
  never: [{ column: 'mode', words: ['test', 'tutorial'], reason: 'a test or tutorial is no incident' }],
}

const fireHydrant: Preset = {
  id: 'firehydrant',
  title: 'FireHydrant incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['current_milestone', 'started_at', 'number'],
    ['current_milestone', 'milestones', 'created_at'],
  ],
  fields: {
    id: ['id', 'number'],
    title: ['name'],
    started: ['milestones[type=started].occurred_at', 'started_at', 'created_at'],
    resolved: ['milestones[type=resolved].occurred_at', 'milestones[type=mitigated].occurred_at'],
    system: ['services[].name'],
    severity: ['severity', 'severity.slug', 'priority'],
    status: ['current_milestone'],
    url: ['incident_url'],
  },
  never: [{ column: 'discarded_at', reason: 'it was discarded' }],
}

const rootly: Preset = {
  id: 'rootly',
  title: 'Rootly incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['attributes.sequential_id', 'attributes.status', 'attributes.created_at'],
    ['attributes.slug', 'attributes.kind', 'attributes.started_at'],
  ],
  fields: {
    id: ['id'],
    title: ['attributes.title'],
    started: ['attributes.started_at', 'attributes.created_at'],
    resolved: ['attributes.resolved_at', 'attributes.mitigated_at', 'attributes.closed_at'],
    system: ['attributes.services[].name', 'attributes.services.data[].attributes.name'],
    severity: ['attributes.severity.data.attributes.name', 'attributes.severity'],
    status: ['attributes.status'],
    url: ['attributes.url'],
    updated: ['attributes.updated_at'],
  },
  never: [
    {
      column: 'attributes.kind',
      words: ['test', 'test sub', 'example', 'example sub', 'scheduled', 'scheduled sub'],
      reason: 'a test, an example or scheduled work is no incident',
    },
  ],
}

const datadog: Preset = {
  id: 'datadog',
  title: 'Datadog incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['attributes.public_id', 'attributes.created', 'attributes.title'],
    ['attributes.customer_impacted', 'attributes.created'],
  ],
  fields: {
    id: ['id', 'attributes.public_id'],
    title: ['attributes.title'],
    started: ['attributes.customer_impact_start', 'attributes.detected', 'attributes.created'],
    resolved: ['attributes.customer_impact_end', 'attributes.resolved'],
    over: ['attributes.modified'],
    system: ['attributes.fields.services.value[]', 'attributes.fields.services.value'],
    severity: ['attributes.severity', 'attributes.fields.severity.value'],
    status: ['attributes.state', 'attributes.fields.state.value'],
    updated: ['attributes.modified'],
  },
  never: [{ column: 'attributes.is_test', words: ['true'], reason: 'a test is no incident' }],
}

const grafanaOnCall: Preset = {
  id: 'grafana-oncall',
  title: 'Grafana OnCall alert groups (API)',
  what: 'incidents',
  from: 'json',
  told: [['integration_id', 'alerts_count', 'created_at']],
  fields: {
    id: ['id'],
    title: ['title'],
    started: ['created_at'],
    resolved: ['resolved_at'],
    system: ['labels[label.key=service|service_name].value', 'integration_id'],
    status: ['state'],
    url: ['permalinks.web'],
  },
  values: { status: { silenced: 'open' } },
  note: 'Alert groups are not incidents: choose the rows that count, such as title~checkout.',
}

const grafanaIrm: Preset = {
  id: 'grafana-irm',
  title: 'Grafana IRM incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [['incidentID', 'createdTime', 'title']],
  fields: {
    id: ['incidentID'],
    title: ['title'],
    started: ['incidentStart', 'createdTime'],
    resolved: ['incidentEnd', 'closedTime'],
    system: ['labels[key=service|service_name].label', 'labels[].label'],
    severity: ['severity', 'severityLabel'],
    status: ['status'],
  },
  never: [{ column: 'isDrill', words: ['true'], reason: 'a drill is no incident' }],
}

const betterStack: Preset = {
  id: 'better-stack',
  title: 'Better Stack incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [['attributes.cause', 'attributes.started_at', 'attributes.name']],
  fields: {
    id: ['id'],
    title: ['attributes.cause', 'attributes.name'],
    started: ['attributes.started_at'],
    resolved: ['attributes.resolved_at'],
    system: ['attributes.name', 'attributes.url'],
    status: ['attributes.status'],
    url: ['attributes.origin_url'],
  },
}

export const incidentTools = [
  statuspage,
  incidentIo,
  fireHydrant,
  rootly,
  datadog,
  grafanaOnCall,
  grafanaIrm,
  betterStack,
]
