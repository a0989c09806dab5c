import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Refusal } from './refusal.ts'

/** Only our own address is answered: under any other name (DNS rebinding, `localhost`) a page would share its origin with us. */
export const exactHost = (port: () => number): MiddlewareHandler => async (context, next) => {
  const host = context.req.header('host')
  if (host !== `127.0.0.1:${port()}`) throw new Refusal('wrong-host', `The sandbox answers at 127.0.0.1:${port()} only.`, 'Use that address.')
  await next()
}

export const smallBody: MiddlewareHandler = bodyLimit({
  maxSize: 64 * 1024,
  onError: () => {
    throw new Refusal('too-large', 'The body is larger than 64 KiB; nothing was changed.', 'Send less.')
  },
})

/** Headers for the console: our own files only, never in a frame, nothing kept. */
export const strictHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  context.header('content-security-policy', "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
  context.header('x-content-type-options', 'nosniff')
  context.header('x-frame-options', 'DENY')
  context.header('referrer-policy', 'no-referrer')
  context.header('cross-origin-opener-policy', 'same-origin')
  context.header('cross-origin-resource-policy', 'same-origin')
  context.header('cache-control', 'no-store')
}
