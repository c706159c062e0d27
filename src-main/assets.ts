// Serves the built renderer and the contract over loopback, for the window and for browsers alike: static files, POST
// /api/<call>, pushes as server-sent events, uploads. Knows carriers, not what a call does.
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { CallOptions, HostPush } from '../src-shared/client.ts'
import type { ErrorCode, Reply } from '../src-shared/reply.ts'
import { Refusal } from '../src-shared/reply.ts'
import { addExports } from './assets/exports.ts'
import { checkRequest } from './guard.ts'
import { plain } from './plain-fastify.ts'
import { strangerPage } from './assets/pages.ts'
import { statusOf } from './assets/status.ts'
import { openSession } from './assets/session.ts'

export interface AssetsOptions {
  rendererDir: string
  dataDir: string
  /** 0 for any free one. */
  port: number
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Reply<unknown>>
  subscribe(listener: (push: HostPush) => void): () => void
}

export interface Assets {
  origin: string
  /** A link that lets one browser in, once. */
  mintLink(): string
  /** What the instance file holds, for the command line. */
  controlToken: string
  close(): Promise<void>
}

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
const uploadBytesMax = 4 * 1024 * 1024 * 1024
export async function openAssets(options: AssetsOptions): Promise<Assets> {
  const app = Fastify({
    ...plain,
    logger: false,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    // An address that cannot be decoded passes no hook.
    frameworkErrors: (error, _request, reply) => void failed(reply.headers(headers), 400, 'invalid', error.message),
  })
  const controlToken = randomBytes(32).toString('base64url')
  const port = () => {
    const address = app.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const origin = () => `http://127.0.0.1:${port()}`
  const session = openSession(controlToken, port)

  app.addHook('onSend', async (_request, reply) => void reply.headers(headers))
  app.addHook('onRequest', async (request, reply) => {
    const refused = checkRequest(request.raw, port())
    if (refused !== null) return failed(reply, refused.status, 'forbidden', refused.message)
    // For a browser that does not say Sec-Fetch-Site. The Host was checked above.
    const asking = request.headers.origin
    if (asking !== undefined && asking !== `http://${request.headers.host}`)
      return failed(reply, 403, 'forbidden', 'Requests from other web pages are not accepted.')
    const token =
      request.method === 'GET' && request.url.startsWith('/?token=') ? request.url.slice('/?token='.length) : null
    if (token !== null) {
      const cookie = session.exchange(token)
      // A second click on the same link in the same browser is no mistake.
      if (cookie !== null || session.admits(request.headers))
        return reply.headers(cookie === null ? {} : { 'set-cookie': cookie }).redirect('/', 303)
    }
    if (!session.admits(request.headers)) return stranger(request, reply)
    // A browser attaches cookies by itself; only our own page and our own program add this header.
    if (request.method !== 'GET' && request.headers['x-shiplog'] !== '1')
      return failed(reply, 403, 'forbidden', 'The header x-shiplog is missing.')
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    error instanceof Refusal
      ? failed(reply, statusOf[error.code], error.code, error.message)
      : failed(reply, error.statusCode ?? 500, (error.statusCode ?? 500) < 500 ? 'invalid' : 'internal', error.message),
  )
  app.setNotFoundHandler((_request, reply) => failed(reply, 404, 'not_found', 'There is nothing at this address.'))

  addCalls(app, options)
  addPushes(app, options)
  addUpload(app, options.dataDir)
  addExports(app, options)
  app.post('/session/link', async () => ({ ok: true, value: { url: session.mintLink(origin()) } }))
  await app.register(fastifyStatic, { root: options.rendererDir, cacheControl: false })

  try {
    await app.listen({ host: '127.0.0.1', port: options.port })
  } catch (error) {
    await app.close()
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Refusal(
        'conflict',
        `Port ${options.port} is taken by another program. Choose another with --port, or leave it out.`,
      )
    throw error
  }
  return {
    origin: origin(),
    controlToken,
    mintLink: () => session.mintLink(origin()),
    close: async () => {
      await app.close()
      await rm(path.join(options.dataDir, 'uploads'), { recursive: true, force: true })
      await rm(path.join(options.dataDir, 'exports'), { recursive: true, force: true })
    },
  }
}

function addCalls(app: FastifyInstance, { dispatch }: AssetsOptions): void {
  app.post('/api/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const answer = await dispatch(name, request.body ?? {}, optionsOf(request))
    return reply.code(answer.ok ? 200 : statusOf[answer.error.code]).send(answer)
  })
}

function optionsOf(request: FastifyRequest): CallOptions {
  const job = request.headers['x-shiplog-job']
  return {
    workspace: request.headers['x-shiplog-workspace'] === 'sample' ? 'sample' : 'own',
    ...(typeof job === 'string' && job !== '' ? { job: job.slice(0, 100) } : {}),
  }
}

function addPushes(app: FastifyInstance, { subscribe }: AssetsOptions): void {
  app.get('/api/pushes', (request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    raw.write(': listening\n\n')
    const unsubscribe = subscribe((push) => raw.write(`data: ${JSON.stringify(push)}\n\n`))
    // A comment now and then, so that a dead connection is noticed.
    const beat = setInterval(() => raw.write(': still here\n\n'), 15_000)
    request.raw.on('close', () => {
      clearInterval(beat)
      unsubscribe()
    })
  })
}

/** A file from a browser, which does not tell its path: kept in the data folder until Shiplog starts again. */
function addUpload(app: FastifyInstance, dataDir: string): void {
  const folder = path.join(dataDir, 'uploads')
  void rm(folder, { recursive: true, force: true })
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post('/upload', { bodyLimit: uploadBytesMax }, async (request) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = path.join(folder, randomBytes(12).toString('hex'))
      if (request.body === undefined || request.body === null) throw new Refusal('invalid', 'The file is empty.')
      await pipeline(request.body as NodeJS.ReadableStream, createWriteStream(file, { mode: 0o600 }))
      return { ok: true, value: { file } }
    })
  })
}

function stranger(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === 'GET' && !request.url.startsWith('/api/'))
    return reply.code(403).type('text/html; charset=utf-8').send(strangerPage)
  return failed(
    reply,
    403,
    'forbidden',
    'Not let in: open the link Shiplog printed, or run "shiplog open" for a new one.',
  )
}

function failed(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply.code(status).send({ ok: false, error: { code, message } })
}
