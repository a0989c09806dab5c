import { refreshTargets } from '../generation/refresh.ts'
import { UrnSelection } from '../generation/selection.ts'
import { CommandError, internalError, OutsideScope } from '../errors.ts'
import type { Import } from '../imports/names.ts'
import type { ProgramEnd } from '../program/program.ts'
import { TypeCheck } from '../program/typecheck.ts'
import { DYNAMIC_PACKAGE } from '../providers/registry.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { ROOT_TYPE } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { Channels } from './channels.ts'
import { type Deployment, unknownTargetMessage } from './deployment.ts'
import { importResources } from './importing.ts'
import type { Interruptible } from './interrupts.ts'
import { deploymentOf, newPass, type Pass, refreshing, type RunOptions } from './pass.ts'
import { pendingOperationsWarning } from './pending.ts'
import { refuseDeleteHooks } from './preparation.ts'
import { providerInputs } from './provider-inputs.ts'
import { Signal } from './signal.ts'

export interface RunResult {
  readonly failed: boolean
  readonly cancelled: boolean
  /** Refused before anything was done: the state is as it was. */
  readonly untouched: boolean
  readonly changes: Readonly<Record<string, number>>
  readonly durationSeconds: number
  readonly outputs: PropertyMap
}

/** One operation on one stack, from the first event to the last: the program, its resources, and what is left of the old ones. */
export class Run implements Interruptible {
  readonly #options: RunOptions
  readonly #channels: Channels
  readonly #cancelled = new Signal()
  #pass: Pass
  #isCancelled = false
  #programFailed = false
  #untouched = false

  constructor(options: RunOptions) {
    this.#options = options
    this.#channels = new Channels({ ...options, stateOf: (urn) => this.#pass.executor.stateOf(urn) })
    this.#pass = this.#newPass(options.base)
  }

  async perform(): Promise<RunResult> {
    const { emit, config, keeper, diagnostics, request, interrupts } = this.#options
    const started = Date.now()
    emit({ preludeEvent: { config: config.masked } })
    interrupts.current = this
    let reported = false
    try {
      await this.#channels.open()
      reported = await this.#phases()
      await keeper.flush()
    } catch (error) {
      // Refused before anything was begun: told to whoever gave the command.
      if (error instanceof CommandError) throw error
      diagnostics.error(error instanceof Error ? error.message : String(error))
      this.#programFailed = true
    } finally {
      await this.#channels.close()
      interrupts.current = undefined
    }
    const failed = this.#hasFailed() || this.#isCancelled
    if (this.#isCancelled) diagnostics.error(`${this.#verb} canceled`)
    else if (failed && !reported) diagnostics.error(`${this.#verb} failed`)
    // What was refused before anything was done has changed nothing, whatever was begun on the way to it.
    const changes = this.#untouched ? {} : this.#pass.executor.changes
    const durationSeconds = Math.round((Date.now() - started) / 1000)
    emit({
      summaryEvent: {
        maybeCorrupt: this.#pass.executor.maybeCorrupt, durationSeconds, resourceChanges: changes, PolicyPacks: {},
        isPreview: request.dryRun, result: failed ? 'failed' : 'succeeded',
      },
    })
    emit({ cancelEvent: {} })
    return { failed, cancelled: this.#isCancelled, untouched: this.#untouched, changes, durationSeconds, outputs: this.#stackOutputs() }
  }

  /** What was begun is finished, nothing more begins. */
  interrupt(): void {
    this.#isCancelled = true
    this.#pass.executor.stop()
    this.#cancelled.raise()
  }

  broke(error: unknown): void {
    this.#options.diagnostics.error(internalError(error))
    this.#programFailed = true
    this.#pass.executor.stop()
    this.#cancelled.raise()
  }

  get #verb(): string {
    return this.#options.request.dryRun ? 'preview' : 'update'
  }

  #hasFailed(): boolean {
    return this.#programFailed || this.#pass.executor.sawError || this.#pass.ledger.sawError || this.#channels.sawError
  }

  /** Whether everything that went wrong has been said, so that no closing line is due. */
  async #phases(): Promise<boolean> {
    const { request, base, diagnostics, keeper } = this.#options
    if (request.imports) return this.#import(request.imports)
    if (this.#reportUnknown(request.replaceTargets)) return true
    if ((request.refresh || request.kind === 'refresh') && !request.runProgram) {
      const wholly = await this.#refresh()
      if (!wholly || request.kind === 'refresh') return false
      this.#pass = this.#newPass(keeper.rebase())
    } else if (base.pendingOperations.length > 0 && !request.dryRun) {
      diagnostics.warning(pendingOperationsWarning(base.pendingOperations))
    }
    const deployment = deploymentOf(this.#pass, this.#options, this.#channels)
    if (request.kind === 'destroy' && !request.runProgram) {
      refuseDeleteHooks(base, diagnostics)
      await deployment.finishOthers()
      await deployment.settle()
      if (deployment.refused) this.#programFailed = true
      return deployment.refused
    }
    return this.#runProgram(deployment)
  }

  async #import(imports: readonly Import[]): Promise<boolean> {
    const { config, diagnostics } = this.#options
    try {
      await importResources(imports, {
        ...this.#pass, providerInputs: (name) => providerInputs(name, config),
      })
      const { failure } = this.#pass.executor
      if (failure !== undefined) throw new Error(`step application failed: ${failure}`)
      return false
    } catch (error) {
      diagnostics.error(`${this.#verb} failed: ${error instanceof Error ? error.message : String(error)}`)
      this.#programFailed = true
      return true
    }
  }

