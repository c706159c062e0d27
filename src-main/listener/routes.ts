// Which dialect a request speaks, told by its address alone.
import { webhookSources } from '../sources/index.ts'
import type { Cause, WebhookRequest, WebhookSource } from '../sources/source.ts'

export interface Found {
  source: WebhookSource
  /** Why the dialect has no answer at this address; null where it has one. */
  refused: { cause: Cause; message: string } | null
}

export function findRoute({ method, path }: Pick<WebhookRequest, 'method' | 'path'>): Found | null {
  for (const source of webhookSources) {
    const route = source.routes.find((one) => one.match.test(path))
    if (route === undefined) continue
    if (route.method === method) return { source, refused: null }
    const message = `Only ${route.method} is answered here, not ${method.slice(0, 10)}.`
    return { source, refused: { cause: 'no such method', message } }
  }
  const source = webhookSources.find((one) => one.claims(path))
  return source === undefined ? null : { source, refused: { cause: 'not found', message: nothingHere } }
}

export const nothingHere = `There is nothing at this address. Open are ${webhookSources
  .flatMap((source) => source.routes.map((route) => `${route.method} ${route.path}`))
  .join(', ')}.`
