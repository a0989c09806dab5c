import type { Urn } from '../snapshot/urn.ts'
import type { EngineEvent, Severity } from './event.ts'

export interface Message {
  readonly severity: Severity
  readonly text: string
  readonly urn?: Urn
}

/** Everything that a run has to say in words: to the events at once, and to the terminal at the end. */
export class Diagnostics {
  readonly #emit: (event: EngineEvent) => void
  readonly #messages: Message[] = []

  constructor(emit: (event: EngineEvent) => void) {
    this.#emit = emit
  }

  /** What was said, without what is only of use for debugging. */
  get messages(): readonly Message[] {
    return this.#messages
  }

  error(text: string, urn?: Urn): void {
    this.say('error', text, urn)
  }

  warning(text: string, urn?: Urn): void {
    this.say('warning', text, urn)
  }

  say(severity: Severity, text: string, urn?: Urn): void {
    const prefix = severity === 'info' || severity === 'info#err' ? undefined : `${severity}: `
    // A line break follows whatever was said, one that ends in a line break, too.
    this.#emit({ diagnosticEvent: { ...(urn && { urn }), ...(prefix && { prefix }), message: `${text}\n`, color: 'never', severity } })
    if (severity !== 'debug') this.#messages.push({ severity, text, ...(urn && { urn }) })
  }
}
