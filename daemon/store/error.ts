import { CountersignError } from '../../shared/errors.ts'

/** Why the store refused, as a word that a program can test. */
export type StoreErrorCode =
  | 'store-locked'
  | 'store-foreign'
  | 'store-corrupt'
  | 'store-newer'
  | 'store-missing'
  | 'store-exists'
  | 'store-key'
  | 'store-tampered'
  | 'store-read-only'
  | 'store-permissions'
  | 'store-full'
  | 'store-io'
  | 'store-sink'
  | 'store-unsure'
  | 'store-closed'
  | 'store-constraint'
  | 'store-statement'

/** A refusal of the store. Its sentences never hold a bound value: parameters may be secrets. */
export class StoreError extends CountersignError {
  declare readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, hint: string, cause?: unknown) {
    super(code, message, hint, cause === undefined ? undefined : { cause })
  }
}

/** True for an error of the operating system, with its `code` ('ENOSPC', 'EACCES', …). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
