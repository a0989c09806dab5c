import type { ResourceState } from '../snapshot/resource.ts'
import type { DetailedDifference } from '../values/difference.ts'

/** Why a resource changes: the keys that force a replacement, the keys that differ, and each path that does. */
export interface Reason {
  readonly replaceKeys: readonly string[]
  readonly changedKeys: readonly string[]
  readonly detailed?: DetailedDifference
}

/** One thing to be done to one resource. What it finds out while it is done isn't in it: a step is only the decision. */
export type Step =
  | { readonly op: 'same'; readonly old: ResourceState; readonly new: ResourceState; readonly origin: SameOrigin }
  | { readonly op: 'create'; readonly new: ResourceState }
  | ({
      readonly op: 'create-replacement'
      readonly old: ResourceState
      readonly new: ResourceState
      /** The old resource stays until the end of the run; otherwise it is gone already. */
      readonly pendingDelete: boolean
    } & Reason)
  | ({ readonly op: 'update'; readonly old: ResourceState; readonly new: ResourceState; readonly ignoreChanges: readonly string[] } & Reason)
  | ({ readonly op: 'replace'; readonly old: ResourceState; readonly new: ResourceState } & Reason)
  | {
      readonly op: 'delete' | 'delete-replaced' | 'discard' | 'discard-replaced'
      readonly old: ResourceState
      /** Deleted so that its replacement can be made: its name stays in the state until then. */
      readonly awaitsReplacement: boolean
    }
  | { readonly op: 'remove-pending-replace'; readonly old: ResourceState }
  | { readonly op: 'read' | 'read-replacement'; readonly old?: ResourceState; readonly new: ResourceState }
  | {
      readonly op: 'refresh'
      readonly old: ResourceState
      /** Where the program runs: the resource as it asks for it, whose options the refreshed one takes. */
      readonly goal?: ResourceState
      /** Nothing can be found out about it; it is refreshed for the order's sake and counts for nothing. */
      readonly internal?: true
    }
  | {
      readonly op: 'import' | 'import-replacement'
      readonly old?: ResourceState
      readonly new: ResourceState
      readonly ignoreChanges: readonly string[]
      readonly seed: Uint8Array
      /** Asked for by `pulumi import`, which no program follows: what the resource is given stays in the state. */
      readonly planned?: { readonly properties: readonly string[] }
    }

/** A `same` is a resource that the program registered, one kept because it is no target, or a create that is left out. */
export type SameOrigin = 'registered' | 'untargeted' | 'skipped-create'
export type Operation = Step['op']
export type ImportStep = Extract<Step, { op: 'import' | 'import-replacement' }>
export type DeleteStep = Extract<Step, { op: 'delete' | 'delete-replaced' | 'discard' | 'discard-replaced' }>

/** The resource that a step is about: as it will be where it goes on, as it was where it ends. */
export function stepResource(step: Step): ResourceState {
  return 'new' in step ? step.new : step.old
}

/** The one step of a resource's several that counts and that its outputs belong to. */
export function isLogical(step: Step): boolean {
  switch (step.op) {
    case 'same':
    case 'create':
    case 'import':
    case 'update':
    case 'replace':
    case 'delete':
    case 'discard':
    case 'read':
      return true
    default:
      return false
  }
}

export function deleteStep(old: ResourceState, replacing: boolean, awaitsReplacement: boolean): DeleteStep {
  const op = old.external ? (replacing ? 'discard-replaced' : 'discard') : replacing ? 'delete-replaced' : 'delete'
  return { op, old, awaitsReplacement }
}
