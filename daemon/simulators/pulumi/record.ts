import type { Change } from '../../../shared/plan.ts'
import type { RunStep } from '../../../shared/wire.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { RunObserver } from '../../simulator-contract.ts'
import { saysUnknown } from '../../engine/index.ts'
import type { EngineEvent, StepMetadata } from '../../engine/index.ts'
import { isBookkeeping, kindOf, nameOf, operationOf } from './changes.ts'

/** Thrown into the engine's events: the engine is stopped at once. */
export class Unforeseen extends Error {}

/**
 * The record of one run: an intent for each approved change before the engine starts, then what the engine's own events say became of it.
 * An engine doesn't wait for whoever listens, so an intent that was written at its event would come too late.
 */
export class RunRecord {
  readonly #observer: RunObserver
  readonly #phase: RunStep['phase']
  readonly #approved: ReadonlyMap<string, Change>
  readonly #begun = new Map<string, { at: number, ops: Set<string>, ended: Set<string> }>()
  readonly #over = new Set<string>()
  /** What may or may not have taken place, in words, by the change's id. */
  readonly uncertain = new Map<string, string>()

  constructor(observer: RunObserver, phase: RunStep['phase'], changes: readonly Change[]) {
    this.#observer = observer
    this.#phase = phase
    this.#approved = new Map(changes.map(change => [change.id, change]))
  }

  /** Durable when it returns; throws where the record refuses a change, or that anything is changed at all. */
  intend(): void {
    this.#observer.mayBegin()
    for (const change of this.#approved.values()) this.#observer.intent(this.#step(change, 'running'))
  }

  /** @throws Unforeseen for a change that was not approved */
  take(event: EngineEvent): void {
    if (event.kind === 'diagnostic') {
      if (event.severity !== 'info#err' || event.message.trim() !== '') this.#observer.log(event.message.trimEnd())
      return
    }
    if (event.kind === 'summary' || isBookkeeping(event.step)) return
    const { step } = event
    if (operationOf([step.op]) === undefined) return
    const change = this.#approved.get(step.urn)
    if (change === undefined || !fits(change, step)) {
      throw new Unforeseen(`The engine began to ${step.op} ${nameOf(step.urn)}, which was not approved; it was stopped.`)
    }
    const begun = this.#begun.get(step.urn) ?? { at: event.at, ops: new Set<string>(), ended: new Set<string>() }
    this.#begun.set(step.urn, begun)
    begun.ops.add(step.op)
    if (event.kind === 'begin') return
    if (event.kind === 'fail') this.#fail(change, event.at)
    else {
      begun.ended.add(step.op)
      const whole = change.operation !== 'replace' || (begun.ended.has('create-replacement') && begun.ended.has('delete-replaced'))
      if (whole) this.#end(change, 'done', event.at)
    }
  }

  /** Closes what is open: after a success everything that began is done; after a failure what never began was skipped. */
  close(succeeded: boolean, message: string): void {
    for (const change of this.#approved.values()) {
      if (this.#over.has(change.id)) continue
      const begun = this.#begun.has(change.id)
      if (succeeded && begun) this.#end(change, 'done', Date.now())
      else if (!begun) this.#end(change, 'skipped', Date.now())
      else {
        // Begun and never ended: the engine went away, or it was stopped while the provider worked.
        this.uncertain.set(change.id, `${change.operation} ${change.name}`)
        this.#end(change, 'unknown', Date.now(), message)
      }
    }
  }

  get anyBegun(): boolean {
    return this.#begun.size > 0
  }

  /** Whether exactly what was approved came to be. */
  get asApproved(): boolean {
    return this.#over.size === this.#approved.size && this.#begun.size === this.#approved.size
  }

  /** The engine's words about why a step failed come as a diagnostic, before or after the failure itself. */
  readonly #reasons = new Map<string, string>()

  reason(event: EngineEvent): void {
    if (event.kind === 'diagnostic' && event.urn !== undefined && event.severity === 'error') this.#reasons.set(event.urn, excerpt(event.message.trim(), 2000))
  }

  #fail(change: Change, at: number) {
    const why = this.#reasons.get(change.id)
    if (why !== undefined && saysUnknown(why)) {
      this.uncertain.set(change.id, excerpt(`${change.operation} ${change.name}: ${why}`, 500))
      this.#end(change, 'unknown', at, why)
    } else this.#end(change, 'failed', at, why)
  }

  #end(change: Change, state: RunStep['state'], at: number, detail?: string) {
    this.#over.add(change.id)
    const begun = this.#begun.get(change.id)
    this.#observer.outcome({
      ...this.#step(change, state), endedAt: new Date(at).toISOString(),
      ...(begun === undefined ? {} : { startedAt: new Date(begun.at).toISOString() }), ...(detail === undefined ? {} : { detail }),
    })
  }

  #step({ id, operation, kind, name }: Change, state: RunStep['state']): RunStep {
    return { id, operation, kind, name, state, phase: this.#phase }
  }
}

/** Whether an engine's step is part of an approved change: a replacement comes in parts, everything else as itself. */
function fits(change: Change, step: StepMetadata): boolean {
  const operation = operationOf([step.op])
  if (operation === change.operation) return true
  return change.operation === 'replace' && step.op === 'delete-replaced' && kindOf(step.type) === change.kind
}
