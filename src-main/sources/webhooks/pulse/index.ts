// Codacy Pulse's dialect: one event a request, the key and the system in the query. Its CLI speaks to one address, other
// senders to one each. https://docs.codacy.com (Pulse, "Pushing data"); what real clients send is in docs/sources.md.
import { Accepted, Refused } from '../../answers.ts'
import { refuseFields } from '../../fields.ts'
import { jsonBody } from '../../json-body.ts'
import { causes, type WebhookOutcome, type WebhookSource } from '../../source.ts'
import { CliBody, ProviderBody, refuseKey, translationOf } from './body.ts'
import { translateProvider } from './provider.ts'

const cliPath = '/v1/ingestion/cli'
const query = { system: 'The system the event belongs to; absent, it is _unknown_.' }

export const pulse: WebhookSource = {
  id: 'pulse',
  title: 'Codacy Pulse',
  routes: [
    {
      method: 'POST',
      path: cliPath,
      match: /^\/v1\/ingestion\/cli$/,
      summary: 'One event as the Pulse CLI sends it.',
      query,
      body: CliBody,
      example: {
        $type: 'deployment',
        deploy_id: '1.4.0',
        time_created: '2026-07-01T12:00:00Z',
        changes: ['3f786850e387550fdab836ed7e6dc881de23001b'],
        teams: ['web'],
      },
      answered: Accepted,
    },
    {
      method: 'POST',
      path: '/v1/ingestion/{provider}',
      match: /^\/v1\/ingestion\/[^/]+$/,
      summary: 'One event from another sender, as JSON or a form, or a PagerDuty webhook.',
      query,
      body: ProviderBody,
      media: {
        'application/x-www-form-urlencoded': {
          body: ProviderBody,
          about: 'The same fields as a form: changes with spaces between, teams with commas, or either more than once.',
          example: '$type=incident&incident_id=INC-7&time_created=1782907200&time_resolved=1782910800',
        },
      },
      example: { $type: 'incident', incident_id: 'INC-7', time_created: 1782907200, time_resolved: 1782910800 },
      answered: Accepted,
    },
  ],
  keyPlace: 'query parameter api_key, never a field of the body',
  claims: (path) => path.startsWith('/v1/ingestion'),
  secretQuery: ['api_key'],
  refused: Refused,
  key: (request) => request.query.get('api_key'),

  translate(delivery) {
    const system = new URLSearchParams(delivery.query).get('system')
    if (delivery.path !== cliPath) {
      const provider = delivery.path.slice(delivery.path.lastIndexOf('/') + 1)
      return translateProvider(delivery.body, provider, system)
    }
    const sent = jsonBody(delivery.body, emptyBody)
    refuseKey(sent)
    const parsed = CliBody.safeParse(sent, { reportInput: true })
    if (!parsed.success) throw refuseFields(parsed.error, 'The event')
    return translationOf(parsed.data, system)
  },

  reply(outcome: WebhookOutcome) {
    if (outcome.state === 'rejected')
      return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
    const { delivery, skipped } = outcome
    return {
      status: 200,
      body: { message: 'accepted', id: String(delivery), ...(skipped.length > 0 && { skipped }) },
    }
  },
}

const emptyBody =
  'The body is empty. The Pulse CLI sends an empty body when --timestamp is in milliseconds: give it in seconds, for instance "$(date +%s)".'
