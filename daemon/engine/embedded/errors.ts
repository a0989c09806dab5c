/**
 * A command that can't go on: one sentence for stderr and the exit status that the official CLI has for it. Thrown inside
 * the engine, turned into a value at its one boundary, the command's own process (main.ts).
 */
export class CommandError extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode: number = exitCodes.failure) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

/** Exit statuses of the official CLI (sdk/go/common/util/cmdutil/exit_codes.go). */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  resource: 4,
  stackNotFound: 6,
  noChanges: 7,
  cancelled: 8,
  timeout: 9,
  internal: 255,
} as const

/** Something that this engine doesn't do, named by what was met, with how to get the official CLI. */
export class OutsideScope extends CommandError {
  readonly #met: string
  constructor(met: string, done = 'nothing was changed') {
    super(
      `${met} is outside what the embedded engine does; ${done}. ` +
        'Install the official Pulumi CLI (https://www.pulumi.com/docs/install/) and run the same command with it: it opens the same state',
    )
    this.#met = met
  }

  /** The same, met when other resources were made already. */
  afterChanges(): OutsideScope {
    return new OutsideScope(this.#met, 'what this run did before it came to it is in the state')
  }
}

export const outsideScope = (met: string): OutsideScope => new OutsideScope(met)

/** A mistake of this engine's own, in words for whoever meets it and for whoever mends it. */
export const internalError = (error: unknown): string =>
  `an internal error in the embedded engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
