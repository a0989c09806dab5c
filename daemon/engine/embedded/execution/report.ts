import type { Diagnostics } from '../events/diagnostics.ts'
import { type EngineEvent, stepMetadata, type StepView } from '../events/event.ts'
import { isLogical, type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isDefaultProvider, type Urn } from '../snapshot/urn.ts'
import { equal } from '../values/property.ts'
import type { Outcome } from './apply.ts'
import { oldOf, Views } from './views.ts'
import { byKey } from '../values/by-key.ts'

export interface ReportOptions {
  readonly preview: boolean
  readonly emit: (event: EngineEvent) => void
  readonly diagnostics: Diagnostics
  /** Hears of every step before it is done, with whole states. */
  readonly observe?: (step: Step, view: StepView) => void
  /** Refreshing is what the run is for, so what it finds counts as its changes. */
  readonly counting: boolean
  /** A resource of this run as it is now. */
  readonly stateOf: (urn: Urn) => ResourceState | undefined
}

/** Tells of steps as they begin and end, and counts them for the summary. */
export class StepReport {
  readonly #options: ReportOptions
  readonly #views: Views
  readonly #changes = new Map<string, number>()
  #steps = 0
  #maybeCorrupt = false

  constructor(options: ReportOptions) {
    this.#options = options
    this.#views = new Views(options.stateOf)
  }

  /** How many of each operation were done, sorted by name, as the summary shows them. */
  get changes(): Record<string, number> {
    return Object.fromEntries([...this.#changes].sort(byKey))
  }

  /** A step failed in a way that leaves open what there is now. */
  get maybeCorrupt(): boolean {
    return this.#maybeCorrupt
  }

  begun(step: Step): void {
    const view = this.#views.beginning(step)
    this.#options.observe?.(step, view)
    this.#options.emit({ resourcePreEvent: { metadata: stepMetadata(step, view), ...this.#planning } })
  }

  /** To be called when the states of the run hold what the step came to. */
  done(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): void {
    const { emit, preview, counting } = this.#options
    this.#views.note(step)
    const op = step.op === 'refresh' && counting ? (outcome.refreshed?.op ?? 'same') : step.op
    if (this.#counts(step, outcome)) {
      this.#changes.set(op, (this.#changes.get(op) ?? 0) + 1)
      this.#steps++
    }
    const shown = preview || stepResource(step).custom || step.op === 'refresh' || step.op === 'delete'
    if (shown) emit({ resOutputsEvent: { metadata: stepMetadata(step, this.#views.ending(step, op, outcome)), ...this.#planning } })
  }

  /** A component, or the stack, has its outputs. */
  completed(step: Step, state: ResourceState): void {
    const view = { op: step.op, old: oldOf(step), new: state }
    this.#options.emit({ resOutputsEvent: { metadata: stepMetadata(step, view), ...this.#planning } })
  }

  failed(step: Step, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    const { diagnostics, emit, preview } = this.#options
    if (outcome.status === 'unknown' && !preview) this.#maybeCorrupt = true
    diagnostics.error(preview ? `Preview failed: ${outcome.message}` : outcome.message, isInternal(step) ? undefined : stepResource(step).urn)
    if (preview) return
    const view = this.#views.failed(step, outcome.state)
    emit({ resOpFailedEvent: { metadata: stepMetadata(step, view), status: STATUS[outcome.status], steps: this.#steps } })
  }

  get #planning(): { planning?: true } {
    return this.#options.preview ? { planning: true } : {}
  }

  #counts(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): boolean {
    if (isDefaultProvider(stepResource(step).urn)) return false
    if (step.op === 'refresh') return this.#options.counting && !step.internal
    if (step.op === 'read') return step.old !== undefined && outcome.state !== undefined && !equal(step.old.outputs, outcome.state.outputs)
    return isLogical(step)
  }
}

/** Steps that a person doesn't hear of. */
const isInternal = (step: Step): boolean =>
  isDefaultProvider(stepResource(step).urn) || (step.op === 'refresh' && step.internal === true)

/** resource.Status of the official engine. */
const STATUS = { ok: 0, partial: 1, unknown: 2 } as const
