import type { PlanDocument, Step } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import { timeOfDay } from '../../shared/time-of-day.ts'
import type { Broadcast } from './broadcast.ts'
import type { Codes } from './codes.ts'
import { judgedAgain, policyDigest } from './document.ts'
import type { Modes } from './modes.ts'
import { daemonActor, timestamp, type Clock, type Database } from './needs.ts'
import type { PlanRecords } from './plan-records.ts'
import type { RunRecords } from './run-records.ts'
import type { Transitions } from './transitions.ts'

/** Longest delay of a timer (2^31 - 1 ms); a later expiry is looked at again then. */
const LONGEST_TIMER = 2_147_483_647
const WAITING_AT_ONCE = 200

/**
 * Whether a plan still fits the world, as far as the daemon knows by itself: its bytes, its expiry, the mode of its targets, the rules,
 * and what runs there. The rest of the binding (program, configuration, state, identity) is the simulator's to compare, in the run.
 */
export class World {
  readonly #database: Database
  readonly #plans: PlanRecords
  readonly #runs: RunRecords
  readonly #transitions: Transitions
  readonly #modes: Modes
  readonly #codes: Codes
  readonly #broadcast: Broadcast
  readonly #clock: Clock
  #timer: NodeJS.Timeout | undefined
  /** Since when plans of this process wait, by the clock that never jumps: one on the wall that was set back keeps no plan alive. */
  readonly #since = new Map<number, number>()

  constructor(needs: {
    database: Database, plans: PlanRecords, runs: RunRecords, transitions: Transitions, modes: Modes, codes: Codes
    broadcast: Broadcast, clock: Clock
  }) {
    this.#database = needs.database
    this.#plans = needs.plans
    this.#runs = needs.runs
    this.#transitions = needs.transitions
    this.#modes = needs.modes
    this.#codes = needs.codes
    this.#broadcast = needs.broadcast
    this.#clock = needs.clock
  }

