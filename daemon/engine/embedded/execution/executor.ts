import { type EngineEvent, stepMetadata, type StepView } from '../events/event.ts'
import { isLogical, type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isDefaultProvider, type Urn } from '../snapshot/urn.ts'
import { equal, type PropertyMap } from '../values/property.ts'
import { type Outcome, reachesTheWorld } from './apply.ts'
import { applyWithHooks, type HookedSurroundings, runAfterHooks } from './hooked.ts'
import type { StateKeeper } from './keeper.ts'
import { doneEntry, needsSaving, operationKind } from './recording.ts'
import { oldOf, Views, withSecretOutputs } from './views.ts'

/** What became of a registration: the resource, or why there is none. */
export type Registered =
  | { readonly kind: 'done'; readonly state: ResourceState; readonly unknown: boolean }
  | { readonly kind: 'failed' | 'skipped'; readonly state: ResourceState }
  | { readonly kind: 'cancelled' }

export interface ExecutorOptions extends HookedSurroundings {
  readonly keeper: StateKeeper
  readonly emit: (event: EngineEvent) => void
  /** Hears of every step before it is done, with whole states. */
  readonly observe?: (step: Step, view: StepView) => void
  /** How many steps may run at the same time. */
  readonly parallel: number
  readonly continueOnError: boolean
  /** A refresh reports every failure and is stopped by none. */
  readonly refreshing: boolean
  /** Refreshing is what the run is for, so what it finds counts as its changes. */
  readonly counting: boolean
}

/** Does steps: events before and after, pending operations and results in the journal, and a limit on how many at once. */
export class Executor {
  readonly #options: ExecutorOptions
  readonly #changes = new Map<string, number>()
  readonly #registrations = new Map<Urn, Step>()
  readonly #states = new Map<Urn, ResourceState>()
  readonly #views = new Views((urn) => this.#states.get(urn))
  readonly #refreshed = new Map<ResourceState, ResourceState | undefined>()
  readonly #failedSteps: Step[] = []
  readonly #waiting: (() => void)[] = []
  #active = 0
  #operations = 0
  #steps = 0
  #stopped = false
  #sawError = false
  #maybeCorrupt = false
  #postFailed = false
  /** Called once, when a failure means that nothing new may begin. */
  onStop: () => void = () => undefined

  constructor(options: ExecutorOptions) {
    this.#options = options
  }

  get sawError(): boolean {
    return this.#sawError
  }

