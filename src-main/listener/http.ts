// The HTTP of the listener: what every request passes, in which order, and in whose words it is refused. On the
// addresses of a dialect every answer is the dialect's, errors too.
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { checkRequest, hostIn, isHttps, usualPort } from '../guard.ts'
import { plain } from '../plain-fastify.ts'
import { asRefused, type Refused } from '../ingest/arrival.ts'
import type { Log } from '../log.ts'
import { type Cause, causes, type WebhookReply, type WebhookRequest } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import type { Admission, Admitted, Peer, Turned, Unproven } from './admission.ts'
import type { Intake } from './half.ts'
import type { Page } from './page.ts'
import { openReceiver } from './receive.ts'
import type { Refusals } from './refusals.ts'
import { digestOf, openReplays } from './replays.ts'
import { deliveryOf, nothingSent, readBody, type Sent, webhookRequest } from './requests.ts'
import { type Found, findRoute } from './routes.ts'

/** A Pulse deployment may name 6,000 commits of 40 characters; 5 MB is ten times that. */
const bodyBytesMax = 5 * 1024 * 1024
/** Of whoever has no key: enough to tell what it was by its hash. */
const strangersBytesMax = 256 * 1024
/** Of whoever may yet turn out to have signed it: the largest that clients are known to send has 260 kB. */
const signedBytesMax = 1024 * 1024

/** A request and what was found out about it before its body was read. */
interface Asked extends WebhookRequest {
  found: Found
  /** Null where no key is asked. */
  admission: Admitted | Unproven | Turned | null
}

type Why = Omit<Refused, 'fields'> & Partial<Pick<Refused, 'fields'>>

declare module 'fastify' {
  interface FastifyRequest {
    asked: Asked
  }
}

export interface HttpOptions {
  db: ReadDb
  intake: Intake
  clock: () => number
  log: Log
  admission: Admission
  refusals: Refusals
  /** Whether a request may call us by this name. */
  isOurs(name: string): boolean
}

