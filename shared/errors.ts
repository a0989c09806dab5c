import { z } from 'zod'

/** The form in which every refusal crosses the wire: one sentence of what happened, one of what to do. */
export const errorWire = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
    message: z.string().min(1).max(2000),
    hint: z.string().max(2000),
  }),
})
export type ErrorWire = z.infer<typeof errorWire>

/**
 * A refusal with a code, at every boundary. `code` is stable and for programs; `message` says what happened and what was not changed;
 * `hint` is the next thing to do or type. All three are shown to people, so no secret may be in them.
 */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, hint = '', options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }

  /** What goes over the wire and what `--json` prints. The cause stays here: it may hold what is nobody else's business. */
  toWire(): ErrorWire {
    return { error: { code: this.code, message: this.message, hint: this.hint } }
  }
}

/** Reads the wire form; null when `value` is something else, so that the caller decides what an unreadable refusal means. */
export function errorFromWire(value: unknown): CountersignError | null {
  const parsed = errorWire.safeParse(value)
  if (!parsed.success) return null
  const { code, message, hint } = parsed.data.error
  return new CountersignError(code, message, hint)
}
