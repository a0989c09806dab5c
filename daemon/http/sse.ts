import { signFrame, streamFrames } from '../../shared/events.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { DeviceId } from '../../shared/pairing.ts'
import type { Event } from '../../shared/wire.ts'
import type { Events } from '../contracts.ts'
import type { Devices } from '../pairing/index.ts'
import { createQueue } from './queue.ts'

/** Seconds between heartbeats of a quiet stream. A client that hears nothing for three of them gives the stream up. */
const heartbeatInterval = 15
/** Streams at once, in all and for one device: a sidebar has one for each window, `run --follow` one more. */
const streamLimit = 128
const deviceLimit = 16

export interface StreamsOptions {
  readonly events: Events
  readonly devices: Devices
  readonly key: CryptoKey
  /** Seconds; another value only in tests. */
  readonly heartbeat?: number
}

export interface Streams {
  /** A stream of signed frames for the request that bore `signature`; `abandon` ends its connection at once. Throws `busy`. */
  open(device: DeviceId, after: number, signature: string, abandon: () => void): ReadableStream<Uint8Array>
  readonly count: number
  /** Ends every stream with a signed `end`; those that nobody reads are dropped. */
  close(): Promise<void>
}

interface Reader { readonly device: DeviceId, end(reason: string): void, drop(): void, readonly done: Promise<void> }

/** The streams of all devices. */
export function createStreams(options: StreamsOptions): Streams {
  const { events, devices, key } = options
  const heartbeat = options.heartbeat ?? heartbeatInterval
  const readers = new Set<Reader>()
  /** The event that is being told, as text: one for all readers, so that what waits for a hundred slow ones is in memory once. */
  let told: { readonly event: Event, readonly json: string } | undefined
  const textOf = (event: Event): string => {
    if (told?.event !== event) told = { event, json: JSON.stringify(event) }
    return told.json
  }

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

  function open(device: DeviceId, after: number, signature: string, abandon: () => void): ReadableStream<Uint8Array> {
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
    const reader: Reader = {
      device,
      done,
      end(reason) {
        unsubscribe() // nothing may follow the end
        queue.replace({ cursor, type: streamFrames.end, json: JSON.stringify({ reason }) })
      },
      drop() {
        finish()
        abandon()
      },
    }

    return new ReadableStream<Uint8Array>({
      start() {
        readers.add(reader)
        queue.push({ cursor: after, type: streamFrames.open, json: JSON.stringify({ after, heartbeat }) })
        unsubscribe = events.subscribe(after, (at: number, event: Event) => {
          queue.push({ cursor: at, type: event.type, json: textOf(event) })
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
