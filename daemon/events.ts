import type { Event } from '../shared/wire.ts'
import type { Events } from './contracts.ts'

/** Cursors are reserved on the disk this many at a time: one small write for a thousand events, none of them used twice. */
const RESERVED_AT_ONCE = 1000
/** Events kept for a client that was away. Each is the whole of its turn, plan or run, so that older ones of the same are dropped. */
const KEPT = 500

/** What the stream needs of the store: where the cursor must not go back behind. */
interface Database {
  run(sql: string, parameters?: readonly (string | number | bigint | Uint8Array | null)[]): void
  get<Row>(sql: string, parameters?: readonly (string | number | bigint | Uint8Array | null)[]): Row | undefined
}

type Listener = (cursor: number, event: Event) => void

/**
 * The stream that every paired client sees. It holds nothing that isn't in the store too: whoever was away too long, or over a restart,
 * is told `reset` and reads anew. Cursors count up over restarts; they have gaps, because of several events of one thing only the last
 * is kept.
 */
export function createEvents(database: Database): Events & { readonly listeners: number } {
  let reserved = database.get<{ reserved: number }>('SELECT reserved FROM event_cursor')?.reserved ?? 0
  let cursor = reserved
  /** The highest cursor of which the event may be gone. */
  let forgotten = cursor
  const kept = new Map<string, { cursor: number, event: Event }>()
  const listeners = new Set<Listener>()

  function keep(at: number, event: Event): void {
    // what is deleted here is replaced by its own later state: nobody misses it
    kept.delete(subjectOf(event))
    kept.set(subjectOf(event), { cursor: at, event })
    for (const [subject, oldest] of kept) {
      if (kept.size <= KEPT) break
      kept.delete(subject)
      forgotten = oldest.cursor
    }
  }

  return {
    publish(event) {
      cursor += 1
      if (cursor > reserved) {
        reserved = cursor + RESERVED_AT_ONCE
        database.run('UPDATE event_cursor SET reserved = ?', [reserved])
      }
      keep(cursor, event)
      // a listener that ends its subscription while it listens must not disturb the others
      for (const listener of [...listeners]) listener(cursor, event)
      return cursor
    },
    get cursor() { return cursor },
    get listeners() { return listeners.size },
    subscribe(after, listener) {
      if (after < forgotten || after > cursor) listener(cursor, { type: 'reset' })
      else for (const past of kept.values()) if (past.cursor > after) listener(past.cursor, past.event)
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}

function subjectOf(event: Event): string {
  switch (event.type) {
    case 'turn': return event.turn.id
    case 'plan': return event.plan.id
    case 'run': return event.run.id
    default: return event.type
  }
}
