import type { PropertyMap } from '../values/property.ts'
import type { DetailedDifference } from '../values/difference.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { Step } from './step.ts'

/**
 * Step generation does nothing by itself: where it needs to know what only a provider can tell, it asks, and goes on with the
 * answer. So the same code runs against real providers and, in tests, against a table.
 */
export type Question =
  | { readonly ask: 'check'; readonly urn: Urn; readonly provider: string; readonly olds?: PropertyMap; readonly news: PropertyMap; readonly seed: Uint8Array }
  | {
      readonly ask: 'diff'
      readonly urn: Urn
      readonly provider: string
      readonly id: string
      readonly oldInputs: PropertyMap
      readonly oldOutputs: PropertyMap
      readonly newInputs: PropertyMap
      readonly ignoreChanges: readonly string[]
    }
  /** Some steps have to be done before the rest can be decided: an import. */
  | { readonly ask: 'perform'; readonly steps: readonly Step[] }

export interface CheckFailure {
  readonly property: string
  readonly reason: string
}
export interface CheckAnswer {
  readonly answer: 'check'
  readonly inputs: PropertyMap
  readonly failures: readonly CheckFailure[]
}
export interface DiffAnswer {
  readonly answer: 'diff'
  readonly changes: 'none' | 'some' | 'unknown'
  readonly replaceKeys: readonly string[]
  readonly changedKeys: readonly string[]
  readonly detailed?: DetailedDifference
  readonly deleteBeforeReplace: boolean
}
export interface PerformAnswer {
  readonly answer: 'perform'
  /** False where a step failed. */
  readonly done: boolean
  /** The resource as it is now; undefined where there is none. */
  readonly state: ResourceState | undefined
}
export type Answer = CheckAnswer | DiffAnswer | PerformAnswer

/** A decision that may ask on its way. */
export type Decision<T> = Generator<Question, T, Answer>

export function* askCheck(question: Omit<Extract<Question, { ask: 'check' }>, 'ask'>): Decision<CheckAnswer> {
  const answer = yield { ask: 'check', ...question }
  if (answer.answer !== 'check') throw new TypeError(`a check was answered with a ${answer.answer}`)
  return answer
}

export function* askDiff(question: Omit<Extract<Question, { ask: 'diff' }>, 'ask'>): Decision<DiffAnswer> {
  const answer = yield { ask: 'diff', ...question }
  if (answer.answer !== 'diff') throw new TypeError(`a diff was answered with a ${answer.answer}`)
  return answer
}

export function* askPerform(steps: readonly Step[]): Decision<PerformAnswer> {
  const answer = yield { ask: 'perform', steps }
  if (answer.answer !== 'perform') throw new TypeError(`steps were answered with a ${answer.answer}`)
  return answer
}
