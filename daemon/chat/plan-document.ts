import type { PlanDocument } from '../../shared/plan.ts'
import type { Needs } from './needs.ts'

/** What the bytes of a plan that is kept here say. */
export const documentIn = (bytes: Uint8Array): PlanDocument => JSON.parse(new TextDecoder().decode(bytes)) as PlanDocument

/** What a plan says; undefined where it is no longer kept. */
export function planDocument(id: string, { plans }: Pick<Needs, 'plans'>): PlanDocument | undefined {
  const kept = plans.get(id)
  return kept && documentIn(kept.bytes)
}
