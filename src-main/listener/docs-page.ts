// The reference of the listener as a page: its OpenAPI document, laid out for people. It needs no script, no network and
// nothing inline, so that it can be read wherever the listener runs. Every text is escaped where it is put in.
import { shapesOf, type Field } from './docs-page-fields.ts'
import { html, type Html, pageHead } from './html.ts'
import { json, type OpenApi, type Operation, type Schema } from './openapi-document.ts'

export const stylePath = '/docs/style.css'

const nothing: Html = { html: '' }

interface Address {
  method: string
  path: string
  operation: Operation
}

export function docsPage(document: OpenApi): string {
  const { info, tags, servers } = document
  const origin = servers[0]?.url ?? ''
  const addresses = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Address => ({ method: method.toUpperCase(), path, operation })),
  )
  const chapters = tags.map((tag) => ({
    ...tag,
    addresses: addresses.filter((one) => one.operation.tags[0] === tag.name),
  }))
  return html`<!doctype html>
    <html lang="en">
      ${pageHead(info.title, stylePath)}
      <body>
        <a class="skip" href="#reference">Skip to the reference</a>
        <header>
          <h1>${info.title}</h1>
          <p>${info.description}</p>
          <dl class="facts">
            <div>
              <dt>Address</dt>
              <dd><code>${origin}</code></dd>
            </div>
            <div>
              <dt>Key</dt>
              <dd>
                Made on the listener page, or with <code>shiplog keys add</code>; the examples take it from
                <code>SHIPLOG_KEY</code>
              </dd>
            </div>
            <div>
              <dt>Signed</dt>
              <dd>${document.components.securitySchemes['webhook-signature']?.['description'] ?? ''}</dd>
            </div>
            <div>
              <dt>For programs</dt>
              <dd><a href="/openapi.json">OpenAPI 3.1</a></dd>
            </div>
          </dl>
        </header>
        <nav aria-label="Contents">
          <ul>
            ${chapters.map(contents)}
          </ul>
        </nav>
        <main id="reference">${chapters.map((chapter) => section(chapter, document, origin))}</main>
      </body>
    </html>`.html
}

interface Chapter {
  name: string
  description: string
  addresses: Address[]
}

/** "Apache DevLake" as apache-devlake. */
function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

function contents({ name, addresses }: Chapter): Html {
  const links = addresses.map(
    ({ method, path, operation }) =>
      html`<li>
        <a href="#${operation.operationId}"><b>${method}</b> <code>${breakable(path)}</code></a>
      </li>`,
  )
  return html`<li>
    <a href="#${anchorOf(name)}">${name}</a>
    <ul>
      ${links}
    </ul>
  </li>`
}