  async #refresh(): Promise<boolean> {
    const { request, keeper } = this.#options
    if (this.#reportUnknown(request.targets) || this.#reportUnknown(request.excludes)) {
      this.#programFailed = true
      return false
    }
    this.#pass = refreshing(this.#pass, this.#options, this.#channels)
    const { executor, ledger } = this.#pass
    await executor.runTogether(refreshTargets(ledger).map((old) => ({ op: 'refresh', old })))
    await keeper.flush()
    return !executor.sawError && !this.#isCancelled
  }

  async #runProgram(deployment: Deployment): Promise<boolean> {
    const { request } = this.#options
    const stopped = new Signal()
    this.#pass.executor.onStop = stopped.raise
    const monitor = this.#channels.serveMonitor(deployment, (error) => this.#refuse(error))
    // The old state tells whether there will be dynamic resources, and a new stack likely has some: their server starts with the program.
    const { resources } = this.#options.base
    if (!resources.some(({ type }) => type !== ROOT_TYPE) || resources.some(({ type }) => type.startsWith(`${DYNAMIC_PACKAGE}:`))) {
      this.#channels.warmProviders()
    }
    const types = request.client ? undefined : new TypeCheck(this.#options.stacks.project.home, this.#options.stacks.project.root,
      this.#options.sdk.version)
    const program = this.#channels.startProgram(types?.isDone ?? false)
    let end: ProgramEnd | undefined
    const ended = program.ended.then((how) => {
      end = how
    })
    await Promise.race([ended, monitor.programDone, stopped.raised, this.#cancelled.raised])
    await deployment.settle()
    const programFailed = end !== undefined && end.kind !== 'done'
    // An error that was logged fails the run, and nothing is deleted that a whole program would have kept.
    const clean = !programFailed && !this.#channels.sawError && !this.#pass.executor.isStopped && !this.#isCancelled
    if (clean) await deployment.finishOthers()
    await deployment.settle()
    monitor.release()
    const quiet = deployment.refused
    if (this.#pass.executor.isStopped || this.#isCancelled) await program.stop()
    else await ended
    const how = end ?? { kind: 'done' }
    if (how.kind === 'done') types?.remember()
    if (how.kind !== 'done' || this.#channels.sawError || deployment.refused) this.#programFailed = true
    const stoppedByUs = this.#pass.executor.isStopped || this.#isCancelled
    if (how.kind === 'failed' && !stoppedByUs) this.#options.diagnostics.error(how.message)
    await deployment.finalizeOutputs(this.#hasFailed())
    if (!this.#hasFailed() && !stoppedByUs && this.#reportUnfulfilled()) return true
    return quiet || (how.kind !== 'done' && !stoppedByUs)
  }

  /** What a plan announced and this run didn't do is as much a breach of it as what it did besides. */
  #reportUnfulfilled(): boolean {
    const { planning, base, diagnostics } = this.#options
    const unfulfilled = planning?.unfulfilled((urn) => base.resources.some((old) => old.urn === urn)) ?? []
    for (const urn of unfulfilled) diagnostics.error(`expected resource operations for ${urn} but none were seen`, urn)
    if (unfulfilled.length > 0) this.#programFailed = true
    return unfulfilled.length > 0
  }

  #refuse(error: unknown): void {
    // What fails while the run is being ended fails because of that.
    if (this.#pass.executor.isStopped) return
    const { keeper, request, diagnostics } = this.#options
    this.#programFailed = true
    this.#untouched = error instanceof OutsideScope && keeper.abandon()
    const shown = error instanceof OutsideScope && !this.#untouched && !request.dryRun ? error.afterChanges() : error
    diagnostics.error(shown instanceof Error ? shown.message : String(shown))
    this.#pass.executor.stop()
  }

  #newPass(base: Snapshot): Pass {
    return newPass(base, this.#options, this.#channels)
  }

  #reportUnknown(selection: UrnSelection): boolean {
    const unknown = selection.literals.filter((urn) => !this.#pass.ledger.base.resources.some((old) => old.urn === urn))
    for (const urn of unknown) this.#options.diagnostics.error(unknownTargetMessage(urn))
    if (unknown.length > 0) this.#programFailed = true
    return unknown.length > 0
  }

  #stackOutputs(): PropertyMap {
    const { resources } = this.#options.keeper.journal.snapshot()
    return resources.find(({ type, delete: gone }) => type === ROOT_TYPE && !gone)?.outputs ?? {}
  }
}
