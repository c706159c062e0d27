// PagerDuty, generic webhooks V3 and V2: src-main/sources/webhooks/pulse/pager-duty.ts.
import type { Provider } from './provider.ts'

export const pagerDuty: Provider = {
  id: 'pagerduty',
  title: 'PagerDuty',
  source: 'pulse',
  path: '/v1/ingestion/pagerduty?api_key=<key>&system=<name>',
  options: [],
  secret: 'The key stands in the address, any that does not sign.',
  systems: 'All incidents it sends are of the system in the address, so each service has a webhook of its own.',
  senders: [{ name: 'PagerDuty', hosted: true, note: 'It sends to public names with a certificate it trusts alone.' }],
  kinds: [
    {
      names: ['incident.triggered', 'incident.trigger'],
      tick: 'incident.triggered',
      cases: [{ which: 'any', becomes: 'incident', says: 'Open since `created_at`.' }],
    },
    {
      names: ['incident.reopened'],
      tick: 'incident.reopened',
      cases: [{ which: 'any', becomes: 'incident', says: 'Open again.' }],
    },
    {
      names: ['incident.resolved', 'incident.resolve'],
      tick: 'incident.resolved',
      cases: [
        {
          which: 'any',
          becomes: 'incident',
          says: 'Its end. Without `created_at` it waits for its trigger.',
        },
      ],
    },
    {
      names: [],
      cases: [{ which: 'any', becomes: 'nothing', says: '… changes neither the start nor the end of an incident' }],
    },
  ],
}
