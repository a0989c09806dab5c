/**
 * Ends what takes too long or is no longer wanted. Everything here is held by timers and listeners of its own, because what fetch and
 * `AbortSignal.any` hold is not always enough: in Node 22, after a garbage collection, an abort no longer reached a stream's fetch.
 */

/** A signal that aborts with `outer`, or after so many milliseconds (then with a TimeoutError, as `AbortSignal.timeout` does). */
export interface Limit {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** To be called when the work is done, whichever way. */
  release(): void
}

/** Begins a limit; `milliseconds` null for none but `outer` and `abort`. */
export function limited(milliseconds: number | null, outer?: AbortSignal): Limit {
  const controller = new AbortController()
  const forward = () => controller.abort(outer?.reason)
  const expire = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'))
  const timer = milliseconds === null ? undefined : setTimeout(expire, milliseconds)
  if (outer?.aborted === true) forward()
  else outer?.addEventListener('abort', forward, { once: true })
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', forward)
    },
  }
}

/** The outcome of `work`, or the signal's reason as soon as it aborts: the work may then still go on, and nobody waits for it. */
export function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** The pieces of a body until it ends; on an abort, and when the caller stops reading, its connection is let go of. */
export async function* chunksOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await orAborted(reader.read(), signal)
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => { /* it broke by itself before: then there is nothing to let go of */ })
  }
}
