/**
 * The signed client of the daemon, the same for the extension and the command line. It brings no transport: `fetch` is a parameter, so
 * each side keeps its one place that opens connections.
 */
import type { z } from 'zod'
import { bytesOf, randomText } from './base64.ts'
import { toBytes } from './canonical.ts'
import { CountersignError, errorFromWire } from './errors.ts'
import { readFrames, streamFrames } from './events.ts'
import { brokenOff, parseAnswer, readAnswer, requestTo, send, unverified, type Fetch, type RawAnswer } from './exchange.ts'
import { chunksOf, limited, type Limit } from './limit.ts'
import { helloAnswerSchema, type DeviceId, type Hello, type PublicKey } from './pairing.ts'
import {
  contentDigest, importPublicKey, protocol, signRequest, verifyAnswer, type AnsweredRequest, type SignatureFields, type SignedRequest,
} from './signature.ts'
import { Event, routes, type AnswerOf, type Path, type RequestOf } from './wire.ts'

/** Milliseconds that an answer may take; a simulation of a large stack is the slowest of them. */
const answerTimeout = 180_000
const helloTimeout = 5_000

export type ClientOptions = {
  /** Where the paired daemon listens: 127.0.0.1 and the port. */
  readonly authority: string
  readonly fetch: Fetch
  /** The device's private key; it need not be extractable. */
  readonly deviceKey: CryptoKey
  readonly deviceId: DeviceId
  /** The daemon's key as it was authenticated when pairing. */
  readonly daemonPublicKey: PublicKey
  /** Milliseconds since 1970; a parameter only so that tests can move it. */
  readonly now?: () => number
}

/** Takes each verified event, and the cursor to go on from after a break. Texts in it may still be somebody else's: show them visibly. */
export type EventListener = (event: Event, cursor: number) => void | Promise<void>

export type Client = {
  /** Asks who answers at the port; throws unless it is the paired daemon, of this protocol, at this address. */
  hello(signal?: AbortSignal): Promise<Hello>
  /** A signed request. Returns the verified answer; throws the daemon's own refusal as a CountersignError. */
  post<P extends Path>(path: P, body: RequestOf<P>, signal?: AbortSignal): Promise<AnswerOf<P>>
  /**
   * Follows the events after `cursor` until the daemon ends the stream (returns its reason) or `signal` aborts. Throws when the stream
   * was tampered with, cut, or fell silent: then call it again with the last cursor seen.
   */
  events(after: number, onEvent: EventListener, signal: AbortSignal): Promise<string>
}

type Verified = { readonly status: number; readonly value: unknown }

/** Verifies an answer against the request that it must belong to; throws `daemon-unverified`. */
async function verifiedAnswer(
  key: CryptoKey, raw: RawAnswer, request: AnsweredRequest, authority: string,
): Promise<Verified> {
  const digest = contentDigest(raw.body)
  const parameters = await verifyAnswer(key, raw.status, digest, request, raw.fields)
  if (parameters === null || raw.claimedDigest !== digest) throw unverified(raw, authority)
  return { status: raw.status, value: parseAnswer(raw.body) }
}

function valueOrRefusal({ status, value }: Verified): unknown {
  if (status === 200) return value
  throw errorFromWire(value) ?? new CountersignError('answer-malformed', 'The daemon refused in a form that this version does not know.')
}

function parsed<Answer>(schema: z.ZodType<Answer>, value: unknown): Answer {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  throw new CountersignError(
    'answer-malformed',
    `The daemon's answer is not of the form that this version knows (at "${path}"), so it is not shown.`,
    'Update the side that is older.',
  )
}

