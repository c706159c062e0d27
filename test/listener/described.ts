// Every answer that a test of the listener gets is one that its OpenAPI document describes: status, headers, media type
// and body, with no field that the document does not know.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { must } from '../../src-shared/assert.ts'
import { openApi } from '../../src-main/listener/openapi.ts'
import type { Response } from '../../src-main/listener/openapi-document.ts'
import { pages } from '../../src-main/listener/pages.ts'
import { findRoute } from '../../src-main/listener/routes.ts'
import { webhookSources } from '../../src-main/sources/index.ts'

interface Answered {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

const document = openApi(webhookSources, pages, 'http://127.0.0.1:8787')
/** Compiled when first asked for: it costs most of what this does. */
let ajv: Ajv2020 | undefined

function validator(): Ajv2020 {
  if (ajv !== undefined) return ajv
  // Other keywords than a schema's are all around, and formats are for people.
  ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  return ajv.addSchema(closed(document) as object, 'openapi')
}

/** Objects take no fields but those they name, unless they say that they do. */
function closed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) => {
    const isShape = typeof part === 'object' && part !== null && 'properties' in part
    return isShape && !('additionalProperties' in part) ? { ...part, additionalProperties: false } : part
  })
}

function pointer(...names: (string | number)[]): string {
  return names.map((name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25')).join('/')
}

/** Why the document does not describe an answer; null where it does, and where nothing is at the address. */
export function undescribed(method: string, target: string, answer: Answered): string | null {
  const found = findRoute({ method, path: pathOf(target) })
  if ('refused' in found || method === 'HEAD') return null
  const { path } = 'route' in found ? found.route : found.page
  const { status } = answer
  const at = `${method} ${path}: ${status}`
  const response: Response | undefined = document.paths[path]?.[method.toLowerCase()]?.responses[status]
  if (response === undefined) return `${at} is not described`
  for (const [name, { required }] of Object.entries(response.headers ?? {}))
    if (required && answer.headers[name.toLowerCase()] === undefined) return `${at} lacks the header ${name}`
  const [type = ''] = Object.keys(response.content)
  const sent = String(answer.headers['content-type']).split(';')[0]
  if (sent !== type) return `${at} is ${sent}, described as ${type}`
  const schema = pointer('paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema')
  const validate = must(validator().getSchema(`openapi#/${schema}`), 'because the document has it')
  const body: unknown = type === 'application/json' ? JSON.parse(answer.text) : answer.text
  return validate(body) === true ? null : `${at}: ${wrong(validate.errors ?? [])} in ${answer.text.slice(0, 500)}`
}

function wrong(errors: readonly ErrorObject[]): string {
  return errors
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ')
}

function pathOf(target: string): string {
  const path = (target.split('?')[0] ?? '').replace(/\/{2,}/g, '/')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
