// The OpenAPI 3.1 document of the listener: everything that can be asked of it, made of what the sources and pages say of
// themselves and of what they really answer, so that it cannot say anything else. Pure.
import type { Route, WebhookSource } from '../sources/source.ts'
import {
  deliveryTo,
  type Described,
  grouped,
  openRefusals,
  refusalsOf,
  storedAs,
  type Answer,
} from './openapi-answers.ts'
import {
  content,
  type Content,
  json,
  of,
  type OpenApi,
  type Operation,
  type Schema,
  type SecurityScheme,
  text,
} from './openapi-document.ts'
import type { Page } from './page.ts'

/** Read by people too. */
export const signing =
  'A key that signs (whsec_…) is never sent. The headers are webhook-id, another for each request; webhook-timestamp, seconds since 1970, at most 5 minutes off; and webhook-signature, v1, and the base64 of HMAC-SHA256 over id, full stop, time, full stop and the bytes of the body, with the bytes that the key stands for in base64. The same sent again gets the same answer.'

/** Told apart by how a source says where its key stands. */
const securitySchemes: Record<string, SecurityScheme> = {
  Bearer: { type: 'http', scheme: 'bearer', description: 'A key of Shiplog as Authorization: Bearer <key>.' },
  'x-api-key': { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A key of Shiplog.' },
  'webhook-signature': {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: signing,
  },
  api_key: { type: 'apiKey', in: 'query', name: 'api_key', description: 'A key of Shiplog.' },
  'X-Hub-Signature-256': {
    type: 'apiKey',
    in: 'header',
    name: 'X-Hub-Signature-256',
    description: 'sha256= and HMAC-SHA256 of the body in hexadecimal, with a key that signs as it is written.',
  },
  'X-Gitlab-Token': { type: 'apiKey', in: 'header', name: 'X-Gitlab-Token', description: 'A key of Shiplog.' },
}

const own = 'Shiplog'

/** `origin` is where the client reached the listener: "http://127.0.0.1:8787". */
export function openApi(sources: readonly WebhookSource[], pages: readonly Page[], origin: string): OpenApi {
  const schemas: Record<string, Schema> = {}
  const paths: OpenApi['paths'] = {}
  const add = (one: Route | Page, operation: Operation) => {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation }
  }
  for (const source of sources) for (const route of source.routes) add(route, routeOperation(source, route, schemas))
  for (const page of pages) add(page, pageOperation(page, schemas))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Shiplog listener',
      version: '1',
      description:
        'Takes events about changes, builds, deployments, incidents and issues. An answer of success is given once they are on disk. The same sent again changes nothing.',
    },
    servers: [{ url: origin }],
    tags: [
      ...sources.map(({ title, keyPlace }) => ({ name: title, description: `The key: ${keyPlace}.` })),
      { name: own, description: 'Open without a key.' },
    ],
    paths,
    components: { schemas, securitySchemes },
  }
}

function routeOperation(source: WebhookSource, route: Route, schemas: Record<string, Schema>): Operation {
  const delivery = deliveryTo(source, route)
  const stored = { ...storedAs(source, route, delivery), reason: 'It is stored.', schema: of(route.answered, schemas) }
  const described = operation(route, source, [stored, ...refusalsOf(source, delivery, schemas)], schemas)
  return { ...described, security: [...described.security, { 'webhook-signature': [] }] }
}

function pageOperation(page: Page, schemas: Record<string, Schema>): Operation {
  const { source, type } = page
  const refusals = source === null ? openRefusals(schemas) : refusalsOf(source, deliveryTo(source, page), schemas)
  const answered = { status: 200, reason: 'It is answered.', schema: of(page.answered, schemas), type }
  return operation(page, source, [answered, ...refusals], schemas)
}

function operation(
  one: Described,
  source: WebhookSource | null,
  answers: readonly Answer[],
  schemas: Record<string, Schema>,
): Operation {
  const { path, query = {}, example, summary, body } = one
  const { mayBeEmpty = false, headers = {}, media = {} } = one
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const others = Object.entries(media).map(([type, { body: sent, about, example: text }]) => [
    type,
    { schema: { ...of(sent, schemas), description: about }, example: text },
  ])
  return {
    operationId: operationId(one),
    summary,
    tags: [source?.title ?? own],
    security: source === null ? [] : securityOf(source),
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path' as const, required: true, schema: text })),
      ...Object.entries(query).map(([name, description]) => ({
        name,
        in: 'query' as const,
        required: false,
        description,
        schema: text,
      })),
      ...Object.entries(headers).map(([name, { about, example: value }]) => ({
        name,
        in: 'header' as const,
        required: true,
        description: about,
        example: value,
        schema: text,
      })),
    ],
    ...(body !== undefined && {
      requestBody: {
        required: !mayBeEmpty,
        content: { ...content(json, of(body, schemas), example), ...(Object.fromEntries(others) as Content) },
      },
    }),
    responses: grouped(answers),
  }
}

/** "POST /api/v1/events" as postApiV1Events. */
function operationId({ method, path }: Described): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function securityOf(source: WebhookSource): Operation['security'] {
  return Object.keys(securitySchemes).flatMap((name) => (source.keyPlace.includes(name) ? [{ [name]: [] }] : []))
}
