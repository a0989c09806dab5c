import { z } from 'zod'
import { unauthorised as unmatched } from '../../promise/matched-calls.ts'
import type { Product } from './product.ts'
import { sandboxOf } from './sandbox.ts'

const record = z.array(z.object({
  sequence: z.number(), kind: z.string(), plan: z.string().optional(), run: z.string().optional(), fields: z.json().optional(),
}))

/**
 * The promise as a number, for the whole product: the calls that changed something at the cloud and that no step of an approved run
 * accounts for. What a person clicked in the console, and the making of the sandbox itself, are theirs. Has to be empty.
 */
export async function unauthorised(product: Product, entries: readonly unknown[]): Promise<string[]> {
  const calls = (await sandboxOf(product).calls()).filter(({ actor, operation }) => actor !== 'console' && operation !== 'sandbox-seed')
  return unmatched(calls, record.parse(entries))
}
