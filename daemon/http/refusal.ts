import { excerpt } from '../../shared/excerpt.ts'
import { CountersignError, type ErrorWire } from '../../shared/errors.ts'

type Status = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 411 | 413 | 415 | 421 | 422 | 429 | 431

/** HTTP statuses of the codes that this room makes; every code of another room is 422: understood, and refused. */
const statuses: Readonly<Record<string, Status>> = {
  'host-refused': 421,
  'origin-refused': 403,
  'method-refused': 405,
  'type-refused': 415,
  'length-required': 411,
  'too-large': 413,
  'malformed-request': 400,
  'digest-mismatch': 400,
  'not-utf8': 400,
  'body-invalid': 400,
  'signature-missing': 401,
  'signature-malformed': 401,
  'signature-wrong': 401,
  'device-unknown': 401,
  'epoch-wrong': 401,
  'clock-skew': 401,
  replayed: 401,
  'device-revoked': 403,
  'origin-mismatch': 403,
  'pairing-closed': 403,
  'pairing-wrong-code': 403,
  'not-found': 404,
  busy: 429,
}

/** A refusal as it goes out. `unexpected` holds what to write into the daemon's own log, and never goes out. */
export interface Refused { readonly status: Status, readonly wire: ErrorWire, readonly unexpected?: unknown }

/** Any error that carries a code, a sentence and a hint is a refusal: each room has its own class for them. */
function isRefusal(error: unknown): error is Error & { code: string, hint: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z][a-z0-9-]{1,63}$/.test(error.code)
    && 'hint' in error && typeof error.hint === 'string' && error.message !== ''
}

/**
 * What an error means to the other side. One that no room foresaw is a defect of this program, whose text may hold anything, so it stays
 * here; the answer says what can be said for certain.
 */
export function refused(error: unknown): Refused {
  if (isRefusal(error)) {
    const known = new CountersignError(error.code, excerpt(error.message, 2000), excerpt(error.hint, 2000))
    return { status: statuses[error.code] ?? 422, wire: known.toWire() }
  }
  const unforeseen = new CountersignError(
    'unexpected',
    'Something that was not foreseen stopped this request; whether it changed anything is not certain.',
    'Look at the plan or the run again, and at the terminal of the daemon, before repeating it.',
  )
  return { status: 422, wire: unforeseen.toWire(), unexpected: error }
}
