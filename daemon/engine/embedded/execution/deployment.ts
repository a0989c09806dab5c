import type { Diagnostics } from '../events/diagnostics.ts'
import { deleteRounds, leftoverSteps } from '../generation/deletes.ts'
import type { Goal, ReadGoal } from '../generation/goal.ts'
import { type Ledger, Refused, RefusedResource } from '../generation/ledger.ts'
import type { Answer, Decision, Question } from '../generation/question.ts'
import { readSteps } from '../generation/read.ts'
import { refreshLeftovers } from '../generation/refresh.ts'
import { registrationSteps } from '../generation/register.ts'
import { type Step, stepResource } from '../generation/step.ts'
import type { ProviderRegistry } from '../providers/registry.ts'
import { DependencyGraph } from '../snapshot/graph.ts'
import { dependenciesOf, type ResourceState } from '../snapshot/resource.ts'
import { createUrn, providerType, referenceText, ROOT_TYPE, type Urn, urnQualifiedType } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { answer } from './answer.ts'
import type { Executor, Registered } from './executor.ts'
import type { StateKeeper } from './keeper.ts'

export interface DeploymentOptions {
  readonly ledger: Ledger
  readonly executor: Executor
  readonly keeper: StateKeeper
  readonly providers: ProviderRegistry
  readonly diagnostics: Diagnostics
  /** The configuration that a package's default provider has as its inputs; secrets marked. */
  readonly providerInputs: (packageName: string) => PropertyMap
}

/**
 * One run's conversation with a program: takes what it registers, decides on the steps one registration after the other, as the
 * official engine does, and lets them be done side by side.
 */
export class Deployment {
  readonly #options: DeploymentOptions
  readonly #defaults = new Map<string, Promise<string | undefined>>()
  readonly #unfinished = new Set<Promise<unknown>>()
  /** Resources that a failure of something they need left out (only with continue-on-error). */
  readonly #skipped = new Set<Urn>()
  #deciding: Promise<unknown> = Promise.resolve()
  #rootOutputs: { readonly urn: Urn; readonly outputs: PropertyMap } | undefined
  #refused = false

  constructor(options: DeploymentOptions) {
    this.#options = options
  }

  /** A resource could not even be decided on: said already, and the run says nothing more about it. */
  get refused(): boolean {
    return this.#refused
  }

  get failed(): boolean {
    return this.#refused || this.#options.executor.sawError || this.#options.ledger.sawError
  }

  register(goal: Goal): Promise<Registered> {
    return this.#decide(goal, () => registrationSteps(this.#options.ledger, goal))
  }

