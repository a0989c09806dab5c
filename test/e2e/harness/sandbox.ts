import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Product } from './product.ts'

const call = z.object({
  sequence: z.number(), actor: z.string(), operation: z.string().nullable(),
  action: z.string(), kind: z.string(), name: z.string(), outcome: z.string(), before: z.unknown(), after: z.unknown(),
})
export type Call = z.infer<typeof call>

/** The sandbox cloud as its own API tells it, past the daemon: what is really there, and what was really called. */
export interface SandboxApi {
  request(method: string, at: string, body?: object): Promise<unknown>
  /** Everything that an undo should bring back. */
  world(): Promise<unknown>
  /** Every mutating call that the cloud received. */
  calls(): Promise<Call[]>
  replicas(site: string): Promise<number>
}

export function sandboxOf(product: Product): SandboxApi {
  const token = readFileSync(path.join(product.home, 'sandbox/cloud/token'), 'utf8').trim()
  const request = async (method: string, at: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${product.console}/api/v1${at}`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    request,
    world: () => request('GET', '/world'),
    calls: async () => z.object({ calls: z.array(call) }).parse(await request('GET', '/calls')).calls,
    replicas: async (site) => z.object({ replicas: z.number() }).parse(await request('GET', `/sites/${site}`)).replicas,
  }
}
