import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { Refusal } from '../refusal.ts'

/**
 * The console has no login (it is a sandbox on loopback), so what must be stopped is another page that makes this browser click.
 * A form counts only with our own Origin, a SameSite=Strict cookie, and a field that nobody can compute from the cookie.
 */
export class Csrf {
  #key = randomBytes(32)

  /** The field's value for this browser; sets the cookie where there is none. */
  field(context: Context): string {
    let session = getCookie(context, 'sandbox')
    if (session === undefined || !/^[\w-]{22}$/.test(session)) {
      session = randomBytes(16).toString('base64url')
      setCookie(context, 'sandbox', session, { httpOnly: true, sameSite: 'Strict', path: '/' })
    }
    return this.#sign(session)
  }

  check(context: Context, field: unknown, origin: string): void {
    const session = getCookie(context, 'sandbox') ?? ''
    const [given, expected] = [Buffer.from(typeof field === 'string' ? field : ''), Buffer.from(this.#sign(session))]
    const foreign = context.req.header('origin') !== origin || !['same-origin', undefined].includes(context.req.header('sec-fetch-site'))
    if (foreign || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Refusal('forbidden', "This form didn't come from the console's own page; nothing was changed.", 'Reload the page and try again.')
    }
  }

  #sign(session: string): string {
    return createHmac('sha256', this.#key).update(session).digest('base64url')
  }
}