  read(goal: ReadGoal): Promise<Registered> {
    const { ledger } = this.#options
    return this.#decide(goal, function* () {
      return readSteps(ledger, goal)
    })
  }

  /** The reference of a package's default provider, which is registered at its first use; undefined if that failed. */
  defaultProvider(packageName: string): Promise<string | undefined> {
    const known = this.#defaults.get(packageName)
    if (known) return known
    const registered = this.register({
      type: providerType(packageName), name: 'default', custom: true, properties: this.#options.providerInputs(packageName),
        dependencies: [],
      propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], additionalSecretOutputs: [], aliases: [], replaceWith: [],
    }).then((result) => (result.kind === 'done' ? referenceText({ urn: result.state.urn, id: result.state.id ?? '' }) : undefined))
    this.#defaults.set(packageName, registered)
    return registered
  }

  /**
   * Outputs of a component; those of the stack wait for the end, when it is known whether the run failed, and aren't heard after something
   * that could not be decided on.
   */
  async registerOutputs(urn: Urn, outputs: PropertyMap): Promise<void> {
    await this.#track(this.#inOrder(() => {
      if (urnQualifiedType(urn) !== ROOT_TYPE) return this.#options.executor.registerOutputs(urn, outputs, false)
      if (!this.#refused) this.#rootOutputs = { urn, outputs }
    }))
  }

  /** Waits until everything that was registered is done or given up. */
  async settle(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.allSettled([...this.#unfinished])
  }

  /**
   * Deletes what the program didn't mention, or looks at it in a refresh. Called when the program has said everything and nothing
   * failed.
   */
  async finishOthers(): Promise<void> {
    if (this.#options.ledger.options.mode !== 'refresh') return this.#deleteLeftovers()
    const unknownTarget = this.#reportUnknownTargets()
    await this.#options.executor.runTogether(refreshLeftovers(this.#options.ledger).map((old) => ({ op: 'refresh', old })))
    if (unknownTarget) this.#refused = true
  }

  async #deleteLeftovers(): Promise<void> {
    const { ledger, executor, keeper } = this.#options
    const unknownTarget = this.#reportUnknownTargets()
    try {
      const { sames, deletes } = await this.#answer(leftoverSteps(ledger, keeper.journal))
      await executor.runChain(sames)
      await this.#deleteInRounds(deletes)
    } catch (error) {
      // Deletes that weren't asked for were reported one by one, and the run has failed; anything else ends it here.
      if (!(error instanceof Refused)) this.#refuse(error, undefined)
    }
    if (unknownTarget) this.#refused = true
  }

  /** Gives the stack its outputs; after a failure those of before stay, except where there are new ones. */
  async finalizeOutputs(failed: boolean): Promise<void> {
    if (!this.#rootOutputs) return
    await this.#options.executor.registerOutputs(this.#rootOutputs.urn, this.#rootOutputs.outputs, failed)
  }

  #decide(goal: Goal | ReadGoal, decision: () => Decision<Step[]>): Promise<Registered> {
    const { executor, ledger } = this.#options
    const registered = new Promise<Registered>((resolve, reject) => {
      const decided = this.#inOrder(async () => {
        if (executor.isStopped) return resolve({ kind: 'cancelled' })
        const urn = createUrn(ledger.options.stack, ledger.options.project, goal.parent, goal.type, goal.name)
        let steps: Step[]
        try {
          steps = this.#withoutSkipped(await this.#answer(decision()), resolve)
        } catch (error) {
          this.#refuse(error, urn)
          return resolve({ kind: 'cancelled' })
        }
        if (steps.length === 0) {
          // An import that needed no change, or one that failed; or a resource that was only looked at.
          const state = executor.stateOf(urn) ?? ledger.settled.get(urn)
          return resolve(state ? { kind: 'done', state, unknown: false } : { kind: 'cancelled' })
        }
        this.#track(executor.runChain(steps, resolve)).catch(reject)
      })
      decided.catch(reject)
    })
    return this.#track(registered)
  }

  /** With continue-on-error: what needs a failed or skipped resource is left out, and its program is told so. */
  #withoutSkipped(steps: readonly Step[], resolve: (result: Registered) => void): Step[] {
    for (const failed of this.#options.executor.failedSteps) this.#skipped.add(stepResource(failed).urn)
    return steps.filter((step) => {
      const resource = stepResource(step)
      if (!dependenciesOf(resource).some(({ urn }) => this.#skipped.has(urn))) return true
      this.#skipped.add(resource.urn)
      if ('new' in step && step.op !== 'replace') resolve({ kind: 'skipped', state: step.new })
      return false
    })
  }

  /** A failed delete keeps everything that the resource needs: the rounds that follow leave that out. */
  async #deleteInRounds(deletes: readonly Step[]): Promise<void> {
    const { executor, ledger } = this.#options
    const written = [...ledger.toDelete].flatMap((urn) => this.#options.keeper.journal.written(urn) ?? [])
    // Each once: what the program registered stands for what it was before, or the needs of one would be sought in the other.
    const others = ledger.base.resources.map((old) => this.#options.keeper.journal.current(old))
      .filter((resource) => resource.delete || !ledger.toDelete.has(resource.urn))
    const resources = [...written, ...others]
    const graph = new DependencyGraph(resources)
    for (const round of deleteRounds(resources, deletes)) {
      const kept = new Set<ResourceState>()
      for (const failed of executor.failedSteps) {
        const old = 'old' in failed ? failed.old : undefined
        if (old && graph.has(old)) for (const needed of graph.transitiveDependenciesOf(old)) kept.add(needed)
      }
      // What was left out stays as it was, and so must everything that it was made with, or the state wouldn't be whole.
      for (const urn of this.#skipped) {
        const old = ledger.olds.get(ledger.aliases.get(urn) ?? urn)
        if (old) for (const needed of graph.transitiveDependenciesOf(old)) kept.add(needed)
      }
      await executor.runTogether(round.filter((step) => !kept.has(stepResource(step))))
    }
  }

  #reportUnknownTargets(): boolean {
    const { ledger, diagnostics } = this.#options
    const unknown = ledger.options.targets.literals.filter((urn) => !ledger.urns.has(urn)
      && !ledger.base.resources.some((old) => old.urn === urn))
    for (const urn of unknown) diagnostics.error(unknownTargetMessage(urn))
    return unknown.length > 0
  }

  #respond = async (question: Question): Promise<Answer> => {
    const { providers, executor } = this.#options
    switch (question.ask) {
      case 'check':
        return providers.find(question.provider).check(question)
      case 'diff':
        return providers.find(question.provider).diff(question)
      case 'perform': {
        const done = await executor.runChain(question.steps)
        const [first] = question.steps
        const now = first?.op === 'refresh' ? executor.refreshedFrom(first.old) : first && executor.stateOf(stepResource(first).urn)
        return { answer: 'perform', done, state: done ? now : undefined }
      }
    }
  }

  async #answer<T>(decision: Decision<T>): Promise<T> {
    try {
      return await answer(decision, this.#respond)
    } finally {
      const { ledger, diagnostics } = this.#options
      for (const { severity, message, urn } of ledger.reports.splice(0)) diagnostics.say(severity, message, urn)
    }
  }

  #refuse(error: unknown, urn: Urn | undefined): void {
    const { diagnostics, executor } = this.#options
    const isReported = error instanceof Refused || error instanceof RefusedResource
    if (!isReported) diagnostics.error(error instanceof Error ? error.message : String(error), urn)
    this.#refused = true
    executor.stop()
  }

  #inOrder<T>(work: () => Promise<T> | T): Promise<T> {
    const next = this.#deciding.then(work)
    this.#deciding = next.catch(() => undefined)
    return next
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#unfinished.add(work)
    const forget = (): void => void this.#unfinished.delete(work)
    work.then(forget, forget)
    return work
  }
}

export function unknownTargetMessage(urn: Urn): string {
  return `Target '${urn}' could not be found in the stack.${urn.includes('$') ? '' : ' Did you forget to escape $ in your shell?'}`
}
