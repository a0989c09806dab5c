import { closeSync, openSync, writeSync } from 'node:fs'
import { channelOptions, type Grpc, type Sdk } from '../program/sdk.ts'
import type { EngineEvent } from './event.ts'

/** Where events go: the Automation API's server, a file, or stdout. */
export interface EventSink {
  /** Left out: it takes every event. */
  takes?(event: EngineEvent): boolean
  write(line: string): void
  /** Ends only when everything has arrived. */
  close(): Promise<void>
}

/** Numbers events and hands them to every sink. The first has number 0. */
export class EventStream {
  readonly #sinks: readonly EventSink[]
  #sequence = 0

  constructor(sinks: readonly EventSink[]) {
    this.#sinks = sinks
  }

  emit(event: EngineEvent): void {
    if (this.#sinks.length === 0) return
    const line = JSON.stringify({ sequence: this.#sequence++, timestamp: Math.floor(Date.now() / 1000), ...event })
    for (const sink of this.#sinks) if (sink.takes?.(event) ?? true) sink.write(line)
  }

  async close(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.close()))
  }
}

/**
 * `tcp://host:port` is a server of `pulumirpc.Events`; anything else is the path of a file. `lost` is called when that server is gone
 * before the end: whoever watched this run, and would have stopped it, is no more.
 */
export function eventSink(target: string, sdk: Sdk, lost: () => void): EventSink {
  if (!target.startsWith('tcp://')) return fileSink(target)
  const client = new sdk.eventsClient(target.slice('tcp://'.length), sdk.grpc.credentials.createInsecure(), channelOptions)
  const methods = client as unknown as { streamEvents(done: (error: Grpc.ServiceError | null) => void): Grpc.ClientWritableStream<unknown> }
  let stream: Grpc.ClientWritableStream<unknown> | undefined
  let ending = false
  // The server is taken down the moment this process ends, so the end waits for its answer.
  const answered = new Promise<void>((resolve) => {
    stream = methods.streamEvents(() => {
      client.close()
      if (!ending) lost()
      resolve()
    })
    stream.on('error', () => resolve())
  })
  return {
    write(line) {
      const request = new sdk.events.EventRequest()
      request.setEvent(line)
      stream?.write(request)
    },
    close() {
      ending = true
      stream?.end()
      return answered
    },
  }
}

function fileSink(path: string): EventSink {
  const file = openSync(path, 'w')
  return {
    write: (line) => void writeSync(file, `${line}\n`),
    close() {
      closeSync(file)
      return Promise.resolve()
    },
  }
}
