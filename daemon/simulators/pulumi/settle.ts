import type { Context } from './context.ts'
import { nameOf } from './changes.ts'
import { locksOf, told } from './unlock.ts'

export interface Settlement { readonly known: readonly string[], readonly unknown: readonly string[], readonly locked?: string }

/** After an interrupted run: what the state holds for certain, what an engine began and never ended, and whether one still works. */
export async function settle(context: Context, target: string): Promise<Settlement> {
  const project = context.project(target)
  const checkpoint = context.session.checkpoint(project)
  const [lock] = locksOf(project)
  return {
    known: checkpoint.resources.filter(one => one.id !== undefined && one.id !== '').map(one => `${nameOf(one.urn)} is there (${one.id})`),
    unknown: checkpoint.pending.map(one => `whether ${nameOf(one.resource.urn)} is there: ${one.type} began and its end was never written`),
    ...(lock === undefined ? {} : { locked: told(lock) }),
  }
}
