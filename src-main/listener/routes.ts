// What an address leads to: a dialect that takes deliveries, a page, or a refusal in the words of whose address it is.
import { webhookSources } from '../sources/index.ts'
import type { Cause, Route, WebhookRequest, WebhookSource } from '../sources/source.ts'
import type { Page } from './page.ts'
import { pages } from './pages.ts'

export type Found =
  | { source: WebhookSource; route: Route }
  | { source: WebhookSource | null; page: Page }
  /** `source` is null where the address is no dialect's. */
  | { source: WebhookSource | null; refused: { cause: Cause; message: string; allow?: string } }

const routes = webhookSources.flatMap((source) => source.routes.map((route) => ({ source, route })))

export function findRoute({ method, path }: Pick<WebhookRequest, 'method' | 'path'>): Found {
  const delivery = routes.find(({ route }) => route.method === method && route.match.test(path))
  if (delivery !== undefined) return delivery
  const asRead = method === 'HEAD' ? 'GET' : method
  const page = pages.find((one) => one.method === asRead && one.match.test(path))
  if (page !== undefined) return { source: page.source, page }
  return refusedAt(method, path)
}

function refusedAt(method: string, path: string): Found {
  const here = [
    ...routes.map(({ source, route }) => ({ source, method: route.method, match: route.match })),
    ...pages,
  ].filter(({ match }) => match.test(path))
  const source = here[0]?.source ?? webhookSources.find((one) => one.claims(path)) ?? null
  if (here.length === 0) return { source, refused: { cause: 'not found', message: nothingHere } }
  const allow = [...new Set(here.map((one) => one.method))].join(', ')
  const message = `Only ${allow} is answered here, not ${method.slice(0, 10)}.`
  return { source, refused: { cause: 'no such method', message, allow } }
}

const nothingHere = 'There is nothing at this address. GET /docs lists what there is.'
