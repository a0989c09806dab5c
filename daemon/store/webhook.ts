import { createHmac } from 'node:crypto'
import { StoreError } from './error.ts'
import type { Sink } from './sink.ts'

/** Milliseconds for an answer: whoever keeps the lines has put them down by then. */
const PATIENCE = 30_000

/**
 * A sink that POSTs each batch as JSON lines (`application/x-ndjson`), the same that `fileSink` writes. Any 2xx confirms the whole batch;
 * the same batch may come twice. With a key, `x-countersign-signature` is `sha256=` and the HMAC of the body in hex, so that the receiver
 * knows who sends; what is sent proves itself (`shared/sink.ts`). An address elsewhere has to be https: the record names people and their
 * work.
 */
export function webhookSink(address: string, key?: string): Sink {
  const url = new URL(address)
  const local = url.hostname === '127.0.0.1' || url.hostname === '[::1]'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new StoreError('store-sink', `The sink ${url.origin} is not https, so nothing is sent there.`, 'Use an https address, or one of this machine.')
  }
  // what a person puts into the address to be let in is theirs, and stays out of the terminal
  const name = `webhook:${url.origin}${url.pathname}`
  return {
    name,
    async deliver(lines) {
      const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      const answer = await fetch(url, {
        method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(PATIENCE),
        headers: {
          'content-type': 'application/x-ndjson',
          ...(key !== undefined && { 'x-countersign-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` }),
        },
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new StoreError('store-sink', `${name} answered ${answer.status}.`, 'Look at its own log.')
    },
  }
}
