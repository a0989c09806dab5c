import { allPrerequisites, type ResourceState } from '../snapshot/resource.ts'
import { isProviderType } from '../snapshot/urn.ts'
import type { Goal } from './goal.ts'
import { type Ledger, RefusedResource } from './ledger.ts'
import { askPerform, type Decision } from './question.ts'
import type { Step } from './step.ts'
import { isIncluded } from './targets.ts'

/** The old resource as the world has it now, where the run looks at each before it decides. */
export function* refreshed(
  ledger: Ledger, goal: Goal, fresh: ResourceState, old: ResourceState | undefined,
): Decision<ResourceState | undefined> {
  if (!old || !ledger.options.refreshing || !isIncluded(ledger, old)) return old
  const internal = !goal.custom || isProviderType(goal.type)
  ledger.refreshes.add(fresh.urn)
  const { done, state } = yield* askPerform([{ op: 'refresh', old, goal: fresh, ...(internal && { internal }) }])
  if (!done) throw new RefusedResource(`resource ${fresh.urn} could not be refreshed`)
  if (state) ledger.graph.rename(old, state)
  return state
}

/** What a refresh or destroy that runs the program does with a registration; undefined where it is an update's. */
export function modeSteps(ledger: Ledger, goal: Goal, fresh: ResourceState, old: ResourceState | undefined): Step[] | undefined {
  const { mode = 'update' } = ledger.options
  if (mode === 'update') return undefined
  const { urn } = fresh
  const isReal = goal.custom && !isProviderType(goal.type)
  const lacksPrerequisite = needsSkipped(ledger, fresh)
  const skipped = (): Step[] => {
    ledger.skippedCreates.add(urn)
    const draft = { ...fresh, outputs: old?.outputs ?? {} }
    return [{ op: 'same', old: draft, new: draft, origin: 'skipped-create' }]
  }
  if (mode === 'refresh') {
    if (!isReal && !lacksPrerequisite) return undefined
    if (!old) {
      ledger.sames.add(urn)
      return skipped()
    }
    ledger.settled.set(urn, old)
    return []
  }
  if (lacksPrerequisite || (isReal && !old)) return skipped()
  ledger.toDelete.add(urn)
  if (!isReal || !old) return undefined
  ledger.sames.add(urn)
  // What is gone already for a replacement that never came stays marked so, and isn't deleted a second time.
  const mark = old.pendingReplacement ? { pendingReplacement: true as const } : {}
  return [{ op: 'same', old, new: { ...fresh, ...mark, inputs: old.inputs }, origin: 'registered' }]
}

const needsSkipped = (ledger: Ledger, resource: ResourceState): boolean =>
  allPrerequisites(resource).some((urn) => ledger.skippedCreates.has(urn))
