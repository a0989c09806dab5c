import { frameLimit, signFrame, streamFrames } from '../../shared/events.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { DeviceId } from '../../shared/pairing.ts'
import type { Event } from '../../shared/wire.ts'
import type { Events } from '../contracts.ts'
import type { Devices } from '../pairing/index.ts'

/** Seconds between heartbeats of a quiet stream. A client that hears nothing for three of them gives the stream up. */
const heartbeatInterval = 15
/** Streams at once, in all and for one device: a sidebar has one for each window, `run --follow` one more. */
const streamLimit = 128
const deviceLimit = 16
/** What may wait for a slow reader; beyond it the reader is told to read anew. */
const queueLimit = { events: 4096, characters: 16 * 1024 * 1024 }

export interface StreamsOptions {
  readonly events: Events
  readonly devices: Devices
  readonly key: CryptoKey
  /** Seconds; another value only in tests. */
  readonly heartbeat?: number
}

export interface Streams {
  /** A stream of signed frames for the request that bore `signature`. Throws `busy`. */
  open(device: DeviceId, after: number, signature: string): ReadableStream<Uint8Array>
  readonly count: number
  /** Ends every stream with a signed `end`; those that nobody reads are dropped. */
  close(): Promise<void>
}

interface Waiting { readonly cursor: number, readonly type: string, readonly json: string }

/** What is waiting for one reader. The reader takes one at a time; the daemon never waits for a reader. */
function createQueue() {
  let waiting: Waiting[] = []
  let characters = 0
  let wake: (() => void) | null = null
  return {
    get idle() {
      return wake !== null
    },
    push(event: Waiting): void {
      characters += event.json.length
      if (waiting.length >= queueLimit.events || characters > queueLimit.characters || event.json.length > frameLimit) {
        waiting = [{ cursor: event.cursor, type: 'reset', json: '{"type":"reset"}' }]
        characters = 0
      } else {
        waiting.push(event)
      }
      wake?.()
    },
    replace(event: Waiting): void {
      waiting = [event]
      characters = 0
      wake?.()
    },
    /** The next event; null when none came within `milliseconds`. */
    async take(milliseconds: number): Promise<Waiting | null> {
      if (waiting.length === 0) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, milliseconds)
        })
        clearTimeout(timer)
        wake = null
      }
      const next = waiting.shift() ?? null
      characters -= next?.json.length ?? 0
      return next
    },
  }
}

interface Reader { readonly device: DeviceId, end(reason: string): void, drop(): void, readonly done: Promise<void> }

/** The streams of all devices. */
export function createStreams(options: StreamsOptions): Streams {
  const { events, devices, key } = options
  const heartbeat = options.heartbeat ?? heartbeatInterval
  const readers = new Set<Reader>()

  devices.onRevoked((id) => {
    for (const reader of readers) if (reader.device === id) reader.end('revoked')
  })

  function makeRoom(device: DeviceId): void {
    const own = [...readers].filter((reader) => reader.device === device)
    if (own.length >= deviceLimit) own[0]?.end('replaced') // the oldest: most likely a window that is gone
    if (readers.size >= streamLimit) {
      throw new CountersignError('busy', 'Too many windows follow the daemon, so this one does not.', 'Close one that is not needed.')
    }
  }

  function open(device: DeviceId, after: number, signature: string): ReadableStream<Uint8Array> {
    makeRoom(device)
    const queue = createQueue()
    const encoder = new TextEncoder()
    let sequence = 0
    let cursor = after
    let lastTaken = performance.now()
    let unsubscribe = () => {}
    let watchdog: NodeJS.Timeout | undefined
    let settle = () => {}
    const done = new Promise<void>((resolve) => (settle = resolve))
    const finish = () => {
      readers.delete(reader)
      unsubscribe()
      clearInterval(watchdog)
      settle()
    }
    let fail = () => {}
    const reader: Reader = {
      device,
      done,
      end(reason) {
        unsubscribe() // nothing may follow the end
        queue.replace({ cursor, type: streamFrames.end, json: JSON.stringify({ reason }) })
      },
      drop() {
        fail()
        finish()
      },
    }

    return new ReadableStream<Uint8Array>({
      start(controller) {
        fail = () => controller.error(new Error('nobody reads this stream'))
        readers.add(reader)
        queue.push({ cursor: after, type: streamFrames.open, json: JSON.stringify({ after, heartbeat }) })
        unsubscribe = events.subscribe(after, (at: number, event: Event) => {
          queue.push({ cursor: at, type: event.type, json: JSON.stringify(event) })
        })
        watchdog = setInterval(() => {
          if (!queue.idle && performance.now() - lastTaken > heartbeat * 4000) reader.drop()
        }, heartbeat * 1000)
      },
      async pull(controller) {
        const next = (await queue.take(heartbeat * 1000)) ?? { cursor, type: streamFrames.heartbeat, json: '{}' }
        if (!readers.has(reader)) return // cancelled while it waited
        lastTaken = performance.now()
        cursor = next.cursor
        sequence += 1
        controller.enqueue(encoder.encode(await signFrame(key, { sequence, ...next }, signature)))
        if (next.type === streamFrames.end) {
          controller.close()
          finish()
        }
      },
      cancel: finish,
    })
  }

  return {
    open,
    get count() {
      return readers.size
    },
    async close() {
      const closing = [...readers]
      for (const reader of closing) reader.end('stopping')
      const patience = new Promise((resolve) => setTimeout(resolve, 1000).unref())
      await Promise.race([Promise.all(closing.map(({ done }) => done)), patience])
      for (const reader of [...readers]) reader.drop()
    },
  }
}
