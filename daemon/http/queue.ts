import { frameLimit } from '../../shared/events.ts'

/** What may wait for a slow reader; beyond it the reader is told to read anew, so that nobody's slowness fills the daemon's memory. */
const queueLimit = { events: 4096, characters: 16 * 1024 * 1024 }

/** An event that is to become a frame; `json` is the text of its body. */
export interface Waiting { readonly cursor: number, readonly type: string, readonly json: string }

/** What is waiting for one reader. The reader takes one at a time; the daemon never waits for a reader. */
export function createQueue() {
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
        this.replace({ cursor: event.cursor, type: 'reset', json: '{"type":"reset"}' })
      } else {
        waiting.push(event)
        wake?.()
      }
    },
    replace(event: Waiting): void {
      waiting = [event]
      characters = event.json.length
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