function section({ name, description, addresses }: Chapter, document: OpenApi, origin: string): Html {
  const id = anchorOf(name)
  // A dialect refuses alike at all its addresses.
  const refusals = Object.entries(addresses[0]?.operation.responses ?? {}).filter(([status]) => !isGood(status))
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    <p class="key">${description}</p>
    ${addresses.map((address) => article(address, document, origin))}
    ${
      refusals.length === 0
        ? nothing
        : html`<article aria-labelledby="${id}-refused">
            <h3 id="${id}-refused">What is refused</h3>
            ${answers(refusals, document)}
          </article>`
    }
  </section>`
}

function article({ method, path, operation }: Address, document: OpenApi, origin: string): Html {
  const { operationId, summary, parameters, requestBody, responses } = operation
  const sent = Object.entries(requestBody?.content ?? {})
  const asked = (place: string) =>
    parameters
      .filter((one) => one.in === place)
      .map(({ name, required, description = '' }) => {
        return { name, type: 'text', needed: required ? 'required' : '', about: description }
      })
  const [query, headers] = [asked('query'), asked('header')]
  const stored = Object.entries(responses).filter(([status]) => isGood(status))
  return html`<article aria-labelledby="${operationId}">
    <h3 id="${operationId}"><b class="${method.toLowerCase()}">${method}</b> <code>${breakable(path)}</code></h3>
    <p>${summary}</p>
    <h4>Example</h4>
    ${code(curl(method, path, operation, document, origin))}
    ${
      query.length === 0
        ? nothing
        : html`<h4>Query</h4>
            ${fieldList(query)}`
    }
    ${
      headers.length === 0
        ? nothing
        : html`<h4>Headers</h4>
            ${fieldList(headers)}`
    }
    ${sent.map(([type, { schema }]) => body(type, schema, document))}
    <h4>Answer</h4>
    ${answers(stored, document)}
  </article>`
}

function body(type: string, schema: Schema, document: OpenApi): Html {
  if (type === json)
    return html`<h4>Body</h4>
      ${fieldsOf(schema, document, (title) => html`<h5><code>${title}</code></h5>`)}`
  return html`<h4>Or as <code>${type}</code></h4>
    <p>${schema.description ?? ''}</p>`
}

function fieldsOf(schema: Schema, { components }: OpenApi, heading: (title: string) => Html, needed = asSent): Html[] {
  return shapesOf(schema, components.schemas).map(
    ({ title, fields }) => html`${title === '' ? nothing : heading(title)}${fieldList(fields.map(needed))}`,
  )
}

function asSent(field: Field): Field {
  return field
}

/** Of an answer most fields are always there; what is said is which are not. */
function asAnswered(field: Field): Field {
  return { ...field, needed: field.needed === 'required' ? '' : 'not always' }
}

function fieldList(fields: Field[]): Html {
  return html`<dl class="fields">
    ${fields.map(
      ({ name, type, needed, about }) =>
        html`<div>
          <dt>
            <code>${breakable(name)}</code>
            ${needed === '' ? nothing : html`<span class="${needed === 'required' ? 'required' : 'needed'}">${needed}</span>`}
          </dt>
          <dd><span class="type">${type}</span> ${about}</dd>
        </div>`,
    )}
  </dl>`
}

function isGood(status: string): boolean {
  return status.startsWith('2')
}

/** With the body of the first, which shows the shape of the others. */
function answers(list: [string, Operation['responses'][string]][], document: OpenApi): Html {
  const [type, shown] = Object.entries(list[0]?.[1].content ?? {})[0] ?? []
  return html`<dl class="answers">
      ${list.map(([status, { description, headers = {} }]) => {
        const names = Object.keys(headers)
        return html`<div>
          <dt><b class="${isGood(status) ? 'good' : 'bad'}">${status}</b></dt>
          <dd>${description}${names.map((name) => html` With the header <code>${name}</code>.`)}</dd>
        </div>`
      })}
    </dl>
    ${shown?.example === undefined ? nothing : code(JSON.stringify(shown.example, null, 2))}
    ${shown === undefined ? nothing : type === json ? answerFields(shown.schema, document) : html`<p>As <code>${type ?? ''}</code>.</p>`}`
}

/** Folded up: most of them say themselves what they are. */
function answerFields(schema: Schema, document: OpenApi): Html {
  const fields = fieldsOf(schema, document, (title) => html`<p><code>${title}</code></p>`, asAnswered)
  return fields.length === 0
    ? nothing
    : html`<details>
        <summary>Its fields</summary>
        ${fields}
      </details>`
}

/** It scrolls sideways where it is wide, by keyboard, too. */
function code(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre>`
}

/** With places to break a long name at. */
function breakable(name: string): Html[] {
  return name.split(/(?=[/.[])/).map((part, i) => html`${i === 0 ? nothing : { html: '<wbr />' }}${part}`)
}

function curl(method: string, path: string, operation: Operation, { components }: OpenApi, origin: string): string {
  const [name = ''] = Object.keys(operation.security[0] ?? {})
  const scheme = components.securitySchemes[name]
  const query = scheme?.['in'] === 'query' ? `?${scheme['name']}=$SHIPLOG_KEY` : ''
  const header = scheme?.['in'] === 'header' ? `${scheme['name']}: $SHIPLOG_KEY` : 'Authorization: Bearer $SHIPLOG_KEY'
  // Braces would be curl's own.
  const address = origin + path.replaceAll(/\{\w+\}/g, '1') + query
  const example = operation.requestBody?.content[json]?.example
  const headers = operation.parameters.filter((one) => one.in === 'header')
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${address}"`,
    ...(scheme === undefined || query !== '' ? [] : [`-H "${header}"`]),
    ...headers.map((one) => `-H "${one.name}: ${one.example ?? ''}"`),
    ...(example === undefined ? [] : ['-H "Content-Type: application/json"', `-d '${quoted(example)}'`]),
  ]
  return lines.join(' \\\n  ')
}

/** JSON inside a shell's single quotes. */
function quoted(example: unknown): string {
  return JSON.stringify(example, null, 2).replaceAll("'", "'\\''")
}
