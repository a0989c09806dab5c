/** Why the cloud did not do what it was asked, as it goes over the wire. */
export type RefusalCode =
  | 'unauthorized' | 'wrong-host' | 'forbidden' | 'not-found' | 'invalid' | 'too-large' | 'wrong-type'
  | 'exists' | 'in-use' | 'protected' | 'too-small' | 'full' | 'limit' | 'injected' | 'storage'

const statuses = {
  unauthorized: 401, 'wrong-host': 421, forbidden: 403, 'not-found': 404, invalid: 422, 'too-large': 413, 'wrong-type': 415,
  exists: 409, 'in-use': 409, protected: 409, 'too-small': 409, full: 409, limit: 409, injected: 503, storage: 503,
} as const satisfies Record<RefusalCode, number>

/** A refusal: nothing was changed, and `hint` is the next thing to do. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly hint: string
  constructor(code: RefusalCode, message: string, hint: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.hint = hint
  }

  get status() {
    return statuses[this.code]
  }

  /** The answer's body: `{error: {code, message, hint}}`. */
  body() {
    return { error: { code: this.code, message: this.message, hint: this.hint } }
  }
}
