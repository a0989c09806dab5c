/**
 * A stream of signed, numbered events in the framing of server-sent events. Every frame, heartbeats too, is numbered without a gap and
 * signed together with the request's own signature: none can be dropped, repeated, moved, invented or taken from another stream, and a
 * stream that ends without its `end` frame was cut.
 */
import { fromBase64, toBase64 } from './base64.ts'
import { fromBytes, toBytes, type Bytes } from './canonical.ts'
import { CountersignError } from './errors.ts'
import { protocol } from './signature.ts'

/** One frame. `sequence` counts the frames of this stream from 1; `cursor` is where to go on after a break (`after`). */
export type Frame = { readonly sequence: number; readonly cursor: number; readonly type: string; readonly json: string }

/** Frames of the stream itself; every other type belongs to the application. */
export const streamFrames = { open: 'open', heartbeat: 'heartbeat', end: 'end' } as const

/** Characters of one frame; a larger one is refused on both sides before it is parsed. */
export const frameLimit = 4 * 1024 * 1024

const frameForm =
  /^sequence: ([1-9]\d{0,14})\nid: (0|[1-9]\d{0,14})\nevent: ([a-z][a-z0-9-]{0,63})\ndata: ([^\n\r]*)\nsignature: :([A-Za-z0-9+/]{86}==):$/

function frameText(frame: Frame): string {
  return `sequence: ${frame.sequence}\nid: ${frame.cursor}\nevent: ${frame.type}\ndata: ${frame.json}`
}

/** The signed bytes: no HTTP signature base starts like this, so neither kind of signature can be passed off as the other. */
function frameBase(frame: Frame, requestSignature: string): Bytes {
  return toBytes(`${protocol} event\nrequest: ${requestSignature}\n${frameText(frame)}`)
}

/** One frame as it is sent. `json` is the text of a JSON value: JSON.stringify leaves no line break in it. */
export async function signFrame(key: CryptoKey, frame: Frame, requestSignature: string): Promise<string> {
  if (/[\n\r]/.test(frame.json)) throw new TypeError('signFrame: a line break in a frame')
  if (frame.json.length > frameLimit) throw new TypeError('signFrame: frame over the limit')
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, frameBase(frame, requestSignature)))
  return `${frameText(frame)}\nsignature: :${toBase64(signature)}:\n\n`
}

function tampered(what: string): CountersignError {
  return new CountersignError(
    'stream-tampered',
    `The daemon's stream of events was not intact (${what}), so it was dropped from there on.`,
    'The stream is opened again from the last event that verified; if this repeats, something else answers at the daemon\'s port.',
  )
}

async function verifyFrame(key: CryptoKey, text: string, expected: number, requestSignature: string): Promise<Frame> {
  const match = frameForm.exec(text)
  if (match === null) throw tampered('a frame of another form')
  const [, sequence, cursor, type, json, encoded] = match as unknown as [string, string, string, string, string, string]
  const frame: Frame = { sequence: Number(sequence), cursor: Number(cursor), type, json }
  const signature = fromBase64(encoded)
  if (signature === null || !(await crypto.subtle.verify('Ed25519', key, signature, frameBase(frame, requestSignature)))) {
    throw tampered('a frame whose signature is wrong')
  }
  if (frame.sequence !== expected) throw tampered(`frame ${frame.sequence} where ${expected} was due`)
  return frame
}

/**
 * Reads a stream of frames; yields each one that verified, in order, `end` included, and then returns. Throws `stream-tampered`,
 * `stream-truncated` where the bytes stop before `end`, and whatever `chunks` throws.
 */
export async function* readFrames(key: CryptoKey, chunks: AsyncIterable<Uint8Array>, requestSignature: string): AsyncGenerator<Frame> {
  let pending: Uint8Array = new Uint8Array(0)
  let expected = 1
  for await (const chunk of chunks) {
    pending = joined(pending, chunk)
    for (let end = frameEnd(pending); end >= 0; end = frameEnd(pending)) {
      const frame = await verifyFrame(key, fromBytes(pending.subarray(0, end)), expected++, requestSignature)
      pending = pending.subarray(end + 2)
      yield frame
      if (frame.type === streamFrames.end) return
    }
    if (pending.length > frameLimit + 1024) throw tampered('a frame over the limit')
  }
  throw new CountersignError(
    'stream-truncated',
    "The daemon's stream of events ended before it was complete.",
    'It is opened again from the last event; `countersign status` tells whether the daemon runs.',
  )
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

/** Where the first frame ends: at two line feeds; -1 while it is not complete. */
function frameEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at
  }
  return -1
}
