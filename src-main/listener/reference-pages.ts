// What the listener says of itself to everybody: that it is there, and its reference, for programs and for people.
import { z } from 'zod'
import { webhookSources } from '../sources/index.ts'
import { docsPage, stylePath } from './docs-page.ts'
import { docsStyle } from './docs-page-style.ts'
import { openApi } from './openapi.ts'
import type { OpenApi } from './openapi-document.ts'
import type { Page } from './page.ts'

const Document = z.looseObject({ openapi: z.literal('3.1.0') })

/** `others` are the pages that dialects have; the reference is about all of them and itself. */
export function referencePages(others: readonly Page[]): Page[] {
  const page = (
    path: string,
    summary: string,
    { answered, type }: Pick<Page, 'answered' | 'type'>,
    answer: Page['answer'],
  ): Page => ({
    method: 'GET',
    path,
    match: new RegExp(`^${path.replaceAll('.', '\\.')}$`),
    summary,
    source: null,
    answered,
    ...(type === undefined ? {} : { type }),
    answer,
  })
  const document = (origin: string): OpenApi => openApi(webhookSources, [...own, ...others], origin)
  const own: Page[] = [
    page('/', 'That Shiplog listens here.', { answered: z.object({ message: z.string() }) }, () => ({
      status: 200,
      body: { message: 'Shiplog listens here for events from CI. GET /docs says how.' },
    })),
    page('/health', 'Whether it does.', { answered: z.object({ status: z.literal('ok') }) }, () => ({
      status: 200,
      body: { status: 'ok' },
    })),
    page('/openapi.json', 'Everything the listener answers, as OpenAPI 3.1.', { answered: Document }, ({ origin }) => ({
      status: 200,
      body: document(origin),
    })),
    page('/docs', 'The same for people.', { answered: z.string(), type: 'text/html' }, ({ origin }) => ({
      status: 200,
      body: docsPage(document(origin)),
    })),
    page(stylePath, 'How that looks.', { answered: z.string(), type: 'text/css' }, () => ({
      status: 200,
      body: docsStyle,
    })),
  ]
  return own
}
