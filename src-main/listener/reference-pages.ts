// What the listener says of itself to everybody: that it is there, and its reference, for programs and for people.
import { webhookSources } from '../sources/index.ts'
import { docsPage, stylePath } from './docs-page.ts'
import { docsStyle } from './docs-page-style.ts'
import { type OpenApi, openApi } from './openapi.ts'
import type { Page } from './page.ts'

/** `others` are the pages that dialects have; the reference is about all of them and itself. */
export function referencePages(others: readonly Page[]): Page[] {
  const page = (path: string, summary: string, answer: Page['answer']): Page => ({
    method: 'GET',
    path,
    match: new RegExp(`^${path.replaceAll('.', '\\.')}$`),
    summary,
    source: null,
    answer,
  })
  const document = (origin: string): OpenApi => openApi(webhookSources, [...own, ...others], origin)
  const own: Page[] = [
    page('/', 'That Shiplog listens here.', () => ({
      status: 200,
      body: { message: 'Shiplog listens here for events from CI. GET /docs says how.' },
    })),
    page('/health', 'Whether it does.', () => ({ status: 200, body: { status: 'ok' } })),
    page('/openapi.json', 'Everything the listener answers, as OpenAPI 3.1.', ({ origin }) => ({
      status: 200,
      body: document(origin),
    })),
    page('/docs', 'The same for people.', ({ origin }) => ({
      status: 200,
      body: docsPage(document(origin)),
      type: 'text/html; charset=utf-8',
    })),
    page(stylePath, 'How that looks.', () => ({ status: 200, body: docsStyle, type: 'text/css; charset=utf-8' })),
  ]
  return own
}