  get maybeCorrupt(): boolean {
    return this.#maybeCorrupt
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  get failedSteps(): readonly Step[] {
    return this.#failedSteps
  }

  /** How many of each operation were done, sorted by name, as the summary shows them. */
  get changes(): Record<string, number> {
    return Object.fromEntries([...this.#changes].sort(([left], [right]) => (left < right ? -1 : 1)))
  }

  /** A resource of this run as it is now. */
  stateOf(urn: Urn): ResourceState | undefined {
    return this.#states.get(urn)
  }

  /** What a refresh found in the place of an old resource; undefined where that is gone. */
  refreshedFrom(old: ResourceState): ResourceState | undefined {
    return this.#refreshed.get(old)
  }

  /** Nothing new begins any more; what has begun is finished. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    for (const resume of this.#waiting.splice(0)) resume()
    this.onStop()
  }

  /** Does steps one after the other; `registered` hears what became of the resource that they belong to. */
  async runChain(steps: readonly Step[], registered: (result: Registered) => void = () => undefined): Promise<boolean> {
    const wanted = steps.findLast((step) => 'new' in step)
    return this.#withSlot(async () => {
      for (const step of steps) {
        if (this.#stopped) {
          registered({ kind: 'cancelled' })
          return false
        }
        if (await this.#runStep(step, registered)) continue
        // A delete that had to come first failed: whoever waits for the resource is told; telling twice does nothing.
        if (wanted && 'new' in wanted) registered({ kind: 'failed', state: wanted.new })
        return false
      }
      return true
    })
  }

  /** Steps that don't depend on one another. */
  async runTogether(steps: readonly Step[]): Promise<void> {
    await Promise.all(steps.map((step) => this.runChain([step])))
  }

  /** A component's, or the stack's, own outputs. `keepOld` keeps old ones that a failed run didn't come to. */
  async registerOutputs(urn: Urn, outputs: PropertyMap, keepOld: boolean): Promise<void> {
    const { keeper, ledger, emit } = this.#options
    const step = this.#registrations.get(urn)
    const state = this.#states.get(urn)
    if (!step || !state) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`)
    this.#registrations.delete(urn)
    if (step.op === 'same' && step.origin === 'skipped-create') return
    const before = ledger.olds.get(ledger.aliases.get(urn) ?? urn)?.outputs ?? {}
    const wanted = keepOld ? { ...before, ...outputs } : outputs
    ledger.options.planning?.outputs(urn, before, wanted)
    const rewritten = { ...state, outputs: equal(wanted, before) ? before : wanted }
    keeper.record({ kind: 'rewrite', operation: this.#operations++, old: keeper.journal.current(state), state: rewritten })
    this.#states.set(urn, rewritten)
    // A component is done only now, when it has its outputs.
    if (!rewritten.custom && step.op !== 'delete') this.#noteHooks(await runAfterHooks(step, rewritten, this.#options))
    emit({ resOutputsEvent: { metadata: stepMetadata(step, { op: step.op, old: oldOf(step), new: rewritten }), ...this.#planning } })
    if (!equal(before, rewritten.outputs)) await keeper.saved()
    if (this.#postFailed && !this.#options.continueOnError) this.stop()
  }

  get #planning(): { planning?: true } {
    return this.#options.preview ? { planning: true } : {}
  }

  async #withSlot<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active >= this.#options.parallel && !this.#stopped) await new Promise<void>((resume) => this.#waiting.push(resume))
    this.#active++
    try {
      return await work()
    } finally {
      this.#active--
      this.#waiting.shift()?.()
    }
  }

  async #runStep(step: Step, registered: (result: Registered) => void): Promise<boolean> {
    const { emit, keeper, preview, observe } = this.#options
    const view = this.#views.beginning(step)
    observe?.(step, view)
    emit({ resourcePreEvent: { metadata: stepMetadata(step, view), ...this.#planning } })
    const operation = this.#operations++
    const kind = operationKind(step)
    try {
      if (kind) {
        keeper.record({ kind: 'begin', operation, pending: { resource: stepResource(step), type: kind } })
        if (!preview && reachesTheWorld(step)) await keeper.saved()
      }
      const outcome = withSecretOutputs(await applyWithHooks(step, this.#options), step)
      if (outcome.kind === 'failed') {
        this.#fail(step, outcome)
        this.#journalFailure(step, operation, outcome)
        if (outcome.status === 'partial') await keeper.saved()
        this.#afterFailure(step, outcome, registered)
        return false
      }
      if (stepResource(step).custom || step.op === 'delete') this.#noteHooks(await runAfterHooks(step, outcome.state, this.#options))
      this.#finish(step, outcome)
      this.#journal(step, operation, outcome)
      if (needsSaving(step, outcome)) await keeper.saved()
      this.#answer(step, outcome.state, registered)
      if (this.#postFailed && !this.#options.continueOnError) this.stop()
      return true
    } catch (error) {
      // Only the disk can fail here: without a record of what happens, nothing more may happen.
      this.#options.diagnostics.error(error instanceof Error ? error.message : String(error), stepResource(step).urn)
      this.#sawError = true
      registered({ kind: 'cancelled' })
      this.stop()
      return false
    }
  }

  #noteHooks(fine: boolean): void {
    if (fine) return
    this.#sawError = true
    this.#postFailed = true
  }

  #answer(step: Step, state: ResourceState | undefined, registered: (result: Registered) => void): void {
    if (!state || step.op === 'replace' || step.op === 'refresh') return
    registered({ kind: 'done', state, unknown: step.op === 'same' && step.origin === 'skipped-create' })
  }

  #finish(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): void {
    const { emit, preview, counting, ledger } = this.#options
    const resource = stepResource(step)
    this.#views.note(step)
    if (step.op === 'refresh') this.#refreshed.set(step.old, outcome.state)
    else if (outcome.state) {
      this.#states.set(resource.urn, outcome.state)
      ledger.options.planning?.result(resource.urn, outcome.state.outputs)
    }
    if (isLogical(step) && 'new' in step) this.#registrations.set(resource.urn, step)
    const op = step.op === 'refresh' && counting ? (outcome.refreshed?.op ?? 'same') : step.op
    if (this.#counts(step, outcome)) {
      this.#changes.set(op, (this.#changes.get(op) ?? 0) + 1)
      this.#steps++
    }
    const shown = preview || resource.custom || step.op === 'refresh' || step.op === 'delete'
    if (shown) emit({ resOutputsEvent: { metadata: stepMetadata(step, this.#views.ending(step, op, outcome)), ...this.#planning } })
  }

  #counts(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): boolean {
    if (isDefaultProvider(stepResource(step).urn)) return false
    if (step.op === 'refresh') return this.#options.counting && !step.internal
    if (step.op === 'read') return step.old !== undefined && outcome.state !== undefined && !equal(step.old.outputs, outcome.state.outputs)
    return isLogical(step)
  }

  #fail(step: Step, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    const { diagnostics, emit, preview } = this.#options
    const { urn } = stepResource(step)
    this.#sawError = true
    if (outcome.status === 'unknown' && !preview) this.#maybeCorrupt = true
    diagnostics.error(preview ? `Preview failed: ${outcome.message}` : outcome.message, isInternal(step) ? undefined : urn)
    if (preview) return
    const view = this.#views.failed(step, outcome.state)
    emit({ resOpFailedEvent: { metadata: stepMetadata(step, view), status: STATUS[outcome.status], steps: this.#steps } })
  }

  #afterFailure(step: Step, outcome: Extract<Outcome, { kind: 'failed' }>, registered: (result: Registered) => void): void {
    const { refreshing, continueOnError } = this.#options
    if (refreshing) return
    if (continueOnError || outcome.protected) {
      this.#failedSteps.push(step)
      if ('new' in step) registered({ kind: 'failed', state: outcome.state ?? step.new })
    } else {
      registered({ kind: 'cancelled' })
      this.stop()
    }
  }

  #journal(step: Step, operation: number, outcome: Extract<Outcome, { kind: 'done' }>): void {
    const { keeper } = this.#options
    const awaiting = step.op === 'create-replacement' && keeper.journal.isAwaitingReplacement(step.old)
    const entry = doneEntry(step, operation, outcome, awaiting)
    if (entry) keeper.record(entry)
  }

  #journalFailure(step: Step, operation: number, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    if (outcome.status === 'partial' && outcome.state) this.#journal(step, operation, { kind: 'done', state: outcome.state })
    // Nobody knows whether it was done: that it was begun is all that the state can say, and it says so until somebody has looked.
    else if (outcome.open && !this.#options.preview && reachesTheWorld(step)) return
    else this.#options.keeper.record({ kind: 'failed', operation })
  }
}

/** Steps that a person doesn't hear of. */
const isInternal = (step: Step): boolean =>
  isDefaultProvider(stepResource(step).urn) || (step.op === 'refresh' && step.internal === true)

/** resource.Status of the official engine. */
const STATUS = { ok: 0, partial: 1, unknown: 2 } as const
