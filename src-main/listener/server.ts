// The HTTP door for events, on a port of its own. It knows sources and ingest, not the user interface: nothing of the
// workspace can be read here. An answer of 2xx is given only after the event is on disk.
import { finished } from 'node:stream/promises'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { ListenerState } from '../../src-shared/contract/workspace.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { Outcome } from '../ingest/ingest.ts'
import type { Log } from '../log.ts'
import { assert } from '../../src-shared/assert.ts'
import type { Translation } from '../../src-shared/event.ts'
import type { Refused } from '../ingest/ingest.ts'
import { tryTranslate } from '../ingest/translate.ts'
import type { Cause, WebhookOutcome, WebhookReply, WebhookRequest, WebhookSource } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { findKey } from '../store/keys.ts'
import { Budget, checkRequest, isLoopback } from '../guard.ts'
import { findRoute, nothingHere } from './routes.ts'

export const portDefault = 8787
const portsTried = 20
/** A Pulse deployment may name 6,000 commits of 40 characters; 5 MB is ten times that. */
const bodyBytesMax = 5 * 1024 * 1024
const waitingMax = 2000

export interface ListenTo {
  host: string
  port: number
  /** An address somebody asked for is taken or refused; the default one may move to the next free port. */
  explicit: boolean
}

export const notListening: ListenerState = { state: 'off', url: null, host: '', port: 0, note: null }

export interface ListenerOptions {
  db: ReadDb
  ingest: Ingest
  clock: () => number
  log: Log
  listen: ListenTo
}

export async function openListener(
  options: ListenerOptions,
): Promise<{ state: ListenerState; close(): Promise<void> }> {
  const { listen, log } = options
  for (let tried = 0; ; tried++) {
    const port = listen.port === 0 ? 0 : listen.port + tried
    const app = build(options)
    try {
      await app.listen({ host: listen.host, port })
    } catch (error) {
      await app.close()
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EADDRINUSE' && !listen.explicit && tried + 1 < portsTried) continue
      throw cannotListen(code, listen, error)
    }
    const address = app.server.address()
    const bound = typeof address === 'object' && address !== null ? address.port : port
    const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host
    const note = tried > 0 ? `Port ${listen.port} was taken, so Shiplog listens for events on ${bound}.` : null
    log.info('listening', { host: listen.host, port: bound })
    return {
      state: { state: 'on', url: `http://${host}:${bound}`, host: listen.host, port: bound, note },
      close: () => app.close(),
    }
  }
}

