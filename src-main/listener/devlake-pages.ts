// The addresses at which DevLake's webhooks ("connections") are managed, and those that only say that Shiplog is there.
// A key that was made for one system may report for it, but not manage webhooks.
import { z } from 'zod'
import { isoOf } from '../../src-shared/time.ts'
import type { ManagedWebhook, WebhookAction } from '../ingest/webhooks.ts'
import { Rejection } from '../sources/source.ts'
import { prefix, webhookAt } from '../sources/webhooks/devlake/address.ts'
import { envelope, Stored } from '../sources/webhooks/devlake/answers.ts'
import { Named, nameSent } from '../sources/webhooks/devlake/connection.ts'
import { devlake } from '../sources/webhooks/devlake/devlake.ts'
import { allWebhooks, findWebhook } from '../store/webhooks.ts'
import { version } from '../version.ts'
import type { Page, PageContext, PageReply } from './page.ts'

/** What an accepted report says about webhooks: that there is one. */
export function webhookOf(path: string): Extract<WebhookAction, { do: 'ensure' }> {
  return { do: 'ensure', webhook: webhookAt(path) }
}

const base = '/api/rest/plugins/webhook/connections'

const Connection = z
  .object({
    id: z.int(),
    name: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    postIssuesEndpoint: z.string(),
    closeIssuesEndpoint: z.string(),
    postPullRequestsEndpoint: z.string(),
    postPipelineDeployTaskEndpoint: z.string(),
    apiKey: z
      .object({ apiKey: z.string().describe('Shown this once.') })
      .optional()
      .describe('Where it was made now.'),
  })
  .meta({ id: 'devlake-connection' })

function page(
  method: Page['method'],
  path: string,
  summary: string,
  answered: Page['answered'],
  answer: Page['answer'],
): Page {
  const pattern = path.replaceAll(/\{\w+\}/g, '[^/]+')
  return {
    method,
    path: base + path,
    match: new RegExp(`${prefix}/connections${pattern}$`),
    summary,
    source: devlake,
    ...(method === 'POST' || method === 'PATCH' ? { body: Named, example: { name: 'shop' } } : {}),
    answered,
    answer: (request, context) => {
      if (request.systems !== null)
        throw new Rejection('out of scope', 'This key may report for one system, but not manage webhooks.')
      return answer(request, context)
    },
  }
}

/** Through DevLake's own proxy these are below a prefix, too. */
function open(path: string, summary: string, answered: Page['answered'], body: unknown, type?: string): Page {
  const match = new RegExp(`^(?:/api)?(?:/rest)?${path}$`)
  const answer = () => ({ status: 200, body })
  return { method: 'GET', path, match, summary, source: null, answered, ...(type && { type }), answer }
}

export const devlakePages: readonly Page[] = [
  page('GET', '', 'All webhooks.', z.array(Connection), (_, { db }) => json(allWebhooks(db).map(connection))),
  page(
    'POST',
    '',
    'Makes a webhook and a key for it, which is shown this once.',
    Connection,
    async ({ body }, context) => json(connection(await manage(context, { do: 'create', name: nameSent(body) }))),
  ),
  ...['/{id}', '/by-name/{name}'].flatMap((place) => [
    page('GET', place, 'One webhook.', Connection, ({ path }, { db }) =>
      json(connection(found(findWebhook(db, webhookAt(path))))),
    ),
    page('PATCH', place, 'Renames a webhook.', Connection, async ({ path, body }, context) =>
      json(connection(await manage(context, { do: 'rename', webhook: webhookAt(path), name: nameSent(body) }))),
    ),
    page(
      'DELETE',
      place,
      'Removes a webhook and ends its key; what it reported stays.',
      Stored,
      async ({ path }, context) => {
        await manage(context, { do: 'remove', webhook: webhookAt(path) })
        return json(envelope(true, 'success'))
      },
    ),
  ]),
  open('/ping', 'Answers with nothing.', z.literal(''), '', 'text/plain'),
  open('/ready', 'Whether events are taken.', z.object({ status: z.literal('ready') }), { status: 'ready' }),
  open('/version', 'Which Shiplog this is.', z.object({ version: z.string() }), { version }),
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
