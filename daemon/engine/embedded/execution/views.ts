import type { StepView } from '../events/event.ts'
import type { Step } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isSecret, type PropertyValue, secret } from '../values/property.ts'
import type { Outcome } from './apply.ts'

export const oldOf = (step: Step): ResourceState | undefined => ('old' in step ? step.old : undefined)

/** Before a step its new resource has no id and no outputs yet. */
export function beginning(step: Step): StepView {
  if (step.op === 'refresh') return { op: step.op, old: step.old, new: step.old }
  if (!('new' in step)) return { op: step.op, old: step.old, new: undefined }
  if (step.op === 'read' || step.op === 'read-replacement') return { op: step.op, old: step.old, new: step.new }
  const { id: _id, ...rest } = step.new
  return { op: step.op, old: oldOf(step), new: { ...rest, outputs: {} } }
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
