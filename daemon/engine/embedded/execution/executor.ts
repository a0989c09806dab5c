import type { Diagnostics } from '../events/diagnostics.ts'
import { type EngineEvent, stepMetadata, type StepView } from '../events/event.ts'
import { isLogical, type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { OperationKind } from '../snapshot/snapshot.ts'
import { type HookRunner, hooksOf, MOST_RETRIES } from './hooks.ts'
import { isDefaultProvider, type Urn } from '../snapshot/urn.ts'
import { equal, isSecret, type PropertyMap, type PropertyValue, secret } from '../values/property.ts'
import { applyStep, type Outcome, reachesTheWorld, type Refreshed, type Surroundings } from './apply.ts'
import type { StateKeeper } from './keeper.ts'
import { mustSave } from './same.ts'

/** What became of a registration: the resource, or why there is none. */
export type Registered =
  | { readonly kind: 'done'; readonly state: ResourceState; readonly unknown: boolean }
  | { readonly kind: 'failed' | 'skipped'; readonly state: ResourceState }
  | { readonly kind: 'cancelled' }

export interface ExecutorOptions extends Surroundings {
  readonly keeper: StateKeeper
  /** The program's hooks around its resources' life; none where no program runs. */
  readonly hooks?: HookRunner
  readonly emit: (event: EngineEvent) => void
  /** Hears of every step before it is done, with whole states. */
  readonly observe?: (step: Step, view: StepView) => void
  readonly diagnostics: Diagnostics
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
    const rewritten = { ...state, outputs: equal(wanted, before) ? before : wanted }
    keeper.record({ kind: 'rewrite', operation: this.#operations++, old: keeper.journal.current(state), state: rewritten, refresh: false })
    this.#states.set(urn, rewritten)
    // A component is done only now, when it has its outputs.
    if (!rewritten.custom && step.op !== 'delete') await this.#afterHooks(step, rewritten)
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
    observe?.(step, beginning(step))
    emit({ resourcePreEvent: { metadata: stepMetadata(step, beginning(step)), ...this.#planning } })
    const operation = this.#operations++
    const kind = operationKind(step)
    try {
      if (kind) {
        keeper.record({ kind: 'begin', operation, pending: { resource: stepResource(step), type: kind } })
        if (!preview && reachesTheWorld(step)) await keeper.saved()
      }
      const outcome = withSecretOutputs(await this.#withHooks(step), step)
      if (outcome.kind === 'failed') {
        this.#fail(step, outcome)
        this.#journalFailure(step, operation, outcome)
        if (outcome.status === 'partial') await keeper.saved()
        this.#afterFailure(step, outcome, registered)
        return false
      }
      if (stepResource(step).custom || step.op === 'delete') await this.#afterHooks(step, outcome.state)
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

  /** Does a step between its before hooks and, where it fails, as often as its error hooks ask for it. */
  async #withHooks(step: Step): Promise<Outcome> {
    const { hooks, preview, diagnostics } = this.#options
    const hooked = hooks && hooksOf(step)
    if (!hooked) return applyStep(step, this.#options)
    const failed = (error: unknown): Outcome => ({ kind: 'failed', status: 'ok', message: error instanceof Error
      ? error.message : String(error) })
    try {
      await hooks.run(hooked.before, hooked.subject)
    } catch (error) {
      return failed(error)
    }
    const failures: string[] = []
    for (;;) {
      const outcome = await applyStep(step, this.#options)
      const hasErrorHooks = (hooked.subject.resource.resourceHooks?.OnError?.length ?? 0) > 0
      if (outcome.kind === 'done' || preview || outcome.protected || !hasErrorHooks) return outcome
      failures.unshift(outcome.message)
      const { urn } = stepResource(step)
      if (failures.length >= MOST_RETRIES) {
        diagnostics.warning(`maximum number of error hook retries (${MOST_RETRIES}) reached`, urn)
        return { ...outcome, message: 'maximum number of error hook retries reached' }
      }
      try {
        if (!(await hooks.shouldRetry(hooked.subject, hooked.operation, failures))) return outcome
      } catch (error) {
        return failed(new Error(`error hooks execution failed: ${error instanceof Error ? error.message : String(error)}`))
      }
      diagnostics.warning(`retrying ${hooked.operation} due to on-error hook request (${failures.length}/${MOST_RETRIES})`, urn)
    }
  }

  /** What has been done stays done when an after hook fails; the run fails, though. */
  async #afterHooks(step: Step, state: ResourceState | undefined): Promise<void> {
    const { hooks, diagnostics } = this.#options
    const hooked = hooks && hooksOf(step)
    if (!hooked) return
    try {
      const subject = state ? { ...hooked.subject, resource: state, newOutputs: state.outputs } : hooked.subject
      await hooks.run(hooked.after, subject)
    } catch (error) {
      diagnostics.error(error instanceof Error ? error.message : String(error), stepResource(step).urn)
      this.#sawError = true
      this.#postFailed = true
    }
  }

  #answer(step: Step, state: ResourceState | undefined, registered: (result: Registered) => void): void {
    if (!state || step.op === 'replace' || step.op === 'refresh') return
    registered({ kind: 'done', state, unknown: step.op === 'same' && step.origin === 'skipped-create' })
  }

  #finish(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): void {
    const { emit, preview, counting } = this.#options
    const resource = stepResource(step)
    if (outcome.state && step.op !== 'refresh') this.#states.set(resource.urn, outcome.state)
    if (isLogical(step) && 'new' in step) this.#registrations.set(resource.urn, step)
    const op = step.op === 'refresh' && counting ? (outcome.refreshed?.op ?? 'same') : step.op
    if (this.#counts(step, outcome)) {
      this.#changes.set(op, (this.#changes.get(op) ?? 0) + 1)
      this.#steps++
    }
    const shown = preview || resource.custom || step.op === 'refresh' || step.op === 'delete'
    if (shown) emit({ resOutputsEvent: { metadata: stepMetadata(step, this.#ending(step, op, outcome)), ...this.#planning } })
  }

  #counts(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): boolean {
    if (isDefaultProvider(stepResource(step).urn)) return false
    if (step.op === 'refresh') return this.#options.counting
    if (step.op === 'read') return step.old !== undefined && outcome.state !== undefined && !equal(step.old.outputs, outcome.state.outputs)
    return isLogical(step)
  }

  #ending(step: Step, op: string, { state, refreshed }: { state: ResourceState | undefined; refreshed?: Refreshed }): StepView {
    const current = step.op === 'replace' ? (this.#states.get(step.new.urn) ?? step.new) : state
    return { op, old: oldOf(step), new: current, ...(refreshed && { changedKeys: refreshed.changedKeys, detailed: refreshed.detailed }) }
  }

  #fail(step: Step, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    const { diagnostics, emit, preview } = this.#options
    const { urn } = stepResource(step)
    this.#sawError = true
    if (outcome.status === 'unknown' && !preview) this.#maybeCorrupt = true
    diagnostics.error(preview ? `Preview failed: ${outcome.message}` : outcome.message, isDefaultProvider(urn) ? undefined : urn)
    if (preview) return
    const view: StepView = { op: step.op, old: oldOf(step), new: outcome.state ?? ('new' in step ? step.new : undefined) }
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

  #journal(step: Step, operation: number, { state, refreshed }: Extract<Outcome, { kind: 'done' }>): void {
    const { keeper } = this.#options
    switch (step.op) {
      case 'same':
        if (step.origin !== 'skipped-create' && state) keeper.record({ kind: 'done', operation, state, removes: step.old })
        return
      case 'create':
      case 'create-replacement':
        keeper.record({ kind: 'done', operation, ...(state && { state }), ...this.#replaced(step) })
        return
      case 'import-replacement':
        keeper.record({ kind: 'done', operation, ...(state && { state }), ...(step.old && { condemns: step.old }) })
        return
      case 'import':
        keeper.record({ kind: 'done', operation, ...(state && { state }) })
        return
      case 'update':
        keeper.record({ kind: 'done', operation, ...(state && { state }), removes: step.old })
        return
      case 'read':
        keeper.record({ kind: 'done', operation, ...(state && { state }), ...(step.old && { removes: step.old }) })
        return
      case 'read-replacement':
        keeper.record({ kind: 'done', operation, ...(state && { state }), ...(step.old && { condemns: step.old }) })
        return
      case 'delete':
      case 'delete-replaced':
      case 'read-discard':
      case 'discard-replaced':
        keeper.record({ kind: 'done', operation, ...(step.awaitsReplacement ? { awaitsReplacement: step.old } : { removes: step.old }) })
        return
      case 'remove-pending-replace':
        keeper.record({ kind: 'done', operation, removes: step.old })
        return
      case 'refresh':
        if (refreshed) keeper.record({ kind: 'rewrite', operation, old: step.old, state, refresh: true })
        return
      case 'replace':
        return
    }
  }

  #replaced(step: Extract<Step, { op: 'create' | 'create-replacement' }>): { removes?: ResourceState; condemns?: ResourceState } {
    if (step.op === 'create') return {}
    return this.#options.keeper.journal.isAwaitingReplacement(step.old) ? { removes: step.old } : { condemns: step.old }
  }

  #journalFailure(step: Step, operation: number, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    if (outcome.status === 'partial' && outcome.state) this.#journal(step, operation, { kind: 'done', state: outcome.state })
    else this.#options.keeper.record({ kind: 'failed', operation })
  }
}

/** resource.Status of the official engine. */
const STATUS = { ok: 0, partial: 1, unknown: 2 } as const

const oldOf = (step: Step): ResourceState | undefined => ('old' in step ? step.old : undefined)

/** Before a step its new resource has no id and no outputs yet. */
function beginning(step: Step): StepView {
  if (step.op === 'refresh') return { op: step.op, old: step.old, new: step.old }
  if (!('new' in step)) return { op: step.op, old: step.old, new: undefined }
  if (step.op === 'read' || step.op === 'read-replacement') return { op: step.op, old: step.old, new: step.new }
  const { id: _id, ...rest } = step.new
  return { op: step.op, old: oldOf(step), new: { ...rest, outputs: {} } }
}

function operationKind(step: Step): OperationKind | undefined {
  switch (step.op) {
    case 'create':
    case 'create-replacement':
      return 'creating'
    case 'update':
      return 'updating'
    case 'delete':
    case 'delete-replaced':
    case 'read-discard':
    case 'discard-replaced':
      return 'deleting'
    case 'read':
    case 'read-replacement':
      return 'reading'
    case 'import':
    case 'import-replacement':
      return 'importing'
    default:
      return undefined
  }
}

function needsSaving(step: Step, outcome: Extract<Outcome, { kind: 'done' }>): boolean {
  if (step.op === 'replace') return false
  if (step.op === 'refresh') return outcome.refreshed?.op !== 'same'
  if (step.op !== 'same') return true
  return step.origin !== 'skipped-create' && outcome.state !== undefined && mustSave(step.old, outcome.state)
}

/** Marks outputs secret that the program asked to be, and those whose input of the same name is. */
function withSecretOutputs(outcome: Outcome, step: Step): Outcome {
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
