import { setTimeout as wait } from 'node:timers/promises'
import type { Daemon } from './daemon.ts'
import { below, kill, type Victim } from './processes.ts'
import type { Phase, Trial } from './trial.ts'
import type { Witness } from './witness.ts'
import type { World } from './world.ts'

/** What a call to the cloud takes where it is to be caught in the middle, in milliseconds. */
export const SLOW = 600

/** Phases in which an engine changes something; that takes about a third of them. */
const changes: ReadonlySet<Phase> = new Set(['run', 'roll back', 'settle'])

/** Until a phase has been gone through once without a blow. Milliseconds. */
const guesses: Readonly<Record<Phase, number>> = { pair: 100, plan: 2000, approve: 100, run: 5000, 'roll back': 3000, settle: 8000 }

/** One kill with signal 9, at a point of a phase that the trial says as a part of what the phase usually takes. */
export class Blow {
  readonly #world: World
  readonly #daemon: Daemon
  readonly #witness: Witness
  readonly #pace: Map<Phase, number>
  /** What was killed, the last time. */
  killed: Victim | undefined

  /** @param pace how long each phase takes here when nothing is killed, learned as it goes; milliseconds */
  constructor(world: World, daemon: Daemon, witness: Witness, pace: Map<Phase, number>) {
    this.#world = world
    this.#daemon = daemon
    this.#witness = witness
    this.#pace = pace
  }

  /** Does the work while something is killed at a random point of it. Undefined where its end was not acknowledged. */
  async during<Result>(trial: Trial, work: () => Promise<Result>): Promise<Result | undefined> {
    const begun = performance.now()
    let over = false
    const usual = this.#pace.get(trial.phase) ?? guesses[trial.phase]
    const blow = (async () => {
      const from = changes.has(trial.phase) ? trial.from : 'phase'
      if (from === 'change') while (!over && !this.#world.changing) await wait(5)
      if (from === 'call') while (!over && !await this.#world.answering(this.#witness.calls)) await wait(20)
      await wait(trial.at * { phase: usual, change: usual / 3, call: SLOW }[from])
      if (over) return
      this.killed = await this.#kill(trial.victim, () => over) ?? this.killed
    })()
    try {
      const result = await work()
      over = true
      await blow
      if (this.killed === undefined) this.#pace.set(trial.phase, (usual + performance.now() - begun) / 2)
      return result
    } catch (error) {
      over = true
      await blow
      if (this.killed === undefined) throw error
      return undefined // whatever was asked has no answer, which is what the trial is about
    }
  }

  /** A process that comes later in the phase is waited for; where it doesn't come, nothing is killed. */
  async #kill(victim: Victim, over: () => boolean): Promise<Victim | undefined> {
    if (victim === 'daemon') {
      await this.#daemon.killed()
      return victim
    }
    if (victim === 'sandbox') {
      await this.#world.killCloud()
      return victim
    }
    while (!over()) {
      const pid = below(this.#daemon.pid, victim)
      if (pid !== undefined) {
        kill(pid)
        return victim
      }
      await wait(10)
    }
    return undefined
  }
}
