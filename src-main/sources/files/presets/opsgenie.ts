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
  choose: 'Priority',
}

const webhooks: Preset = {
  id: 'opsgenie-webhooks',
  title: 'Opsgenie webhook bodies (JSON)',
  what: 'incidents',
  from: 'json',
  told: [['action', 'alert.alertId', 'alert.createdAt']],
  fields: {
    id: ['alert.alertId'],
    title: ['alert.message'],
    // Milliseconds, while `updatedAt` is in nanoseconds.
    started: ['alert.createdAt'],
    over: ['alert.updatedAt'],
    system: ['alert.entity', 'alert.team', 'alert.teams[]'],
    severity: ['alert.priority'],
    status: ['action'],
    updated: ['alert.updatedAt'],
  },
  only: {
    columns: ['action'],
    words: ['create', 'close'],
    otherwise: 'only creating and closing an alert say whether it is open',
  },
  values: { status: { create: 'open', close: 'closed' } },
  note: 'Alerts are not incidents: choose the rows that count, such as alert.priority=P1|P2.',
}

export const opsgenie = [incidents, alerts, webhooks]
