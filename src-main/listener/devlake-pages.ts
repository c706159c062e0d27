// The addresses at which DevLake's webhooks ("connections") are managed, and those that only say that Shiplog is there.
// A key that was made for one system may report for it, but not manage webhooks.
import { isoOf } from '../../src-shared/time.ts'
import type { ManagedWebhook, WebhookAction } from '../ingest/webhooks.ts'
import { Rejection } from '../sources/source.ts'
import { prefix, webhookAt } from '../sources/webhooks/devlake/address.ts'
import { nameSent } from '../sources/webhooks/devlake/connection.ts'
import { devlake, envelope } from '../sources/webhooks/devlake/devlake.ts'
import { allWebhooks, findWebhook } from '../store/webhooks.ts'
import { version } from '../version.ts'
import type { Page, PageContext, PageReply } from './page.ts'

/** What an accepted report says about webhooks: that there is one. */
export function webhookOf(path: string): Extract<WebhookAction, { do: 'ensure' }> {
  return { do: 'ensure', webhook: webhookAt(path) }
}

const base = '/api/rest/plugins/webhook/connections'

function page(method: Page['method'], path: string, summary: string, answer: Page['answer']): Page {
  const pattern = path.replaceAll(/\{\w+\}/g, '[^/]+')
  return {
    method,
    path: base + path,
    match: new RegExp(`${prefix}/connections${pattern}$`),
    summary,
    source: devlake,
    ...(method === 'POST' || method === 'PATCH' ? { example: { name: 'shop' } } : {}),
    answer: (request, context) => {
      if (request.systems !== null)
        throw new Rejection('out of scope', 'This key may report for one system, but not manage webhooks.')
      return answer(request, context)
    },
  }
}

/** Through DevLake's own proxy these are below a prefix, too. */
function open(path: string, summary: string, reply: PageReply): Page {
  const match = new RegExp(`^(?:/api)?(?:/rest)?${path}$`)
  return { method: 'GET', path, match, summary, source: null, answer: () => reply }
}

export const devlakePages: readonly Page[] = [
  page('GET', '', 'All webhooks.', (_, { db }) => json(allWebhooks(db).map(connection))),
  page('POST', '', 'Makes a webhook and a key for it, which is shown this once.', async ({ body }, context) =>
    json(connection(await manage(context, { do: 'create', name: nameSent(body) }))),
  ),
  ...['/{id}', '/by-name/{name}'].flatMap((place) => [
    page('GET', place, 'One webhook.', ({ path }, { db }) => json(connection(found(findWebhook(db, webhookAt(path)))))),
    page('PATCH', place, 'Renames a webhook.', async ({ path, body }, context) =>
      json(connection(await manage(context, { do: 'rename', webhook: webhookAt(path), name: nameSent(body) }))),
    ),
    page('DELETE', place, 'Removes a webhook and ends its key; what it reported stays.', async ({ path }, context) => {
      await manage(context, { do: 'remove', webhook: webhookAt(path) })
      return json(envelope(true, 'success'))
    }),
  ]),
  open('/ping', 'Answers with nothing.', { status: 200, body: '', type: 'text/plain' }),
  open('/ready', 'Whether events are taken.', json({ status: 'ready' })),
  open('/version', 'Which Shiplog this is.', json({ version })),
]

async function manage(context: PageContext, action: WebhookAction): Promise<ManagedWebhook> {
  return found(await context.manageWebhook(action))
}

function found<T>(webhook: T | null | undefined): T {
  if (webhook === null || webhook === undefined)
    throw new Rejection('not found', 'record not found: there is no such webhook.')
  return webhook
}

function json(body: unknown): PageReply {
  return { status: 200, body }
}

function connection({ id, name, created_at_ms, updated_at_ms, key }: ManagedWebhook) {
  const path = `/rest/plugins/webhook/connections/${id}`
  return {
    id,
    name,
    createdAt: isoOf(created_at_ms),
    updatedAt: isoOf(updated_at_ms),
    postIssuesEndpoint: `${path}/issues`,
    closeIssuesEndpoint: `${path}/issue/:issueKey/close`,
    postPullRequestsEndpoint: `${path}/pull_requests`,
    postPipelineDeployTaskEndpoint: `${path}/deployments`,
    ...(key === undefined ? {} : { apiKey: { apiKey: key } }),
  }
}
