// The OpenAPI document against the rules of OpenAPI 3.1, as far as they can be broken here, and against the listener:
// everything it answers is in it, and what it shows as examples is so.
import { expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { openApi } from '../../src-main/listener/openapi.ts'
import { json, type OpenApi, type Operation, type Schema } from '../../src-main/listener/openapi-document.ts'
import { pages } from '../../src-main/listener/pages.ts'
import { webhookSources } from '../../src-main/sources/index.ts'
import { undescribed } from './described.ts'
import { openDoor } from './door.ts'

const origin = 'http://127.0.0.1:8787'
const document = openApi(webhookSources, pages, origin)

interface Address {
  method: string
  path: string
  operation: Operation
}

function addresses({ paths }: OpenApi): Address[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
}

/** Every object in a value, with where it stands. */
function* objectsIn(value: unknown, at = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [at, value as Record<string, unknown>]
  for (const [name, one] of Object.entries(value)) yield* objectsIn(one, `${at}/${name}`)
}

/** What a JSON pointer leads to. */
function followed(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
}

test('it is a document of OpenAPI 3.1', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(document.info.title).not.toBe('')
  expect(document.info.version).not.toBe('')
  expect(document.servers).toEqual([{ url: origin }])
  // What cannot be written as JSON would be lost on the way.
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})

test('every address of every dialect and every page is there, and nothing else', () => {
  const said = [...webhookSources.flatMap((source) => source.routes), ...pages].map(
    ({ method, path }) => `${method} ${path}`,
  )
  const written = addresses(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(written.toSorted()).toEqual(said.toSorted())
  expect(new Set(said).size).toBe(said.length)
})

test('paths begin with a slash, are told apart by more than names of parameters, and methods are known', () => {
  const paths = Object.keys(document.paths)
  for (const path of paths) expect(path).toMatch(/^\/(?:[\w.~-]+|\{\w+\}|\/)*$/)
  expect(new Set(paths.map((path) => path.replaceAll(/\{\w+\}/g, '{}'))).size).toBe(paths.length)
  for (const { method } of addresses(document)) expect(['get', 'post', 'put', 'patch', 'delete']).toContain(method)
})

test('every parameter of a path is declared, required and in the path; none twice', () => {
  for (const { path, operation } of addresses(document)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operation.parameters.filter((one) => one.in === 'path')
    expect(declared.map((one) => one.name)).toEqual(inPath)
    expect(declared.every((one) => one.required)).toBe(true)
    const all = operation.parameters.map((one) => `${one.in} ${one.name}`)
    expect(new Set(all).size).toBe(all.length)
    for (const one of operation.parameters) expect(one.schema).toEqual({ type: 'string' })
  }
})

test('operations have ids of their own, a summary, a declared tag and answers with words', () => {
  const all = addresses(document).map((one) => one.operation)
  expect(new Set(all.map((one) => one.operationId)).size).toBe(all.length)
  const tags = document.tags.map((tag) => tag.name)
  expect(new Set(tags).size).toBe(tags.length)
  for (const { operationId, summary, tags: own, responses } of all) {
    expect(operationId).toMatch(/^[a-z][A-Za-z0-9]+$/)
    expect(summary).toMatch(/\.$/)
    expect(tags).toContain(own[0])
    expect(Object.keys(responses).some((status) => /^2\d\d$/.test(status))).toBe(true)
    for (const [status, { description, content, headers = {} }] of Object.entries(responses)) {
      const [one, ...others] = Object.entries(content)
      expect(one?.[1].schema, `${operationId} ${status}`).toBeTypeOf('object')
      // A schema that says nothing describes nothing.
      expect(Object.keys(one?.[1].schema ?? {}), `${operationId} ${status}`).not.toEqual([])
      expect(others).toEqual([])
      if (status === '429' || status === '503') expect(Object.keys(headers)).toEqual(['Retry-After'])
      if (status === '405') expect(Object.keys(headers)).toEqual(['Allow'])
      expect(status).toMatch(/^[2-5]\d\d$/)
      expect(description).toMatch(/^[A-Z].*\.$/)
    }
  }
})

test('every $ref leads to a schema, and parts have names that are allowed', () => {
  const refs = [...objectsIn(document)].flatMap(([, one]) => (typeof one['$ref'] === 'string' ? [one['$ref']] : []))
  expect(refs.length).toBeGreaterThan(5)
  for (const ref of refs) expect(followed(ref), ref).toBeTypeOf('object')
  for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^[\w.-]+$/)
  for (const [, one] of objectsIn(document)) expect(Object.keys(one)).not.toContain('$defs')
})

