import type { StepView } from '../events/event.ts'
import type { Step } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import { isSecret, type PropertyValue, secret } from '../values/property.ts'
import type { Outcome, Refreshed } from './apply.ts'

export const oldOf = (step: Step): ResourceState | undefined => ('old' in step ? step.old : undefined)

/** Before a step its new resource has no id and no outputs yet. */
function beginning(step: Step): StepView {
  if (step.op === 'refresh') return { op: step.op, old: step.old, new: step.goal ? draft(step.goal) : step.old }
  if (!('new' in step)) return { op: step.op, old: step.old, new: undefined }
  if (step.op === 'read' || step.op === 'read-replacement') return { op: step.op, old: step.old, new: step.new }
  // What is no target is kept whole.
  if (step.op === 'same' && step.origin === 'untargeted') return { op: step.op, old: step.old, new: { ...draft(step.new), outputs: step.new.outputs } }
  return { op: step.op, old: oldOf(step), new: draft(step.new) }
}

function draft(resource: ResourceState): ResourceState {
  const { id: _id, ...rest } = resource
  return { ...rest, outputs: {} }
}

/**
 * How a run's steps are shown, before and after. A resource whose replacement stands is condemned from then on, and the replacing step
 * shows the resource that was made. What an import finds is its old resource; the one that it takes the place of isn't.
 */
export class Views {
  /** Old resources that stay only until the end of the run. */
  readonly #condemned = new Set<ResourceState>()
  readonly #stateOf: (urn: Urn) => ResourceState | undefined

  constructor(stateOf: (urn: Urn) => ResourceState | undefined) {
    this.#stateOf = stateOf
  }

  /** Hears of a step that is done. */
  note(step: Step): void {
    if (condemnsOld(step)) this.#condemned.add(step.old)
  }

  beginning(step: Step): StepView {
    const view = beginning(step)
    if (isImport(step)) return { op: view.op, old: undefined, new: view.new }
    return step.op === 'replace' ? this.#current({ ...view, new: this.#stateOf(step.new.urn) ?? view.new }) : this.#current(view)
  }

  ending(step: Step, op: string, { state, refreshed }: { state: ResourceState | undefined; refreshed?: Refreshed }): StepView {
    const current = step.op === 'replace' ? (this.#stateOf(step.new.urn) ?? step.new) : state
    const view = { op, old: isImport(step) ? state : oldOf(step), new: current }
    return this.#current(refreshed ? { ...view, changedKeys: refreshed.changedKeys, detailed: refreshed.detailed } : view)
  }

  /** A failure shows what was asked for, though the state keeps the inputs of before. */
  failed(step: Step, state: ResourceState | undefined): StepView {
    const asked = 'new' in step ? step.new : undefined
    const known = state && asked ? { ...state, inputs: asked.inputs } : asked
    return this.#current({ op: step.op, old: isImport(step) ? undefined : oldOf(step), new: known })
  }

  #current(view: StepView): StepView {
    return view.old && this.#condemned.has(view.old) ? { ...view, old: { ...view.old, delete: true } } : view
  }
}

const isImport = (step: Step): boolean => step.op === 'import' || step.op === 'import-replacement'

function condemnsOld(step: Step): step is Step & { readonly old: ResourceState } {
  if (step.op === 'create-replacement') return step.pendingDelete
  return (step.op === 'import-replacement' || step.op === 'read-replacement') && step.old !== undefined
}

/** Marks outputs secret that the program asked to be, and those whose input of the same name is. */
export function withSecretOutputs(outcome: Outcome, step: Step): Outcome {
  const { state } = outcome
  if (!state || !('new' in step) || step.op === 'replace') return outcome
  const wanted = new Set(state.additionalSecretOutputs ?? [])
  let changed = false
  const outputs: Record<string, PropertyValue> = {}
  for (const [key, value] of Object.entries(state.outputs)) {
    const hide = !isSecret(value) && (wanted.has(key) || isSecret(state.inputs[key]))
    changed ||= hide
    outputs[key] = hide ? secret(value) : value
  }
  return changed ? { ...outcome, state: { ...state, outputs } } : outcome
}
