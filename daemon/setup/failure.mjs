// @ts-check
/** A failure that a person can act on: `message` says what happened and what was not done, `hint` what to type next. */
export class SetupFailure extends Error {
  /** @param {string} message @param {string} hint @param {string} [detail] output of the tool that failed */
  constructor(message, hint, detail = '') {
    super(message)
    this.hint = hint
    this.detail = detail
  }
}

/** Prints a failure as its sentences, never as a stack trace, and sets the exit status. @param {unknown} error */
export function reportFailure(error) {
  if (!(error instanceof SetupFailure)) throw error
  if (error.detail) process.stderr.write(`${error.detail.trimEnd()}\n\n`)
  process.stderr.write(`${error.message}\n${error.hint}\n`)
  process.exitCode = 1
}