/** All schemas, however deep. */
function schemasOf({ paths, components }: OpenApi): Schema[] {
  const found: Schema[] = []
  const walk = (schema: Schema) => {
    found.push(schema)
    const inside = [
      schema.items,
      ...(schema.anyOf ?? []),
      ...(schema.oneOf ?? []),
      ...Object.values(schema.properties ?? {}),
    ]
    for (const one of inside) if (one !== undefined) walk(one)
  }
  for (const one of Object.values(components.schemas)) walk(one)
  for (const { operation } of addresses({ paths } as OpenApi)) {
    for (const one of operation.parameters) walk(one.schema)
    for (const { content } of [operation.requestBody, ...Object.values(operation.responses)].filter(
      (one) => one !== undefined,
    ))
      for (const { schema } of Object.values(content)) walk(schema)
  }
  return found
}

test('schemas have types that JSON has, and require only what they have', () => {
  const types = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null']
  const all = schemasOf(document)
  for (const { type = [], required = [], properties = {}, enum: values } of all) {
    for (const one of [type].flat()) expect(types).toContain(one)
    for (const name of required) if (Object.keys(properties).length > 0) expect(Object.keys(properties)).toContain(name)
    if (values !== undefined) expect(new Set(values).size).toBe(values.length)
  }
})

test('the key of each dialect stands where its clients put it, and keyless addresses ask for none', () => {
  const places = (title: string) =>
    new Set(
      addresses(document)
        .filter(({ operation }) => operation.tags[0] === title)
        .map(({ operation }) =>
          JSON.stringify(
            operation.security.flatMap((one) => Object.keys(one)).filter((name) => name !== 'webhook-signature'),
          ),
        ),
    )
  const expected: Record<string, string[]> = {
    pulse: ['api_key'],
    devlake: ['Bearer'],
    devgrid: ['x-api-key'],
    versioner: ['Bearer'],
    shiplog: ['Bearer', 'x-api-key'],
    github: ['api_key', 'X-Hub-Signature-256'],
    gitlab: ['X-Gitlab-Token'],
  }
  for (const { id, title } of webhookSources) expect([...places(title)], id).toEqual([JSON.stringify(expected[id])])
  expect([...places('Shiplog')]).toEqual(['[]'])
  // A signature says nothing of the address, so it is for reports only.
  for (const { path, operation } of addresses(document)) {
    const isReport = webhookSources.some(({ routes }) => routes.some((route) => route.path === path))
    const signed = operation.security.some((one) => 'webhook-signature' in one)
    if (!isReport) expect(signed, path).toBe(false)
    else if (operation.operationId.startsWith('post')) expect(signed, path).toBe(true)
  }
  expect(document.components.securitySchemes).toMatchObject({
    Bearer: { type: 'http', scheme: 'bearer' },
    'x-api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' },
    api_key: { type: 'apiKey', in: 'query', name: 'api_key' },
  })
})

/** Whether a value is of a schema: as much of JSON Schema as the schemas here use. */
function fits(value: unknown, schema: Schema): boolean {
  if (schema.$ref !== undefined) return fits(value, followed(schema.$ref) as Schema)
  const { type, enum: values, anyOf, oneOf, properties = {}, required = [], items } = schema
  if (schema.const !== undefined && value !== schema.const) return false
  if (values !== undefined && !values.includes(value)) return false
  const is: Record<string, boolean> = {
    null: value === null,
    array: Array.isArray(value),
    object: typeof value === 'object' && value !== null && !Array.isArray(value),
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    string: typeof value === 'string',
    boolean: typeof value === 'boolean',
  }
  if (type !== undefined && ![type].flat().some((one) => is[one])) return false
  if (is['object'] && required.some((name) => !Object.hasOwn(value as object, name))) return false
  if (
    is['object'] &&
    Object.entries(value as object).some(
      ([name, one]) => properties[name] !== undefined && !fits(one, properties[name]),
    )
  )
    return false
  if (is['array'] && items !== undefined && !(value as unknown[]).every((one) => fits(one, items))) return false
  if (anyOf !== undefined && !anyOf.some((one) => fits(value, one))) return false
  return oneOf === undefined || oneOf.filter((one) => fits(value, one)).length === 1
}

