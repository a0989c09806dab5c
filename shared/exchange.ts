/** One POST to the daemon and its answer's bytes, bounded in size and time. Whether to believe the answer is the caller's business. */
import { contentDigest, type SignatureFields, type SignedRequest } from './signature.ts'
import { fromBytes, type Bytes } from './canonical.ts'
import { CountersignError, errorFromWire } from './errors.ts'
import { chunksOf, orAborted } from './limit.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Bytes of an answer that are read at most: a plan with its raw outputs stays far below. */
export const answerLimit = 16 * 1024 * 1024

/** What came back, nothing of it verified. */
export type RawAnswer = { readonly status: number; readonly fields: SignatureFields; readonly claimedDigest: string; readonly body: Bytes }

/** The components of a request to `path`, which holds no query. */
export function requestTo(authority: string, path: string, body: Uint8Array): SignedRequest {
  return { method: 'POST', authority, path, query: '?', contentDigest: contentDigest(body) }
}

function unreachable(authority: string, cause: unknown): CountersignError {
  return new CountersignError(
    'daemon-unreachable',
    `Nothing answered at ${authority}, so nothing was changed by this request.`,
    'Start the daemon with `npm start`, or check the address.',
    { cause },
  )
}

/** The connection ended after the request was sent and before the answer was here. */
export function brokenOff(authority: string, cause: unknown): CountersignError {
  return new CountersignError(
    'answer-broken',
    `The connection to ${authority} broke off, so it is not known what became of the request.`,
    'Look at the plan or the run again before repeating anything.',
    { cause },
  )
}

/** Sends a request; throws `daemon-unreachable` where none gets through, and the signal's own reason where it was aborted. */
export async function send(
  fetch: Fetch,
  request: SignedRequest,
  body: Bytes,
  signature: SignatureFields | null,
  accept: string,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { accept, 'content-type': 'application/json', 'content-digest': request.contentDigest }
  if (signature !== null) {
    headers['signature-input'] = signature.signatureInput
    headers.signature = signature.signature
  }
  try {
    // `redirect: 'error'`: a squatter must not send a signed body on to another place.
    const answered = fetch(`http://${request.authority}${request.path}`, {
      method: request.method, headers, body, signal, redirect: 'error', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
    })
    return await orAborted(answered, signal)
  } catch (cause) {
    signal.throwIfAborted()
    throw unreachable(request.authority, cause)
  }
}

/** The signature fields of an answer; empty, and so never valid, where they are missing. */
export function signatureFields(response: Response): SignatureFields {
  return { signatureInput: response.headers.get('signature-input') ?? '', signature: response.headers.get('signature') ?? '' }
}

/** Reads an answer to its end, up to `answerLimit` bytes. */
export async function readAnswer(response: Response, authority: string, signal: AbortSignal): Promise<RawAnswer> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of response.body === null ? [] : chunksOf(response.body, signal)) {
      size += part.length
      if (size > answerLimit) throw new RangeError(`more than ${answerLimit} bytes`)
      parts.push(part)
    }
  } catch (cause) {
    signal.throwIfAborted()
    throw brokenOff(authority, cause)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  return { status: response.status, fields: signatureFields(response), claimedDigest: response.headers.get('content-digest') ?? '', body }
}

/** Parses JSON that arrived; throws `answer-malformed`. */
export function parseAnswer(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromBytes(body))
  } catch (cause) {
    throw new CountersignError('answer-malformed', 'The daemon answered with something that is not JSON.', 'Are both sides of one version?', { cause })
  }
}

/**
 * What to make of an answer that no valid signature vouches for. What it says about itself is repeated as a claim, because the daemon
 * can't sign a refusal to somebody whose signature it couldn't check.
 */
export function unverified(answer: RawAnswer, authority: string): CountersignError {
  let claim: CountersignError | null = null
  try {
    claim = errorFromWire(JSON.parse(fromBytes(answer.body)))
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof CountersignError)) throw error
  }
  const claimed = claim !== null && answer.status >= 400 && answer.status < 500 ? ` It says "${claim.code}".` : ''
  return new CountersignError(
    'daemon-unverified',
    `What answers at ${authority} did not prove to be the paired daemon, so nothing it says is used.${claimed}`,
    'If another program has the port, stop it; if the daemon was set up anew or this device was removed, pair again.',
  )
}