  /**
   * The document of a plan that may still be approved. Throws `plan-damaged`, `target-busy`, `target-unsettled`, and `plan-moved`, which
   * voids the plan and names the element that differs.
   */
  demandUnmoved(plan: number): PlanDocument {
    const document = this.#intact(plan)
    // the summary's copy may be moved in the store; the one in the bytes is what was shown and signed
    if (Date.parse(document.expiresAt) <= this.#clock.now()) throw this.#moved(plan, 'expiry', `it waited until ${document.expiresAt} only`)
    const gone = document.targets.find(target => this.#modes.of(target.id) === undefined)
    if (gone) throw this.#moved(plan, 'target', `${gone.title} is not a target of this daemon any more`)
    const moved = document.targets.find(target => this.#modes.of(target.id) !== target.mode)
    if (moved) throw this.#moved(plan, 'mode', `${moved.title} was ${moved.mode} and is ${this.#modes.of(moved.id)}`)
    const policy = judgedAgain(document, target => this.#modes.of(target))
    const digest = policyDigest(policy)
    if (policyDigest(document.policy) !== digest || document.bindings.some(binding => binding.digests.policy !== digest)) {
      throw this.#moved(plan, 'policy', 'the rules are not the ones that this plan was checked by')
    }
    if (policy.some(result => result.outcome === 'refused')) throw this.#moved(plan, 'policy', 'a rule refuses this by now')
    this.demandFree(document.steps)
    return document
  }

  /** One run at a time on a target, and none on a target of which nobody knows what exists. Throws `target-busy`, `target-unsettled`. */
  demandFree(steps: readonly Step[]): void {
    const targets = steps.map(step => step.target)
    const busy = this.#runs.busy(targets)
    if (busy) {
      throw new CountersignError('target-busy', `run-${busy.id} of ${busy.person} has been changing ${busy.targets} since ${timeOfDay(busy.started_at)}; nothing more was changed.`,
        `Wait until it ends, or stop it: \`countersign stop run-${busy.id}\`.`)
    }
    const unsettled = this.#runs.unsettled(steps.filter(step => step.operation !== 'settle' && step.operation !== 'set-mode').map(step => step.target))
    if (unsettled) {
      throw new CountersignError('target-unsettled', `The outcome of run-${unsettled.id} on ${unsettled.targets} is not known yet; nothing was changed.`,
        `Settle it first: ask "settle run-${unsettled.id}".`)
    }
  }

  /** A person reads what waits. A client that proposes without end is held here. Throws `plan-crowded`. */
  demandRoom(): void {
    this.watchExpiry()
    if (this.#plans.waiting(timestamp(this.#clock.now())).count < WAITING_AT_ONCE) return
    throw new CountersignError('plan-crowded', `${WAITING_AT_ONCE} plans wait for an approval already; nothing was planned.`,
      'Approve or reject some of them, or wait until they expire.')
  }

  /** The world of these targets is another one from here on: plans that were simulated on the old one are void. */
  movedBy(targets: readonly string[], why: string, except: number): void {
    const moved = this.#plans.awaitingOn(targets, except)
    this.#database.transaction(() => { for (const plan of moved) this.#supersede(plan, why) })
    for (const plan of moved) this.#broadcast.plan(plan)
  }

  /** A plan waits from now on. */
  waits(plan: number): void {
    this.#since.set(plan, this.#clock.monotonic())
    this.watchExpiry()
  }

  /** Ends a plan whose time is over, by either clock. */
  expire(plan: number): void {
    const summary = this.#plans.summary(plan)
    if (summary?.state !== 'awaiting') {
      this.#since.delete(plan)
      return
    }
    const waited = this.#clock.monotonic() - (this.#since.get(plan) ?? Infinity)
    const left = Date.parse(summary.expiresAt) - this.#clock.now()
    if (left > 0 && waited < Date.parse(summary.expiresAt) - Date.parse(summary.createdAt)) return
    this.#codes.voidPlan(plan)
    this.#transitions.plan(plan, 'expired', { kind: 'plan.expired', actor: daemonActor, plan: summary.id, digest: summary.digest, fields: { expiresAt: summary.expiresAt } })
    this.#broadcast.plan(plan)
  }

  /** Expires what is due, now and whenever the next one is. */
  watchExpiry(): void {
    clearTimeout(this.#timer)
    const { due, next } = this.#plans.waiting(timestamp(this.#clock.now()))
    for (const id of new Set([...due, ...this.#since.keys()])) this.expire(id)
    if (next !== undefined) this.#wake(Math.min(Date.parse(next) - this.#clock.now() + 1, LONGEST_TIMER))
  }

  #wake(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      // a store that can't be written now is tried again; until then every look at the plan refuses it by the clock
      try { this.watchExpiry() } catch { this.#wake(60_000) }
    }, milliseconds).unref()
  }

  close(): void { clearTimeout(this.#timer) }

  #intact(plan: number): PlanDocument {
    try { return this.#plans.document(plan) } catch (error) {
      this.#supersede(plan, 'its bytes are not what was written')
      this.#broadcast.plan(plan)
      throw error
    }
  }

  #moved(plan: number, element: string, summary: string): CountersignError {
    this.#supersede(plan, `${element}: ${summary}`)
    this.#broadcast.plan(plan)
    return new CountersignError('plan-moved', `The world moved since plan-${plan} was simulated (${element}: ${summary}); nothing was changed.`,
      'Ask again: the new plan shows the world as it is now.')
  }

  #supersede(plan: number, why: string): void {
    this.#codes.voidPlan(plan)
    const digest = this.#plans.summary(plan)?.digest
    this.#transitions.plan(plan, 'superseded', {
      kind: 'plan.superseded', actor: daemonActor, plan: `plan-${plan}`, ...(digest !== undefined && { digest }), fields: { why, at: timestamp(this.#clock.now()) },
    }, { why })
  }
}
