import type { Step } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { PropertyMap } from '../values/property.ts'

export type HookMoment = 'BeforeCreate' | 'AfterCreate' | 'BeforeUpdate' | 'AfterUpdate' | 'BeforeDelete' | 'AfterDelete'

/** What a hook is told about its resource; what isn't there yet, or not any more, is left out. */
export interface HookSubject {
  readonly resource: ResourceState
  readonly newInputs?: PropertyMap
  readonly oldInputs?: PropertyMap
  readonly newOutputs?: PropertyMap
  readonly oldOutputs?: PropertyMap
}

/** A program's own functions around the life of its resources. */
export interface HookRunner {
  /** Runs the resource's hooks for a moment. Throws where one fails and its failure counts. */
  run(moment: HookMoment, subject: HookSubject): Promise<void>
  /** Asks the resource's error hooks whether to try again; `errors` has the last failure first. */
  shouldRetry(subject: HookSubject, operation: 'create' | 'update' | 'delete', errors: readonly string[]): Promise<boolean>
}

/** What is said where a hook fails and its failure counts. */
export function hookFailure(moment: HookMoment, name: string, failure: string): string {
  return `${moment.startsWith('Before') ? 'before' : 'after'} hook ${JSON.stringify(name)} failed: ${failure}`
}

/** After so many failures an operation isn't tried again, whatever its hooks say. */
export const MOST_RETRIES = 100

export interface HookedOperation {
  readonly operation: 'create' | 'update' | 'delete'
  readonly before: HookMoment
  readonly after: HookMoment
  readonly subject: HookSubject
}

/** The hooks that a step has, if it is of a kind that has any. */
export function hooksOf(step: Step): HookedOperation | undefined {
  switch (step.op) {
    case 'create':
    case 'create-replacement':
      return {
        operation: 'create', before: 'BeforeCreate', after: 'AfterCreate', subject: { resource: step.new, newInputs: step.new.inputs },
      }
    case 'update':
      return {
        operation: 'update', before: 'BeforeUpdate', after: 'AfterUpdate',
        subject: {
          resource: { ...step.new, ...(step.old.id !== undefined && { id: step.old.id }) },
          newInputs: step.new.inputs, oldInputs: step.old.inputs, oldOutputs: step.old.outputs,
        },
      }
    case 'delete':
    case 'delete-replaced':
      return {
        operation: 'delete', before: 'BeforeDelete', after: 'AfterDelete',
        subject: { resource: step.old, oldInputs: step.old.inputs, oldOutputs: step.old.outputs },
      }
    default:
      return undefined
  }
}
