import { z } from 'zod'
import type { Product } from './product.ts'
import { sandboxOf, type Call } from './sandbox.ts'

const entry = z.object({
  kind: z.string(), plan: z.string().optional(), run: z.string().optional(),
  fields: z.object({ phase: z.string(), operation: z.string(), kind: z.string() }).partial().optional(),
})
type Entry = z.infer<typeof entry>

/** What each step of a run may call at the provider. A replacement makes the new one and deletes the old one. */
const calledBy: Readonly<Record<string, readonly string[]>> = {
  'create': ['create'], 'update': ['update'], 'delete': ['delete'], 'replace': ['create', 'delete'],
  'create-replacement': ['create'], 'delete-replaced': ['delete'],
}
const collections: Readonly<Record<string, string>> = { site: 'sites', database: 'databases', route: 'routes' }

/**
 * The promise as a number: the mutating calls that the cloud received through its API and that no step of an approved run accounts for.
 * Each intent pays for the calls of its own operation once; what a person clicked in the console, and the making of the sandbox itself,
 * are theirs. Has to be empty.
 */
export async function unauthorised(product: Product, entries: readonly unknown[]): Promise<Call[]> {
  const record = z.array(entry).parse(entries)
  const approved = new Set(record.filter((one) => one.kind === 'approval.granted').map((one) => one.plan))
  const allowed = record.filter((one) => one.kind === 'step.intent' && approved.has(one.plan)).flatMap(paidBy)
  return (await sandboxOf(product).calls()).filter((call) => {
    if (call.actor === 'console' || call.operation === 'sandbox-seed') return false
    const at = allowed.indexOf(`${call.operation} ${call.action} ${call.kind}`)
    if (at < 0) return true
    allowed.splice(at, 1)
    return false
  })
}

function paidBy({ plan, fields }: Entry): string[] {
  const { phase = '', operation = '', kind = '' } = fields ?? {}
  const collection = collections[kind.split(':').at(-1)?.toLowerCase() ?? ''] ?? kind
  return (calledBy[operation] ?? []).map((action) => `${plan}-${phase} ${action} ${collection}`)
}
