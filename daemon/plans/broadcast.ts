import type { Events } from '../contracts.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import type { RunRecords } from './run-records.ts'

/** A run's events carry the whole run; a thousand quick steps are told in a few of them. Milliseconds. */
const PAUSE = 50
/** Of a run's log in each event; whoever wants more of it asks for the run. Characters. */
const LOG = 100_000

/** Tells the clients what the store holds, after it holds it. */
export class Broadcast {
  readonly #events: Events
  readonly #plans: PlanRecords
  readonly #runs: RunRecords
  readonly #waiting = new Map<number, NodeJS.Timeout>()

  constructor(events: Events, plans: PlanRecords, runs: RunRecords) {
    this.#events = events
    this.#plans = plans
    this.#runs = runs
  }

  plan(id: number): void {
    const plan = this.#plans.summary(id)
    if (plan) this.#events.publish({ type: 'plan', plan })
  }

  /** At once: the run began, changed its state, or ended. */
  run(id: number): void {
    clearTimeout(this.#waiting.get(id))
    this.#waiting.delete(id)
    const run = this.#runs.run(id, LOG)
    if (run === undefined) return
    this.#events.publish({ type: 'run', run })
    this.plan(numberOf(run.plan))
  }

  /** Soon: a step or a line of its log. */
  progress(id: number): void {
    if (this.#waiting.has(id)) return
    this.#waiting.set(id, setTimeout(() => {
      this.#waiting.delete(id)
      try {
        const run = this.#runs.run(id, LOG)
        if (run) this.#events.publish({ type: 'run', run })
      } catch {
        // the store can't be read: the run itself meets that at its next step, and what it says then is told
      }
    }, PAUSE).unref())
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }
}
