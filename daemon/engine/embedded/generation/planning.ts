import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { differenceViolation, goalViolation, unplannedViolation } from './constraints.ts'
import type { Goal } from './goal.ts'
import type { Ledger } from './ledger.ts'
import { allows, goalPlan, type Plan, planDifference, type ResourcePlan } from './plan.ts'
import { type Operation, type Step, stepResource } from './step.ts'

/** An update plan in a run: held to one (`up --plan`), or writing one down (`preview --save-plan`), or neither. */
export class Planning {
  readonly #held: Plan | undefined
  /** What is still to come of each resource's announced steps. */
  readonly #awaited = new Map<Urn, Operation[]>()
  readonly #written: Map<Urn, ResourcePlan> | undefined

  constructor(held: Plan | undefined, writes: boolean) {
    this.#held = held
    for (const [urn, { steps }] of held ?? []) this.#awaited.set(urn, [...steps])
    this.#written = writes ? new Map() : undefined
  }

  /** What this run wrote down. */
  get plan(): Plan {
    return this.#written ?? new Map()
  }

  seed(urn: Urn): Uint8Array | undefined {
    return this.#held?.get(urn)?.seed
  }

  /** Takes a resource's goal down, and holds it to the plan. `exists`: its plan has steps already. Throws where it isn't as planned. */
  goal(urn: Urn, goal: Goal, old: ResourceState | undefined, forgetsOld: boolean, inputs: PropertyMap, seed: Uint8Array): void {
    const before = old?.inputs ?? {}
    this.#written?.set(urn, {
      goal: goalPlan(goal, planDifference(forgetsOld ? {} : before, inputs)), steps: this.#written.get(urn)?.steps ?? [], seed,
    })
    if (!this.#held) return
    const planned = this.#held.get(urn)
    const violation = planned ? goalViolation(planned.goal, before, inputs, goal) : old && unplannedViolation(old, inputs, goal)
    if (violation) throw new Error(`resource ${urn} violates plan: ${violation}`)
  }

  /** Takes a step down under the URN that its resource will have, and holds it to the plan. Throws where it isn't as planned. */
  step(urn: Urn, op: Operation, newUrn: Urn, leftover = false): void {
    if (this.#held) {
      const awaited = this.#awaited.get(urn)
      const announced = awaited ? awaited.shift() : 'same'
      if (announced === undefined) throw new Error(`${op} is not allowed by the plan: no more steps were expected for this resource`)
      if (!allows(announced, op)) {
        const expected = awaited ? `this resource is constrained to ${announced}` : 'no steps were expected for this resource'
        throw new Error(`${op} is not allowed by the plan: ${expected}`)
      }
    }
    const planned = this.#written?.get(newUrn) ?? (op === 'same' && !leftover ? undefined : { steps: [] })
    // What a target needs is kept without having been registered: it is in no plan.
    if (planned) this.#written?.set(newUrn, { ...planned, steps: [...planned.steps, op] })
  }

  /** What a step left, for whoever reads the plan. */
  result(urn: Urn, outputs: PropertyMap): void {
    const planned = this.#written?.get(urn)
    if (planned) this.#written?.set(urn, { ...planned, outputs })
  }

  /** A component's outputs. Throws where they aren't as planned. */
  outputs(urn: Urn, before: PropertyMap, after: PropertyMap): void {
    if (this.#held) {
      const planned = this.#held.get(urn)
      if (!planned) throw new Error(`no plan for resource ${urn}`)
      const violation = planned.goal && differenceViolation(before, after, planned.goal.outputs)
      if (violation) throw new Error(`resource violates plan: ${violation}`)
    }
    const written = this.#written?.get(urn)
    if (!written?.goal) return
    this.#written?.set(urn, { ...written, goal: { ...written.goal, outputs: planDifference(before, after) }, outputs: after })
  }

  /** Resources of which something was announced that this run didn't do; a delete of what is gone already was not needed. */
  unfulfilled(isThere: (urn: Urn) => boolean): Urn[] {
    return [...this.#awaited].filter(([urn, steps]) => steps.length > 0 && !(steps.length === 1 && steps[0] === 'delete' && !isThere(urn)))
      .map(([urn]) => urn)
  }
}

/** Holds steps to the plan, and writes them down where one is made. */
export function planSteps(ledger: Ledger, steps: readonly Step[], leftover = false): void {
  for (const step of steps) {
    const { urn } = stepResource(step)
    ledger.options.planning?.step(urn, step.op, ledger.aliased.get(urn) ?? urn, leftover)
  }
}
