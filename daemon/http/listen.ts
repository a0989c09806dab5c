import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { CountersignError } from '../../shared/errors.ts'
import type { Http } from './index.ts'
import { refused } from './refusal.ts'

/** A port that is taken, before the daemon does anything else, and the server behind it. */
export interface Listener {
  /** The exact authority to answer to: 127.0.0.1 and the port. */
  readonly authority: string
  /** Begins to answer; requests that came earlier have waited. */
  serve(http: Http): void
  /** Ends the streams, refuses new connections, lets answers under way finish for a moment, and closes. */
  close(): Promise<void>
}

/** Milliseconds: for the head of a request, for all of it, and for a connection that waits for its next one. */
const timeouts = { head: 5_000, request: 20_000, idle: 30_000, closing: 2_000 }
/** Connections at once. A browser opens 6 to a host; the streams have a limit of their own. */
const connectionLimit = 256
const headLimit = 16 * 1024 // bytes

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/**
 * Requests on one connection, one after the other. Node hands on a request that was sent in advance before the one in front of it is
 * answered; where that one is refused and the connection ends, what came behind it may be anything and is not looked at.
 */
function inTurn() {
  const answered = new WeakMap<Socket, Promise<void>>()
  const underWay = new WeakSet<Socket>()
  return {
    async handle(request: IncomingMessage, response: ServerResponse, handler: () => unknown): Promise<void> {
      const { socket } = request
      const before = answered.get(socket)
      answered.set(socket, new Promise((resolve) => response.once('close', () => resolve())))
      await before
      if (!socket.writable) {
        response.destroy()
        return
      }
      underWay.add(socket)
      response.once('close', () => underWay.delete(socket))
      await handler()
    },
    underWay: (socket: Socket) => underWay.has(socket),
  }
}

/**
 * Binds 127.0.0.1, never another address. Port 0 takes any free one.
 * Throws `port-in-use` and `port-refused` with what to do.
 */
export async function listen(port: number): Promise<Listener> {
  let serveWith: (listener: Handler) => void = () => {}
  const ready = new Promise<Handler>((resolve) => (serveWith = resolve))
  const oneAtATime = inTurn()
  const server = createServer(
    {
      headersTimeout: timeouts.head, requestTimeout: timeouts.request, keepAliveTimeout: timeouts.idle, connectionsCheckingInterval: 1_000,
      maxHeaderSize: headLimit, requireHostHeader: false, insecureHTTPParser: false,
    },
    async (request, response) => {
      const listener = await ready
      await oneAtATime.handle(request, response, () => listener(request, response))
    },
  )
  server.maxConnections = connectionLimit
  server.on('clientError', (error, socket: Socket) => {
    // An answer now would be taken for the one to the request under way, of which it says nothing.
    if (oneAtATime.underWay(socket)) socket.destroy()
    else refuseUnparsed(error, socket)
  })
  // Upgrade and CONNECT have no place here; without a listener Node would leave the first to a handler that knows nothing of it.
  server.on('connect', (_, socket) => socket.destroy())
  await bound(server, port)
  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
  let served: Http | undefined
  return {
    authority,
    serve(http) {
      served = http
      serveWith(getRequestListener(http.app.fetch, { overrideGlobalObjects: false, errorHandler: refuseUnreadable }))
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await served?.streams.close()
      server.closeIdleConnections()
      const patience = new Promise((resolve) => setTimeout(resolve, timeouts.closing).unref())
      await Promise.race([closed, patience])
      server.closeAllConnections()
      await closed
    },
  }
}

async function bound(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
    })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE') {
      throw new CountersignError(
        'port-in-use', `Port ${port} is in use by another program, so the daemon was not started.`, 'End that program, or start with --port.', { cause },
      )
    }
    throw new CountersignError('port-refused', `The system refused port ${port}, so the daemon was not started.`, 'Start with --port and one above 1023.', { cause })
  }
}

/** What is no HTTP, or two readings of it (both lengths, bad chunks, stray characters): one sentence, and the connection ends. */
function refuseUnparsed(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const refusal = new CountersignError('malformed-request', 'The request could not be read as HTTP/1.1. Nothing was done.', 'Send it again, whole.')
  const body = JSON.stringify(refusal.toWire())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** What Node could parse but the adapter can't make a Request of: a host or an address that is no URL. */
function refuseUnreadable(): Response {
  const { status, wire } = refused(new CountersignError('host-refused', 'The request names no host of this daemon. Nothing was done.', 'Use 127.0.0.1 and its port.'))
  return Response.json(wire, { status, headers: { connection: 'close' } })
}
