import type { PropertyMap } from '../values/property.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { CheckAnswer, DiffAnswer, Question } from '../generation/question.ts'

/** What a provider says about one existing thing. Outputs undefined: it isn't there. */
export interface ReadResult {
  readonly id: string
  readonly outputs: PropertyMap | undefined
  readonly inputs?: PropertyMap
}

export interface ResourceCall {
  readonly urn: Urn
  /** Seconds; 0 or undefined means the provider's own. */
  readonly timeout?: number
}

/** Whoever makes, changes and looks at resources of one kind. Calls throw a ProviderFailure. */
export interface Provider {
  /** Whether create and update may be asked in a preview, too. */
  readonly supportsPreview?: boolean
  check(question: Extract<Question, { ask: 'check' }>): Promise<CheckAnswer>
  diff(question: Extract<Question, { ask: 'diff' }>): Promise<DiffAnswer>
  create(call: ResourceCall & { readonly inputs: PropertyMap }): Promise<{ readonly id: string; readonly outputs: PropertyMap }>
  update(
    call: ResourceCall & {
      readonly id: string
      readonly oldInputs: PropertyMap
      readonly oldOutputs: PropertyMap
      readonly newInputs: PropertyMap
      readonly ignoreChanges: readonly string[]
    },
  ): Promise<{ readonly outputs: PropertyMap }>
  delete(call: ResourceCall & { readonly id: string; readonly inputs: PropertyMap; readonly outputs: PropertyMap }): Promise<void>
  /** `outputs` is what was known of it, or the inputs where nothing was. */
  read(call: ResourceCall & { readonly id: string; readonly inputs?: PropertyMap; readonly outputs: PropertyMap }): Promise<ReadResult>
}

/**
 * A provider that failed. `partial`: the resource exists but didn't come up, and what is known of it is here. `unknown`: nobody
 * can say what happened.
 */
export class ProviderFailure extends Error {
  readonly status: 'ok' | 'partial' | 'unknown'
  readonly id: string | undefined
  readonly outputs: PropertyMap | undefined
  readonly inputs: PropertyMap | undefined
  readonly initErrors: readonly string[]
  /** Whether it may have happened all the same: the line went dead, the provider's process ended, or it says itself that it can't know. */
  readonly open: boolean

  constructor(
    message: string,
    details: {
      status: 'ok' | 'partial' | 'unknown'; id?: string; outputs?: PropertyMap; inputs?: PropertyMap; initErrors?: readonly string[]; open?: boolean
    },
  ) {
    super(message)
    this.name = 'ProviderFailure'
    this.status = details.status
    this.id = details.id
    this.outputs = details.outputs
    this.inputs = details.inputs
    this.initErrors = details.initErrors ?? []
    this.open = details.open ?? false
  }
}
