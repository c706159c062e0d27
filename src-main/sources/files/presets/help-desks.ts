// Errors and tickets that may be incidents: Sentry, Zendesk, Freshdesk and Freshservice. None of them is by itself.
import type { Preset } from './preset.ts'

const sentry: Preset = {
  id: 'sentry',
  title: 'Sentry issues (API)',
  what: 'incidents',
  from: 'json',
  told: [['shortId', 'firstSeen', 'level']],
  fields: {
    id: ['shortId', 'id'],
    title: ['title'],
    started: ['firstSeen'],
    over: ['lastSeen'],
    system: ['project.slug', 'project.name'],
    severity: ['level'],
    status: ['status'],
    url: ['permalink'],
  },
  only: {
    columns: ['level'],
    words: [],
    otherwise: 'errors are not incidents; say which are, such as level=fatal',
  },
  values: { status: { ignored: 'open', muted: 'open' } },
  note: 'Sentry does not say when an issue was resolved: the time it was last seen is taken.',
}

const zendesk: Preset = {
  id: 'zendesk',
  title: 'Zendesk tickets (CSV)',
  what: 'incidents',
  from: 'table',
  told: [
    ['Requester', 'Ticket type', 'Created at', 'Status', 'Group stations'],
    ['Id', 'Ticket type', 'Created at', 'Solved at'],
  ],
  fields: {
    id: ['Id'],
    title: ['Subject'],
    started: ['Created at'],
    resolved: ['Solved at'],
    system: ['Group'],
    severity: ['Priority'],
    status: ['Status'],
    updated: ['Updated at'],
  },
  only: {
    columns: ['Ticket type'],
    words: ['incident', 'problem'],
    otherwise:
      'only tickets of the types Incident and Problem are incidents here; say which are, such as Ticket type=Question',
  },
  note: 'Zendesk writes times in the zone of the account.',
}

const freshworks: Preset = {
  id: 'freshworks',
  title: 'Freshdesk or Freshservice tickets (CSV)',
  what: 'incidents',
  from: 'table',
  told: [['Ticket ID', 'Created time', 'Resolved time', 'Status']],
  fields: {
    id: ['Ticket ID'],
    title: ['Subject'],
    started: ['Created time'],
    resolved: ['Resolved time', 'Closed time'],
    duration: ['Resolution time (in hrs)'],
    system: ['Category', 'Product', 'Group'],
    severity: ['Priority'],
    status: ['Status'],
    updated: ['Last update time', 'Last updated time'],
  },
  never: [
    {
      column: 'Type',
      words: ['service request', 'question', 'feature request'],
      reason: 'a question or a request is no incident',
    },
  ],
  values: { status: { '2': 'open', '3': 'pending', '4': 'resolved', '5': 'closed' } },
  note: 'Freshworks writes times in the zone of the account.',
}

export const helpDesks = [sentry, zendesk, freshworks]