const withBody = webhookSources.flatMap((source) =>
  source.routes.flatMap((route) =>
    route.body === undefined ? [] : [[`${route.method} ${route.path}`, route] as const],
  ),
)

test.each(withBody)('%s: its example is of its schema, and nothing is not', (_, route) => {
  const { method, path, example, mayBeEmpty = false } = route
  const operation = must(document.paths[path]?.[method.toLowerCase()], 'because every address is there')
  const { required, content } = must(operation.requestBody, 'because it has a body')
  const { schema } = must(content[json], 'because JSON is always taken')
  expect(fits(example, schema)).toBe(true)
  // GitHub says in a header what it is about.
  const says = route.headers !== undefined
  expect([required, fits({}, schema)]).toEqual([!mayBeEmpty, mayBeEmpty || says])
  expect(fits(42, schema)).toBe(false)
})

test('the answer shown for Shiplog’s own events is the one given', async () => {
  const door = await openDoor()
  const [route] = must(
    webhookSources.find((source) => source.id === 'shiplog'),
    'because it is a source',
  ).routes
  const answer = await door.send({
    path: '/api/v1/events',
    headers: { 'x-api-key': door.key },
    body: JSON.stringify(route?.example),
  })
  const shown = document.paths['/api/v1/events']?.['post']?.responses['200']?.content[json]?.example
  expect(answer.json).toEqual({ ...(shown as object), delivery: '1' })
})

test('what a wrong value, another page and a wrong method are answered is there', async () => {
  const door = await openDoor()
  const headers = { Authorization: `Bearer ${door.key}` }
  const asked: [method: string, path: string, sent: { headers?: Record<string, string>; body?: string }][] = [
    [
      'POST',
      '/deployment-events/',
      { headers, body: '{"product_name":"a","version":"1","environment_name":"p","status":"soon"}' },
    ],
    ['POST', '/build-events/', { headers, body: '{"product_name":"a","version":"1","status":"soon"}' }],
    ['GET', '/deployments/', { headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' } }],
    ['GET', '/docs', { headers: { 'Sec-Fetch-Site': 'cross-site' } }],
    ['GET', '/health', { headers: { Host: 'evil.example.com' } }],
    ['GET', '/version', { headers: { 'Content-Encoding': 'gzip' } }],
  ]
  const statuses: number[] = []
  for (const [method, path, sent] of asked) {
    const { status } = await door.send({ method, path, ...sent })
    statuses.push(status)
    expect(Object.keys(document.paths[path]?.[method.toLowerCase()]?.responses ?? {}), path).toContain(String(status))
  }
  expect(statuses).toEqual([422, 422, 403, 403, 421, 415])
  expect((await door.send({ method: 'POST', path: '/health' })).status).toBe(405)
  expect(document.paths['/health']?.['get']?.responses).toHaveProperty('405')
})

test('it is served to everybody, with the address it is asked at', async () => {
  const door = await openDoor()
  const answer = await door.send({ method: 'GET', path: '/openapi.json' })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toContain('application/json')
  expect(answer.json).toEqual(openApi(webhookSources, pages, `http://127.0.0.1:${door.port}`))
})

test('an answer that is not described is noticed, in every test that sends a request', async () => {
  const asJson = { 'content-type': 'application/json; charset=utf-8' }
  const about = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    undescribed('GET', '/health?x=1', { status, headers: { ...asJson, ...headers }, text: JSON.stringify(body) })
  expect(about(200, { status: 'ok' })).toBe(null)
  expect(about(200, { status: 'ok', more: 1 })).toMatch(/must NOT have additional properties .*"more"/)
  expect(about(200, { status: 'well' })).toContain('must be equal to constant')
  expect(about(200, {})).toContain("must have required property 'status'")
  expect(about(418, { message: 'x' })).toBe('GET /health: 418 is not described')
  expect(about(503, { message: 'x' })).toBe('GET /health: 503 lacks the header Retry-After')
  expect(about(503, { message: 'x' }, { 'retry-after': '1' })).toBe(null)
  expect(about(200, { status: 'ok' }, { 'content-type': 'text/html' })).toContain('is text/html')
})
