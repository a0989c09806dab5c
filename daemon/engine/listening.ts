import { holdsSecret } from './checkpoint.ts'
import { blackened, readEvent } from './event.ts'
import type { EngineEvent } from './event.ts'
import { Redaction } from './redaction.ts'

export interface ListeningOptions {
  readonly redaction: Redaction
  /** For an operation that changes something: what to blacken after it, the secrets that it made up included. */
  readonly redactionAfter?: (() => Promise<Redaction>) | undefined
  /** Called for each event. What it throws is a refusal of what the engine does. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
  /** Called at the first refusal. */
  readonly refuse: (reason: unknown) => void
}

/**
 * Hears the events of one operation, and passes them on blackened. A password that a provider makes up in the operation itself is known to
 * nobody before the state can be read, and what is written down then is there for good. So what may repeat one is passed on when the
 * operation is over: what failures say, and everything that is said once something with a secret was made.
 */
export class Listening {
  #events: EngineEvent[] = []
  readonly #held: EngineEvent[] = []
  readonly #options: ListeningOptions
  #madeSecret = false
  /** How many events couldn't be read. */
  unread = 0
  /** The first refusal. */
  refused: unknown

  constructor(options: ListeningOptions) {
    this.#options = options
  }

  get events(): readonly EngineEvent[] { return this.#events }

  hear(raw: unknown): void {
    const event = this.#read(raw)
    if (event === undefined) return
    this.#events.push(event)
    if (this.#mayRepeatSecret(event)) this.#held.push(event)
    else this.#pass(event)
  }

  /** Passes on what was held. @returns what the rest of what the operation said is blackened with */
  async over(): Promise<Redaction> {
    const { redaction, redactionAfter } = this.#options
    if (redactionAfter === undefined) return redaction
    // Without them nobody can say what is one: then nothing of what was said is shown.
    const after = await redactionAfter().catch(() => Redaction.ofEverything())
    this.#events = this.#events.map(event => blackened(event, after))
    for (const event of this.#held.splice(0)) this.#pass(blackened(event, after))
    return after
  }

  #read(raw: unknown): EngineEvent | undefined {
    try {
      const event = readEvent(raw)
      return event && blackened(event, this.#options.redaction)
    } catch {
      this.unread += 1 // it has another shape: the operation is a failure by that
      return undefined
    }
  }

  #mayRepeatSecret(event: EngineEvent): boolean {
    if (this.#options.redactionAfter === undefined) return false
    if (event.kind === 'end' && event.step.op !== 'same') this.#madeSecret ||= holdsSecret(event.step.new?.outputs)
    return event.kind === 'fail' || (event.kind === 'diagnostic' && (event.severity === 'error' || this.#madeSecret))
  }

  #pass(event: EngineEvent): void {
    try {
      this.#options.onEvent?.(event)
    } catch (error) {
      this.refused ??= error
      this.#options.refuse(error)
    }
  }
}
