import { Hono } from 'hono'
import { z } from 'zod'
import { CountersignError } from '../../shared/errors.ts'
import { routes, type Path } from '../../shared/wire.ts'
import type { Actor, Events } from '../contracts.ts'
import { via, type Device, type Devices, type Pairing } from '../pairing/index.ts'
import type { Freshness } from './freshness.ts'
import { handshake, validated } from './handshake.ts'
import { isRoute, type Handlers } from './routes.ts'
import { answer, answerRefusal, guarded, type Environment, type SigningOptions } from './signed.ts'
import { createStreams, type Streams } from './sse.ts'
import type { TransportKey } from './transport-key.ts'

export { createFreshness, systemClock, type Clock, type Freshness } from './freshness.ts'
export { listen, type Listener } from './listen.ts'
export { createHandlers, type Handlers, type Rooms } from './routes.ts'
export { loadTransportKey, type TransportKey } from './transport-key.ts'

export interface HttpOptions {
  /** 127.0.0.1 and the port, as it is bound: the only Host that is answered, and part of every signature. */
  readonly authority: () => string
  readonly version: string
  readonly transportKey: TransportKey
  readonly freshness: Freshness
  readonly devices: Devices
  readonly pairing: Pairing
  readonly events: Events
  readonly handlers: Handlers
  /** Takes what no room foresaw, for the daemon's own log; the other side is told only that it happened. */
  readonly unexpected: (error: unknown) => void
  /** Seconds between heartbeats; another value only in tests. */
  readonly heartbeat?: number
}

export interface Http { readonly app: Hono<Environment>, readonly streams: Streams }

const eventsRequest = z.strictObject({ after: z.number().int().nonnegative() })

/** Who asks, as the valid signature proved. */
function actorOf(device: Device): Actor {
  return { person: device.person, device: device.id, deviceName: device.name, via: via(device) }
}

/** The daemon's HTTP surface: the guard, the signatures, the routes. It opens no socket: see `listen`. */
export function createHttp(options: HttpOptions): Http {
  const signing: SigningOptions = options
  const streams = createStreams({
    events: options.events, devices: options.devices, key: options.transportKey.privateKey,
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  })
  const unsigned = handshake(signing, options.pairing, options.version)
  const app = new Hono<Environment>()

  app.onError((error, context) => answerRefusal(context, signing, error))
  app.use('*', guarded(signing))
  app.post('/v1/hello', (context) => answer(context, signing, 200, unsigned['/v1/hello'](context.get('body')), context.get('answered')))
  app.post('/v1/pair/start', (context) => {
    const started = unsigned['/v1/pair/start'](context.get('body'), context.get('origin'))
    return answer(context, signing, 200, started, context.get('answered'))
  })
  app.post('/v1/pair/finish', (context) => answer(context, signing, 200, unsigned['/v1/pair/finish'](context.get('body')), context.get('answered')))

  app.post('/v1/events', (context) => {
    const { after } = validated(eventsRequest, context.get('body'))
    const stream = streams.open(context.get('device').id, after, context.get('signature'), () => context.env.outgoing?.destroy())
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })
  })

  app.post('*', async (context) => {
    const { path } = context.get('request')
    if (!isRoute(path)) throw new CountersignError('not-found', 'There is no such address here. Nothing was done.', 'See shared/README.md.')
    const value = await call(options.handlers, path, context.get('body'), actorOf(context.get('device')))
    return answer(context, signing, 200, value, context.get('answered'))
  })
  return { app, streams }
}

/** The one place where a route's request is validated and its handler called; the types of the pair belong together, by `Handlers`. */
function call<P extends Path>(handlers: Handlers, path: P, body: unknown, actor: Actor) {
  const request = validated(routes[path].request as z.ZodType as z.ZodType<z.output<(typeof routes)[P]['request']>>, body)
  return handlers[path](request, actor)
}
