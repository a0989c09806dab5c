import { isMap, type PropertyMap, type PropertyValue, signatureOf, equal, isList } from '../values/property.ts'
import type { CustomTimeouts } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { Alias, Goal } from './goal.ts'
import type { Operation } from './step.ts'

/** Which top-level properties a preview saw come, go and change; the value is the one that it saw, unknowns included. */
export interface PlanDifference {
  readonly adds: PropertyMap
  readonly deletes: readonly string[]
  readonly updates: PropertyMap
}

/** What a preview's program asked of one resource: a run that is held to the plan has to ask the same. */
export interface GoalPlan {
  readonly type: string
  readonly name: string
  readonly custom: boolean
  readonly inputs: PlanDifference
  readonly outputs: PlanDifference
  readonly parent?: Urn
  readonly protect: boolean
  readonly dependencies: readonly Urn[]
  readonly provider?: string
  readonly propertyDependencies: Readonly<Record<string, readonly Urn[]>>
  readonly deleteBeforeReplace?: boolean
  readonly ignoreChanges: readonly string[]
  readonly additionalSecretOutputs: readonly string[]
  readonly aliases: readonly Alias[]
  readonly id?: string
  readonly customTimeouts: CustomTimeouts
}

/** What a preview announced for one resource: its goal (none: it is to be deleted) and its steps, in order. */
export interface ResourcePlan {
  readonly goal?: GoalPlan
  readonly steps: readonly Operation[]
  /** For whoever reads the plan; nothing is held to it. */
  readonly outputs?: PropertyMap
  /** What the provider's check got, so that the run's check can come to the same. */
  readonly seed?: Uint8Array
}

export type Plan = ReadonlyMap<Urn, ResourcePlan>

const AS_ANNOUNCED: readonly Operation[] = ['replace', 'create-replacement', 'delete-replaced']

/** Whether a run may do `op` where its plan has `announced`: the same, or less (ConstrainedTo in pkg/resource/deploy/step.go). */
export function allows(announced: Operation, op: Operation): boolean {
  if (op === announced) return true
  if (announced === 'create' || announced === 'update') return op === 'same'
  return AS_ANNOUNCED.includes(announced) && (op === 'same' || op === 'update')
}

export const noDifference: PlanDifference = { adds: {}, deletes: [], updates: {} }

/** What differs between two maps, by top-level key. A null is as good as nothing. `alike`: what counts as no difference. */
export function planDifference(
  before: PropertyMap, after: PropertyMap,
  alike: (left: PropertyValue | undefined, right: PropertyValue | undefined) => boolean = sameValue,
): PlanDifference {
  const adds: Record<string, PropertyValue> = {}
  const updates: Record<string, PropertyValue> = {}
  const deletes: string[] = []
  for (const [key, old] of Object.entries(before)) {
    const now = after[key]
    if (alike(old, now)) continue
    if (now === undefined || now === null) deletes.push(key)
    else if (old === null) adds[key] = now
    else updates[key] = now
  }
  for (const [key, now] of Object.entries(after)) if (!(key in before) && now !== null) adds[key] = now
  return { adds, deletes, updates }
}

/** Equal, where an absent key and a null one are the same. */
function sameValue(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  const before = left ?? null
  const after = right ?? null
  if (isList(before) && isList(after)) return before.length === after.length && before.every((item, index) => sameValue(item, after[index]))
  if (!isMap(before) || !isMap(after) || signatureOf(before) !== undefined || signatureOf(after) !== undefined) return equal(before, after)
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every((key) => sameValue(before[key], after[key]))
}

export function goalPlan(goal: Goal, inputs: PlanDifference): GoalPlan {
  return {
    type: goal.type,
    name: goal.name,
    custom: goal.custom,
    inputs,
    outputs: noDifference,
    ...(goal.parent && { parent: goal.parent }),
    protect: goal.protect ?? false,
    dependencies: goal.dependencies,
    ...(goal.provider && { provider: goal.provider }),
    propertyDependencies: goal.propertyDependencies,
    ...(goal.deleteBeforeReplace !== undefined && { deleteBeforeReplace: goal.deleteBeforeReplace }),
    ignoreChanges: goal.ignoreChanges,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: goal.aliases,
    ...(goal.importId && { id: goal.importId }),
    customTimeouts: goal.customTimeouts ?? {},
  }
}
