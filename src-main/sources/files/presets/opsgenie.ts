// Opsgenie: incidents of its API, and the export of alerts, in which nobody says when an alert was closed.
import type { Preset } from './preset.ts'

const incidents: Preset = {
  id: 'opsgenie',
  title: 'Opsgenie incidents (API)',
  what: 'incidents',
  from: 'json',
  told: [
    ['tinyId', 'message', 'status', 'createdAt'],
    ['message', 'impactStartDate', 'createdAt'],
  ],
  fields: {
    id: ['id'],
    title: ['message'],
    started: ['impactStartDate', 'createdAt'],
    resolved: ['impactEndDate'],
    over: ['updatedAt'],
    system: ['impactedServices[]', 'ownerTeam'],
    severity: ['priority'],
    status: ['status'],
    url: ['links.web'],
  },
}

const alerts: Preset = {
  id: 'opsgenie-alerts',
  title: 'Opsgenie alerts (CSV)',
  what: 'incidents',
  from: 'table',
  told: [['Alert ID', 'TinyID', 'CreatedAt']],
  fields: {
    id: ['Alert ID'],
    title: ['Message'],
    started: ['CreatedAt', 'CreatedAtDate'],
    over: ['UpdatedAt', 'UpdatedAtDate'],
    system: ['Teams'],
    severity: ['Priority'],
    status: ['Status'],
  },
  note: 'Alerts are not incidents: choose the rows that count, such as Priority<=2.',
}

export const opsgenie = [incidents, alerts]
