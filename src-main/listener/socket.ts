// The socket of the listener: binds an address, holds slow and greedy clients to limits, and stops without breaking off
// what it is answering.
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket as NodeSocket } from 'node:net'
import { assert } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { isLoopback } from '../guard.ts'
import type { Place } from './reach.ts'
import type { Tls } from './tls.ts'

const portsTried = 20
const connectionsMax = 256
/** From one other computer, so that none takes all. */
const connectionsEach = 64
const patienceMs = 5_000

const limits = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8 * 1024,
}

export interface Socket extends Place {
  /** Speaks with another certificate from the next connection on. */
  renew(tls: Tls): void
  /** Takes no more connections from now on; resolves when the last one is answered, or lost patience with. */
  stop(): Promise<void>
}

/** Throws a Refusal where the address cannot be taken. */
export async function openSocket(place: Place, answer: RequestListener): Promise<Socket> {
  const { host, tls } = place
  for (let tried = 0; ; tried++) {
    const server =
      tls === null
        ? createServer(limits, answer)
        : createTlsServer({ ...limits, ...pemOf(tls), handshakeTimeout: 5_000, minVersion: 'TLSv1.2' }, answer)
    server.maxConnections = connectionsMax
    limitEach(server)
    if (tls !== null) answerPlain(server)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen({ host, port: place.port === 0 ? 0 : place.port + tried }, resolve)
      })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE' && !place.explicit && tried + 1 < portsTried) continue
      throw cannotListen(code, place, error)
    }
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : place.port
    const socket: Socket = {
      host,
      port,
      explicit: true,
      tls,
      renew: (next) => {
        assert('setSecureContext' in server, 'what had a certificate to take another')
        server.setSecureContext(pemOf(next))
        socket.tls = next
      },
      stop: () => stop(server),
    }
    return socket
  }
}

type Server = ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>

function pemOf({ cert, key }: Tls): { cert: Buffer; key: Buffer } {
  return { cert, key }
}

function limitEach(server: Server): void {
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const peer = socket.remoteAddress ?? ''
    if (isLoopback(peer)) return
    const others = open.get(peer) ?? 0
    if (others >= connectionsEach) return void socket.destroy()
    open.set(peer, others + 1)
    socket.once('close', () => {
      const left = (open.get(peer) ?? 1) - 1
      if (left === 0) open.delete(peer)
      else open.set(peer, left)
    })
  })
}

const useHttps = 'This port speaks HTTPS: begin the address with https:// instead of http://.\n'
const plainAnswer = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${useHttps.length}`,
  'Cache-Control: no-store',
  'Connection: close',
  '',
  useHttps,
].join('\r\n')

/**
 * Plain HTTP to the port of HTTPS gets a sentence, where nothing would read as a server that is broken. Written beneath
 * TLS at once, before Node ends the connection as it does without this: nothing is read for it, and nothing waits.
 */
function answerPlain(server: Server): void {
  const beneath = new Map<string, NodeSocket>()
  const nameOf = ({ remoteAddress, remotePort }: NodeSocket) => `${remoteAddress} ${remotePort}`
  server.on('connection', (socket) => {
    const name = nameOf(socket)
    beneath.set(name, socket)
    socket.once('close', () => beneath.delete(name))
  })
  server.prependListener('tlsClientError', (error: NodeJS.ErrnoException, socket: NodeSocket) => {
    if (error.code === 'ERR_SSL_HTTP_REQUEST') beneath.get(nameOf(socket))?.write(plainAnswer)
  })
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  // A connection that was busy when the socket closed is idle once it is answered.
  const idle = setInterval(() => server.closeIdleConnections(), 20)
  const late = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}

function cannotListen(code: string | undefined, { host, port }: Place, error: unknown): Refusal {
  const where = `${host}:${port}`
  if (code === 'EADDRINUSE')
    return new Refusal(
      'conflict',
      `${where} is taken by another program. Choose another port with --listen, or end that program.`,
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Refusal('invalid', `${host} is not an address of this computer.`)
  if (code === 'EACCES')
    return new Refusal(
      'forbidden',
      `Port ${port} may only be used by the system's administrator; choose one above 1023.`,
    )
  return new Refusal(
    'unavailable',
    `Shiplog cannot listen on ${where}: ${error instanceof Error ? error.message : String(error)}.`,
  )
}
