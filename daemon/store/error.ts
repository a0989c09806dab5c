/** Why the store refused, as a word that a program can test. */
export type StoreErrorCode =
  | 'store-locked'
  | 'store-foreign'
  | 'store-corrupt'
  | 'store-newer'
  | 'store-missing'
  | 'store-key'
  | 'store-read-only'
  | 'store-permissions'
  | 'store-full'
  | 'store-io'
  | 'store-unsure'
  | 'store-closed'
  | 'store-constraint'
  | 'store-statement'

/**
 * A refusal of the store. `message` is one sentence for a person: what happened and what was not changed; `hint` is the next thing to do.
 * Neither ever holds a bound value: parameters may be secrets.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly hint: string

  constructor(code: StoreErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }
}

/** True for an error of the operating system, with its `code` ('ENOSPC', 'EACCES', …). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
