// Shiplog's own events: a JSON array of them, as the sample workspace and the tests hand them in. Its public address
// follows with the other dialects; until then no route leads here.
import { z } from 'zod'
import { Event } from '../../../src-shared/event.ts'
import { refuseFields } from '../fields.ts'
import { jsonBody } from '../json-body.ts'
import { causes, type WebhookSource } from '../source.ts'

const Body = z.array(Event)

export const shiplog: WebhookSource = {
  id: 'shiplog',
  title: 'Shiplog events',
  routes: [],
  keyPlace: 'header Authorization: Bearer',
  claims: (path) => path === '/api/v1/events',
  secretQuery: [],
  key: (request) => /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? null,

  translate(delivery) {
    const parsed = Body.safeParse(jsonBody(delivery.body, 'The body is empty; send a JSON array of events.'), {
      reportInput: true,
    })
    if (!parsed.success) throw refuseFields(parsed.error, 'The events')
    return { events: parsed.data, at: parsed.data.map((_, i) => `event ${i + 1}`), skipped: [] }
  },

  reply: (outcome) =>
    outcome.state === 'rejected'
      ? { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
      : { status: 200, body: { message: 'accepted', id: String(outcome.delivery) } },
}
