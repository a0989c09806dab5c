/** Who is told while something runs. */
export interface Interruptible {
  /** What was begun is to be finished, and nothing more to begin. */
  interrupt(): void
  /** The same, because of an error that nobody caught: a mistake of the engine's own. */
  broke(error: unknown): void
}

/**
 * Hears what would end the process, from the lock of a stack to the last that is written about it. At the first interrupt what was begun is
 * finished; at the second the process ends at once and leaves its pending operations to tell. An error that nobody caught ends a run as an
 * interrupt does: a process that ended in the middle of a call would leave its lock behind, and nobody would know what became of the call.
 */
export class Interrupts {
  #current: Interruptible | undefined
  #heard = false
  /** The first error that nobody caught. */
  broken: unknown

  constructor() {
    process.on('SIGINT', this.#interrupted)
    process.on('SIGTERM', this.#interrupted)
    process.on('uncaughtException', this.#broke)
  }

  /** From now on this is told; at once where something was heard before. Nobody is told without one. */
  set current(next: Interruptible | undefined) {
    this.#current = next
    if (this.broken !== undefined) next?.broke(this.broken)
    else if (this.#heard) next?.interrupt()
  }

  close(): void {
    process.off('SIGINT', this.#interrupted)
    process.off('SIGTERM', this.#interrupted)
    process.off('uncaughtException', this.#broke)
  }

  readonly #interrupted = (): void => {
    if (this.#heard) process.exit(1)
    this.#heard = true
    this.#current?.interrupt()
  }

  readonly #broke = (error: unknown): void => {
    if (this.broken !== undefined) return
    this.broken = error ?? new Error('nothing was said')
    this.#current?.broke(this.broken)
  }
}