export async function openHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { db, intake, clock, log, admission, refusals, isOurs } = options
  const receive = openReceiver(options)
  const once = openReplays(clock)

  /** What can be told before the body is read, or why there is no use in reading it. */
  function look(request: FastifyRequest): Why | null {
    const asked = webhookRequest(request)
    const found = findRoute(asked)
    request.asked = { ...asked, found, admission: null }
    const mayBeLinked = 'page' in found && found.page.source === null && found.page.type === 'text/html'
    const refused = checkRequest(request.raw, null, isOurs, mayBeLinked)
    // Whose a compressed body is may be told; of what is not for us at all nothing is looked at.
    if (found.source !== null && (refused === null || refused.status === 415))
      request.asked.admission = admission.admit(found.source, asked, peerOf(request))
    return refused === null ? null : { cause: causeOf[refused.status], message: refused.message }
  }

  const app = Fastify({
    ...plain,
    logger: false,
    routerOptions: { maxParamLength: 255, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    // An address that cannot be decoded passes no hook.
    frameworkErrors: (_error, request, reply) =>
      void refuse(request, reply, look(request) ?? { cause: 'invalid', message: notAnAddress }),
  })
  app.decorateRequest('asked')
  app.removeAllContentTypeParsers()
  // Clients send JSON under any Content-Type (curl -d sends a form's), and none at all: the bytes are what counts.
  app.addContentTypeParser('*', ({ asked }: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, mostOf(asked.admission)),
  )
  app.addHook('onRequest', async (request, reply) => {
    const refused = look(request)
    if (refused !== null) return refuse(request, reply, refused)
    // A Content-Type that names no type ("json") is as good as none.
    if (request.mediaType === undefined) delete request.headers['content-type']
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if ((error.statusCode ?? 500) < 500) return refuse(request, reply, { cause: 'invalid', message: error.message })
    log.error('listener', { error: error.stack ?? error.message })
    return refuse(request, reply, {
      cause: 'unavailable',
      message: 'Shiplog could not answer this now; send it again.',
    })
  })
  // Dialects nest their addresses below prefixes of the client's choosing, which no router's tree can say: they match.
  app.all('/*', handle)
  // For methods nobody heard of.
  app.setNotFoundHandler(handle)
  await app.ready()
  return app

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { found } = request.asked
    if ('refused' in found) {
      if (found.refused.allow !== undefined) reply.header('allow', found.refused.allow)
      return refuse(request, reply, found.refused)
    }
    const { body, tooLong } = sentIn(request)
    if (tooLong !== null && !isTurned(request.asked.admission)) {
      const message = `The body is larger than ${mostOf(request.asked.admission) / 2 ** 20} MB, the most that is accepted.`
      return refuse(request, reply, { cause: 'too large', message })
    }
    const admitted = prove(request, body)
    if (isTurned(admitted)) return refuse(request, reply, admitted)
    if ('page' in found) return answerPage(found.page, request, reply, body, admitted)
    const { source } = found
    const delivery = deliveryOf(source, request.asked, body, clock())
    const known = must(admitted, 'because every dialect asks for a key')
    const { signedId, keyId } = known
    const take = () => receive(source, delivery, known)
    const answer = await (signedId === undefined
      ? take()
      : once(`${keyId} ${signedId}`, digestOf(request.asked, body), take))
    if (answer === null) return refuse(request, reply, { cause: 'conflict', message: usedBefore })
    return 'cause' in answer ? refuse(request, reply, answer) : send(reply, answer)
  }

  /** Who it is, where that shows by its body. */
  function prove(request: FastifyRequest, body: Uint8Array): Admitted | Turned | null {
    const { found, admission: before } = request.asked
    if (before === null || !('signature' in before)) return before
    const source = must(found.source, 'because only a dialect asks for a key')
    const peer = request.socket.remoteAddress ?? ''
    const proven = admission.prove(source, before.signature, body, peer)
    // It says nothing of the address, so it could be moved to one that does something else.
    const isManaging = 'page' in found && found.page.method !== 'GET' && !('cause' in proven)
    request.asked.admission = isManaging ? { cause: 'out of scope', message: reportsOnly, keyId: proven.keyId } : proven
    return request.asked.admission
  }

  async function answerPage(
    page: Page,
    request: FastifyRequest,
    reply: FastifyReply,
    body: Uint8Array,
    admitted: Admitted | null,
  ): Promise<FastifyReply> {
    const origin = `${isHttps(request.raw) ? 'https' : 'http'}://${request.headers.host}`
    const context = { db, clock, manageWebhook: intake.manageWebhook }
    try {
      const asked = { ...request.asked, body, origin, systems: admitted?.systems ?? null }
      const answer = await page.answer(asked, context)
      return send(page.type === undefined ? reply : reply.type(`${page.type}; charset=utf-8`), answer)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // A question that cannot be answered is no refused delivery.
      return send(reply, inItsWords(request, asRefused(error)))
    }
  }

  /** Says no, and keeps in the journal that it was said. */
  async function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    { cause, message, fields = [] }: Why,
  ): Promise<FastifyReply> {
    const { found, admission: admitted } = request.asked
    const refused = { cause, message, fields }
    const answer = inItsWords(request, refused)
    if (cause === 'too many' || cause === 'unavailable') reply.header('retry-after', '1')
    const { body, tooLong } = sentIn(request)
    if (tooLong !== null) reply.header('connection', 'close')
    if (found.source !== null) {
      const announced = Number(request.headers['content-length'] ?? 0)
      await refusals.note({
        delivery: deliveryOf(found.source, request.asked, body, clock()),
        keyId: admitted?.keyId ?? null,
        status: answer.status,
        translation: refused,
        stranger: !isAdmitted(admitted) && (admitted?.keyId ?? null) === null,
        ...(request.body === undefined || tooLong !== null ? { bytes: tooLong ?? announced } : {}),
      })
    }
    return send(reply, answer)
  }

  function inItsWords({ asked }: FastifyRequest, { cause, message, fields }: Refused): WebhookReply {
    const { source } = asked.found
    if (source === null) return { status: causes[cause], body: { message } }
    const delivery = deliveryOf(source, asked, nothingSent.body, clock())
    return source.reply({ state: 'rejected', cause, message, fields }, delivery)
  }
}

const notAnAddress = 'The address cannot be decoded; a % that stands for itself is written %25.'
const causeOf: Record<403 | 415 | 421, Cause> = { 403: 'out of scope', 415: 'unsupported', 421: 'wrong host' }

const usedBefore =
  'This webhook-id was used for another request; each has one of its own, and keeps it when sent again.'
const reportsOnly =
  'A signature covers the body and not the address, so it lets nobody manage webhooks; use a key that is sent.'

type Standing = Asked['admission']

function isTurned(admission: Standing): admission is Turned {
  return admission !== null && 'cause' in admission
}

function isAdmitted(admission: Standing): admission is Admitted {
  return admission !== null && !isTurned(admission) && !('signature' in admission)
}

function mostOf(admission: Standing): number {
  if (admission !== null && 'signature' in admission) return signedBytesMax
  return isAdmitted(admission) ? bodyBytesMax : strangersBytesMax
}

/** Whoever calls another port than ours came through something that passes requests on. */
function peerOf({ raw, socket, headers }: FastifyRequest): Peer {
  const called = hostIn(headers.host, usualPort(raw))?.port
  return { address: socket.remoteAddress ?? '', isDirect: called === socket.localPort }
}

/** Without a body nothing was read. */
function sentIn(request: FastifyRequest): Sent {
  return (request.body as Sent | undefined) ?? nothingSent
}

function send(reply: FastifyReply, { status, body }: WebhookReply): FastifyReply {
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  return reply.code(status).send(body)
}
