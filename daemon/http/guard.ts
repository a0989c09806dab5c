import { CountersignError } from '../../shared/errors.ts'
import { extensionOrigin } from '../../shared/pairing.ts'

/** Bytes of a request's body at most. Refused by its Content-Length, before anything of it is read. */
export const bodyLimit = 1024 * 1024

/** A request before its body: the target and the header fields as they arrived, in order, doubled ones included. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  /** Of HTTP: '1.1', or it is refused; older ones end a request where this one goes on. */
  readonly version: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What the guard found out about a request that it let pass. */
export interface Guarded { readonly path: string, readonly origin: string | null, readonly length: number }

// Fields that decide something here. Two of a kind, and two readers may each believe another one.
const single = new Set([
  'host', 'origin', 'content-type', 'content-length', 'content-digest', 'content-encoding', 'transfer-encoding', 'signature', 'signature-input', 'expect', 'upgrade',
])

/** The value of a field that occurs once, null where it is missing. */
export function field(head: RequestHead, name: string): string | null {
  return head.fields.find(([each]) => each.toLowerCase() === name)?.[1] ?? null
}

function refuse(code: string, message: string, hint = ''): never {
  throw new CountersignError(code, `${message} Nothing was done.`, hint)
}

function refuseDoubled(head: RequestHead): void {
  const seen = new Set<string>()
  for (const [each] of head.fields) {
    const name = each.toLowerCase()
    if (single.has(name) && seen.has(name)) refuse('malformed-request', `The header field ${name} is there twice.`, 'Send it once.')
    seen.add(name)
  }
}

/**
 * The host must be this daemon's own address, letter by letter. A page whose name was rebound to 127.0.0.1 still sends its own name; and
 * `localhost` is a name too, which the machine may resolve to another address.
 */
export function guardHost(head: RequestHead, authority: string): void {
  if (head.fields.filter(([name]) => name.toLowerCase() === 'host').length !== 1 || field(head, 'host') !== authority) {
    refuse('host-refused', 'The request was meant for another host.', `Use http://${authority} exactly.`)
  }
}

/**
 * An extension's origin, or none. Browsers send Origin with every POST of a page, and a page can't forge it; `null` is what a sandboxed
 * frame sends. Without Origin but with Sec-Fetch-Site it is a browser that hides where the request comes from.
 */
export function guardOrigin(head: RequestHead): string | null {
  const origin = field(head, 'origin')
  const hiding = origin === null && field(head, 'sec-fetch-site') !== null // Node's own fetch sends Sec-Fetch-Mode, and never this
  if (hiding || (origin !== null && !extensionOrigin.test(origin))) {
    refuse('origin-refused', 'Requests from web pages are refused.', 'Use the extension or the countersign command.')
  }
  return origin
}

function guardLength(head: RequestHead): number {
  if (field(head, 'transfer-encoding') !== null) {
    refuse('length-required', 'The body came in a transfer encoding.', 'Send a Content-Length instead.') // the half of every smuggling shape
  }
  if (field(head, 'content-encoding') !== null) refuse('type-refused', 'The body is encoded.', 'Send it as plain JSON.')
  const length = field(head, 'content-length')
  if (length === null) refuse('length-required', 'The request says no Content-Length.', 'Send one.')
  if (!/^(?:0|[1-9]\d{0,15})$/.test(length)) refuse('malformed-request', 'The Content-Length is no number.', 'Send a decimal number.')
  if (Number(length) > bodyLimit) refuse('too-large', `The body has ${length} bytes; the limit is ${bodyLimit}.`, 'Send less at once.')
  return Number(length)
}

/** Host, Origin, method, target, type and size, in that order; the first that is wrong is the one that is named. Signatures come after. */
export function guard(head: RequestHead, authority: string): Guarded {
  guardHost(head, authority)
  const origin = guardOrigin(head)
  if (head.method !== 'POST') refuse('method-refused', `Only POST is answered here, not ${head.method.slice(0, 20)}.`, 'Use POST.')
  if (head.version !== '1.1') refuse('malformed-request', `HTTP/${head.version} is not answered here.`, 'Use HTTP/1.1.')
  refuseDoubled(head)
  // No escapes, dots or queries: one spelling for each route, so that nothing between here and the router can read another one.
  if (!/^\/[a-z0-9]+(?:[/-][a-z0-9]+)*$/.test(head.target)) refuse('malformed-request', 'The address is not one of this daemon\'s.', 'Check the path.')
  if (field(head, 'content-type') !== 'application/json') refuse('type-refused', 'The body must be application/json.', 'Set Content-Type.')
  return { path: head.target, origin, length: guardLength(head) }
}
