import type { z } from 'zod'
import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import { helloRequestSchema, pairFinishRequestSchema, pairStartRequestSchema, type Hello } from '../../shared/pairing.ts'
import { protocol } from '../../shared/signature.ts'
import type { Pairing } from '../pairing/index.ts'
import type { SigningOptions } from './signed.ts'

/** Reads a body by its schema; throws `body-invalid`, which names the place and never repeats the value. */
export function validated<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = issue === undefined || issue.path.length === 0 ? 'the body' : `"${excerpt(issue.path.join('.'), 100)}"`
  throw new CountersignError(
    'body-invalid', `Something is wrong with ${place}: ${excerpt(issue?.message ?? 'invalid', 300)}. Nothing was done.`, 'See shared/README.md.',
  )
}

/** The three routes that a device without a key can call: who is there, and pairing. */
export function handshake(options: SigningOptions, pairing: Pairing, version: string) {
  return {
    '/v1/hello': (body: unknown): Hello => ({
      protocol, version, authority: options.authority(), epoch: options.freshness.epoch,
      daemonPublicKey: options.transportKey.publicKey, pairing: pairing.state, nonce: validated(helloRequestSchema, body).nonce,
    }),
    '/v1/pair/start': (body: unknown, origin: string | null) => pairing.start(validated(pairStartRequestSchema, body), origin),
    '/v1/pair/finish': (body: unknown) => pairing.finish(validated(pairFinishRequestSchema, body)),
  }
}
