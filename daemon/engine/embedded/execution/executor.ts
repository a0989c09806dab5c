import type { EngineEvent, StepView } from '../events/event.ts'
import { isLogical, type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import { equal, type PropertyMap } from '../values/property.ts'
import { type Outcome, reachesTheWorld } from './apply.ts'
import { applyWithHooks, type HookedSurroundings, runAfterHooks } from './hooked.ts'
import type { StateKeeper } from './keeper.ts'
import { doneEntry, needsSaving, operationKind } from './recording.ts'
import { StepReport } from './report.ts'
import { withSecretOutputs } from './views.ts'

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

/** Does steps: pending operations and results in the journal, a report before and after, and a limit on how many at once. */
export class Executor {
  readonly #options: ExecutorOptions
  readonly #registrations = new Map<Urn, Step>()
  readonly #states = new Map<Urn, ResourceState>()
  readonly #report: StepReport
  readonly #refreshed = new Map<ResourceState, ResourceState | undefined>()
  readonly #failedSteps: Step[] = []
  readonly #waiting: (() => void)[] = []
  #active = 0
  #operations = 0
  #stopped = false
  #sawError = false
  #failure: string | undefined
  #postFailed = false
  /** Called once, when a failure means that nothing new may begin. */
  onStop: () => void = () => undefined

  constructor(options: ExecutorOptions) {
    this.#options = options
    this.#report = new StepReport({ ...options, stateOf: (urn) => this.#states.get(urn) })
  }

  get sawError(): boolean {
    return this.#sawError
  }

  /** What the first step that failed said. */
  get failure(): string | undefined {
    return this.#failure
  }

  get maybeCorrupt(): boolean {
    return this.#report.maybeCorrupt
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  get failedSteps(): readonly Step[] {
    return this.#failedSteps
  }

  /** How many of each operation were done, sorted by name, as the summary shows them. */
  get changes(): Record<string, number> {
    return this.#report.changes
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
    const { keeper, ledger } = this.#options
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
    if (!rewritten.custom && !isDelete(step)) this.#noteHooks(await runAfterHooks(step, rewritten, this.#options))
    this.#report.completed(step, rewritten)
    if (this.#postFailed && !this.#options.continueOnError) this.stop()
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
    const { keeper, preview } = this.#options
    this.#report.begun(step)
    const operation = this.#operations++
    const kind = operationKind(step)
    try {
      if (kind) {
        keeper.record({ kind: 'begin', operation, pending: { resource: stepResource(step), type: kind } })
        if (!preview && reachesTheWorld(step)) await keeper.saved()
      }
      const outcome = withSecretOutputs(await applyWithHooks(step, this.#options), step)
      if (outcome.kind === 'failed') {
        this.#sawError = true
        this.#failure ??= outcome.message
        this.#report.failed(step, outcome)
        this.#journalFailure(step, operation, outcome)
        if (outcome.status === 'partial') await keeper.saved()
        this.#afterFailure(step, outcome, registered)
        return false
      }
      // A component that was made or changed is done only when it has its outputs; one that is gone will never have any.
      if (stepResource(step).custom || isDelete(step)) this.#noteHooks(await runAfterHooks(step, outcome.state, this.#options))
      this.#finish(step, outcome)
      this.#journal(step, operation, outcome)
      if (needsSaving(step, outcome)) await keeper.saved()
      this.#answer(step, outcome.state, registered)
      if (this.#postFailed && !this.#options.continueOnError) this.stop()
      return true
    } catch (error) {
      // Only the record can fail here, by the disk or by two that claim one: without it nothing more may happen.
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
    if (step.op === 'replace' && !step.new.custom) state = this.#states.get(step.new.urn)
    else if (step.op === 'replace' || step.op === 'refresh') return
    if (!state) return
    // A component's outputs belong to the step that replaces it: where that is still to come, nobody may come with them before it.
    if (step.op === 'create-replacement' && !state.custom && !this.#registrations.has(state.urn)) return
    registered({ kind: 'done', state, unknown: step.op === 'same' && step.origin === 'skipped-create' })
  }

  #finish(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): void {
    const { planning } = this.#options.ledger.options
    const resource = stepResource(step)
    if (step.op === 'refresh') this.#refreshed.set(step.old, outcome.state)
    else if (outcome.state) {
      this.#states.set(resource.urn, outcome.state)
      planning?.result(resource.urn, outcome.state.outputs)
    }
    if (isLogical(step) && 'new' in step) this.#registrations.set(resource.urn, step)
    this.#report.done(step, outcome)
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

const isDelete = ({ op }: Step): boolean => op === 'delete' || op === 'delete-replaced'