function cannotListen(code: string | undefined, listen: ListenTo, error: unknown): Refusal {
  const where = `${listen.host}:${listen.port}`
  if (code === 'EADDRINUSE')
    return new Refusal(
      'conflict',
      `${where} is taken by another program. Choose another port with --listen, or end that program.`,
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Refusal('invalid', `${listen.host} is not an address of this computer.`)
  if (code === 'EACCES')
    return new Refusal(
      'forbidden',
      `Port ${listen.port} may only be used by the system's administrator; choose one above 1023.`,
    )
  return new Refusal(
    'unavailable',
    `Shiplog cannot listen on ${where}: ${error instanceof Error ? error.message : String(error)}.`,
  )
}

function build({ db, ingest, clock, log, listen }: ListenerOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    routerOptions: { maxParamLength: 255, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    http: { headersTimeout: 5_000, maxHeaderSize: 8 * 1024, connectionsCheckingInterval: 2_000 },
  })
  app.server.maxConnections = 256
  const loopback = isLoopback(listen.host)
  const wrongKeys = new Budget(10, 30, clock())
  // Refused requests are journalled, but a stranger must not be able to fill the disk with them.
  const journalled = new Budget(1, 60, clock())

  app.removeAllContentTypeParsers()
  // Clients send JSON under any Content-Type (curl -d sends a form's), and none at all: the bytes are what counts.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (request, reply) => {
    const refused = checkRequest(request.raw, request.socket.localPort ?? 0, loopback)
    if (refused !== null) return reply.code(refused.status).send({ message: refused.message })
    // A client that is still writing when the connection closes never reads the answer: let it finish, within reason.
    const announced = Number(request.headers['content-length'] ?? 0)
    if (announced > bodyBytesMax && announced <= 10 * bodyBytesMax) await finished(request.raw.resume())
    // A Content-Type that names no type ("json") is as good as none.
    if (request.mediaType === undefined) delete request.headers['content-type']
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
      return reply
        .code(413)
        .send({ message: `The body is larger than ${bodyBytesMax / 1024 / 1024} MB, the most that is accepted.` })
    if (status < 500) return reply.code(status).send({ message: error.message })
    log.error('listener', { error: error.stack ?? error.message })
    return reply
      .code(503)
      .header('retry-after', '1')
      .send({ message: 'Shiplog could not store this now; send it again.' })
  })
  app.get('/', async () => ({ message: 'Shiplog listens here for events from CI.' }))
  app.get('/health', async () => ({ status: 'ok' }))
  // Dialects nest their addresses below prefixes of the client's choosing, which no router's tree can say: they match.
  app.all('/*', async (request, reply) => {
    const asked = webhookRequest(request)
    const found = findRoute(asked)
    if (found === null) return reply.code(404).send({ message: nothingHere })
    const { source, refused } = found
    if (refused === null) return receive(source, asked, request, reply)
    return answer(
      reply,
      source.reply({ state: 'rejected', fields: [], ...refused }, delivered(source, asked, request, clock())),
    )
  })

  async function receive(
    source: WebhookSource,
    asked: WebhookRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const now = clock()
    const delivery = delivered(source, asked, request, now)
    const refuse = (cause: Cause, message: string) =>
      answer(reply, source.reply({ state: 'rejected', cause, message, fields: [] }, delivery))
    const key = source.key(asked)
    const found = key === null ? undefined : findKey(db, key)
    if (found === undefined) {
      const cause: Cause = key === null ? 'no key' : 'unknown key'
      const message =
        key === null
          ? `No API key was sent (${source.keyPlace}). Make one on the listener page or with "shiplog keys add".`
          : 'The API key is not known or was revoked.'
      if (!wrongKeys.take(now)) {
        reply.header('retry-after', '1')
        return refuse('too many', 'Too many requests with a wrong key; wait a moment.')
      }
      if (journalled.take(now)) {
        // Of somebody without a key, only that they asked is kept.
        const { status } = source.reply({ state: 'rejected', cause, message, fields: [] }, delivery)
        const translation = { cause, message, fields: [] }
        await ingest.deliver({ delivery: { ...delivery, body: new Uint8Array(0) }, keyId: null, status, translation })
      }
      return refuse(cause, message)
    }
    if (ingest.waiting() >= waitingMax) {
      reply.header('retry-after', '1')
      return refuse('unavailable', 'Too many events are waiting; send it again in a second.')
    }
    const translation = tryTranslate(delivery)
    const status = source.reply(foreseen(translation), delivery).status
    const outcome = await ingest.deliver({ delivery, keyId: found.id, status, translation })
    return answer(reply, source.reply(inDialect(outcome, translation), delivery))
  }
  return app
}

function answer(reply: FastifyReply, { status, body }: WebhookReply): FastifyReply {
  return reply.code(status).send(body)
}

/** What the outcome will be unless the workspace objects. */
function foreseen(translation: Translation | Refused): WebhookOutcome {
  if ('cause' in translation) return { state: 'rejected', ...translation }
  return { state: 'accepted', delivery: 0, told: [], skipped: translation.skipped, warnings: [] }
}

function inDialect(outcome: Outcome, translation: Translation | Refused): WebhookOutcome {
  if (outcome.state === 'rejected') return outcome
  assert(!('cause' in translation), 'what was refused to be rejected')
  const { events, at, skipped, warnings = [] } = translation
  return {
    state: 'accepted',
    delivery: outcome.state === 'duplicate' ? outcome.of : outcome.delivery,
    told: events.map((event, i) => ({ event, at: at[i] ?? '', verdict: outcome.verdicts[i] ?? 'unchanged' })),
    skipped,
    warnings,
  }
}

/** Without doubled slashes and without one at the end: clients join base and path in every way. */
function pathOf(request: FastifyRequest): string {
  const path = (request.url.split('?', 1)[0] ?? '/').replace(/\/{2,}/g, '/')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function webhookRequest(request: FastifyRequest): WebhookRequest {
  const at = request.url.indexOf('?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  return {
    method: request.method,
    path: pathOf(request),
    query: new URLSearchParams(at === -1 ? '' : request.url.slice(at)),
    headers,
  }
}

const secretHeaders = new Set(['authorization', 'x-api-key', 'cookie', 'proxy-authorization'])

function delivered(source: WebhookSource, asked: WebhookRequest, request: FastifyRequest, now: number): Delivery {
  const query = new URLSearchParams(asked.query)
  for (const name of source.secretQuery) query.delete(name)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(asked.headers))
    if (value !== undefined) headers[name] = secretHeaders.has(name) ? '(hidden)' : value.slice(0, 1000)
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
  return {
    source: source.id,
    method: asked.method,
    path: asked.path,
    query: query.toString(),
    headers,
    meta: {},
    body,
    received_at_ms: now,
  }
}