/** The signed conversation of one paired device with its daemon. */
export function createClient(options: ClientOptions): Client {
  const { authority, fetch, deviceKey, deviceId } = options
  const now = options.now ?? Date.now
  let imported: Promise<CryptoKey> | undefined
  const daemonKey = () => (imported ??= importPublicKey(bytesOf(options.daemonPublicKey)))

  async function hello(outer?: AbortSignal): Promise<Hello> {
    const limit = limited(helloTimeout, outer)
    try {
      return await helloOnce(limit.signal)
    } catch (error) {
      // A connection that was kept open dies with its daemon, and fetch doesn't try another for a POST: this one may be sent twice.
      if (error instanceof CountersignError && error.code === 'daemon-unreachable') return await helloOnce(limit.signal)
      throw error
    } finally {
      limit.release()
    }
  }

  async function helloOnce(signal: AbortSignal): Promise<Hello> {
    const nonce = randomText(16)
    const body = toBytes(JSON.stringify({ nonce }))
    const request = requestTo(authority, '/v1/hello', body)
    const raw = await readAnswer(await send(fetch, request, body, null, 'application/json', signal), authority, signal)
    const value = valueOrRefusal(await verifiedAnswer(await daemonKey(), raw, request, authority))
    const answer = parsed(helloAnswerSchema, value)
    // The address is part of what was signed: a daemon that runs elsewhere can't be made to vouch for this port.
    const genuine = answer.nonce === nonce && answer.authority === authority && answer.daemonPublicKey === options.daemonPublicKey
    if (!genuine) throw unverified(raw, authority)
    if (answer.protocol !== protocol) {
      throw new CountersignError(
        'version-mismatch',
        `The daemon speaks ${answer.protocol} and this side ${protocol}, so nothing was sent.`,
        'Update the side that is older.',
      )
    }
    return answer
  }

  /** A signed request, prepared only after whoever has the port now has proved to be the daemon: until then the body stays here. */
  async function begin(path: string, value: unknown, accept: string, signal: AbortSignal) {
    const { epoch } = await hello(signal)
    const body = toBytes(JSON.stringify(value))
    const request: SignedRequest = requestTo(authority, path, body)
    const parameters = { created: Math.floor(now() / 1000), nonce: randomText(16), keyId: deviceId, epoch }
    const fields: SignatureFields = await signRequest(deviceKey, request, parameters)
    const response = await send(fetch, request, body, fields, accept, signal).catch((error: unknown) => {
      // It answered a moment ago, so it may have taken this request in and then died: what became of it is not known.
      throw error instanceof CountersignError ? brokenOff(authority, error) : error
    })
    return { response, signature: fields.signature }
  }

  async function post<P extends Path>(path: P, value: RequestOf<P>, signal?: AbortSignal): Promise<AnswerOf<P>> {
    try {
      return await attempt(path, value, signal)
    } catch (error) {
      // The daemon started anew between its hello and this request, and says, signed, that it did nothing: safe to send once more.
      if (error instanceof CountersignError && error.code === 'epoch-wrong') return attempt(path, value, signal)
      throw error
    }
  }

  async function attempt<P extends Path>(path: P, value: RequestOf<P>, signal?: AbortSignal): Promise<AnswerOf<P>> {
    const limit = limited(answerTimeout, signal)
    try {
      const { response, signature } = await begin(path, value, 'application/json', limit.signal)
      const raw = await readAnswer(response, authority, limit.signal)
      const answer = valueOrRefusal(await verifiedAnswer(await daemonKey(), raw, { signature }, authority))
      return parsed(routes[path].answer as z.ZodType as z.ZodType<AnswerOf<P>>, answer)
    } finally {
      limit.release()
    }
  }

  async function events(after: number, onEvent: EventListener, signal: AbortSignal): Promise<string> {
    const limit = limited(null, signal)
    const silence = startSilenceTimer(limit)
    try {
      const { response, signature } = await begin('/v1/events', { after }, 'text/event-stream', limit.signal)
      if (response.status !== 200 || response.body === null) {
        const raw = await readAnswer(response, authority, limit.signal)
        valueOrRefusal(await verifiedAnswer(await daemonKey(), raw, { signature }, authority))
        throw unverified(raw, authority) // a 200 with no stream in it
      }
      for await (const frame of readFrames(await daemonKey(), unbroken(chunksOf(response.body, limit.signal)), signature)) {
        const body = parseAnswer(toBytes(frame.json))
        if (frame.type === streamFrames.open) silence.interval = (body as { heartbeat: number }).heartbeat
        silence.reset()
        if (frame.type === streamFrames.end) return String((body as { reason: unknown }).reason)
        if (frame.type === streamFrames.open || frame.type === streamFrames.heartbeat) continue
        await onEvent(parsed(Event, body), frame.cursor)
      }
    } catch (cause) {
      limit.signal.throwIfAborted()
      throw cause
    } finally {
      silence.stop()
      limit.release()
    }
    throw new TypeError('events: readFrames returned without an end')
  }

  return { hello, post, events }
}

/** A connection that breaks is a stream that was cut. What the listener throws is its own, and passes by here. */
async function* unbroken(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (cause) {
    throw new CountersignError('stream-truncated', "The daemon's stream of events broke off.", 'It is opened again from the last event.', { cause })
  }
}

/** Aborts when no frame verified for three heartbeats: a stream that somebody holds open and feeds nothing looks like calm. */
function startSilenceTimer(limit: Limit) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const state = {
    /** Seconds between heartbeats, as the daemon's first frame says. */
    interval: 15,
    reset() {
      clearTimeout(timer)
      const seconds = state.interval * 3
      timer = setTimeout(() => {
        limit.abort(
          new CountersignError('stream-stalled', `The daemon sent nothing for ${seconds} seconds.`, 'The stream is opened again from the last event.'),
        )
      }, seconds * 1000)
    },
    stop() {
      clearTimeout(timer)
    },
  }
  state.reset()
  return state
}
