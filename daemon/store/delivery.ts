import { setTimeout as wait } from 'node:timers/promises'
import type { Audit } from './audit.ts'
import type { Database } from './database.ts'
import { deliver, type Sink } from './sink.ts'

/** How often it is looked whether there is something new, and the longest pause after a sink refused. Milliseconds. */
const INTERVAL = 1000
const LONGEST_PAUSE = 5 * 60_000
/** How long the end of the daemon waits for a batch that is on its way. */
const GRACE = 2000

/**
 * Sends the record to a sink for as long as the daemon runs. A sink that is away holds nothing up: it gets everything when it is back. Says
 * so once when it goes away, and once when it is back.
 * @returns what ends it
 */
export function keepDelivering(database: Database, audit: Audit, sink: Sink, say: (line: string) => void): { close(): Promise<void> } {
  const stop = new AbortController()
  const over = (async () => {
    let refused = 0
    let size = -1
    while (!stop.signal.aborted) {
      try {
        if (audit.size !== size) {
          const seen = audit.size
          await deliver(database, audit, sink)
          size = seen
          if (refused > 0) say(`The record is delivered to ${sink.name} again.`)
          refused = 0
        }
      } catch (error) {
        refused += 1
        if (refused === 1 && !stop.signal.aborted) say(`The record can't be delivered to ${sink.name} now (${error instanceof Error ? error.message : 'no reason'}); it is tried again.`)
      }
      const pause = refused === 0 ? INTERVAL : Math.min(LONGEST_PAUSE, INTERVAL * 2 ** refused)
      await wait(pause, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  })()
  return {
    close() {
      stop.abort()
      // a batch that isn't confirmed is sent again by the next daemon, so nobody has to wait for a sink that hangs
      return Promise.race([over, wait(GRACE, undefined, { ref: false })])
    },
  }
}
