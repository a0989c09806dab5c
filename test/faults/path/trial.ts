import { setTimeout as wait } from 'node:timers/promises'
import type { Run, Turn } from '../../../shared/wire.ts'
import { unauthorised } from '../../promise/matched-calls.ts'
import type { Daemon } from './daemon.ts'
import { below, kill, type Victim } from './processes.ts'
import type { Settings, World } from './world.ts'
import type { Witness } from './witness.ts'

export type Phase = 'pair' | 'plan' | 'approve' | 'run' | 'roll back' | 'settle'
export interface Trial {
  readonly phase: Phase, readonly victim: Victim
  /** Where in the phase, as a part of what it usually takes. */
  readonly at: number
  /** Counted from the begin of the phase, from where the engine begins to change something, or from a call that takes long. */
  readonly from: 'phase' | 'change' | 'call'
  /** Whether something is made or deleted, or only changed; and how an interrupted run is settled. */
  readonly search: boolean, readonly finish: boolean
}

/** What one trial met. */
export interface Met {
  readonly killed: Victim | undefined, readonly interrupted: boolean, readonly settled: boolean, readonly recorded: boolean
}

/** How long each phase takes here when nothing is killed, learned as it goes. Milliseconds. */
export type Pace = Map<Phase, number>

/** One job of a person, in the middle of which something is killed with signal 9; then everything has to be there and to agree. */
export class Course {
  readonly #world: World
  readonly #daemon: Daemon
  readonly #witness: Witness
  readonly #pace: Pace
  /** Interrupted runs that are settled by now. */
  readonly #closed = new Set<string>()
  #killed: Victim | undefined
  #interrupted = false
  #settled = false
  #recorded = false

  constructor(world: World, daemon: Daemon, witness: Witness, pace: Pace) {
    this.#world = world
    this.#daemon = daemon
    this.#witness = witness
    this.#pace = pace
  }

  /** @throws Error that says what was lost, done twice, or left different from the record */
  async go(trial: Trial): Promise<Met> {
    const before = await this.#world.everything()
    const wanted = change(this.#world.settings(), trial.search)
    let runs: string[] = []
    switch (trial.phase) {
      case 'pair': await this.#pair(trial); break
      case 'plan': await this.#plan(trial, wanted.words); break
      case 'approve':
      case 'run':
      case 'settle': runs = await this.#run(trial, wanted.words); break
      case 'roll back': runs = await this.#run(trial, `${wanted.words} and set cartReplicas to ${1 + this.#world.settings().cartReplicas % 3}`, true); break
    }
    await this.#everythingUp()
    await this.#world.api('DELETE', '/faults')
    const known = (await this.#daemon.client.post('/v1/runs', { limit: 3 })).runs.map(run => run.id)
    for (const run of runs) if (!known.includes(run)) throw new Error(`${run} was acknowledged and is lost`)
    await this.#settle(trial)
    await this.#agree(trial, before, wanted.settings)
    return { killed: this.#killed, interrupted: this.#interrupted, settled: this.#settled, recorded: this.#recorded }
  }

  async #pair(trial: Trial): Promise<void> {
    const paired = await this.#struck(trial, () => this.#daemon.pair())
    await this.#everythingUp()
    if (paired === undefined) return
    const { devices } = await this.#daemon.client.post('/v1/devices', {})
    if (!devices.some(device => device.id === paired.pairing.deviceId)) throw new Error(`the pairing of ${paired.pairing.deviceId} was acknowledged and is lost`)
    this.#daemon.use(paired)
  }

  async #plan(trial: Trial, words: string): Promise<void> {
    const turn = await this.#struck(trial, () => this.#daemon.ask(words))
    await this.#everythingUp()
    if (turn?.plan === undefined) return
    const { plans } = await this.#daemon.client.post('/v1/plans', { limit: 5 })
    if (plans.find(({ id }) => id === turn.plan)?.state !== 'awaiting') throw new Error(`${turn.plan} was acknowledged and does not wait any more`)
  }

  /** @returns the runs that were acknowledged */
  async #run(trial: Trial, words: string, fails = false): Promise<string[]> {
    const { plan, error } = await this.#daemon.ask(words)
    if (plan === undefined) throw new Error(`there is no plan for "${words}": ${error?.message ?? 'no reason'}`)
    if (fails) await this.#world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
    if (trial.phase === 'approve') {
      const run = await this.#struck(trial, () => this.#daemon.approve(plan))
      return run === undefined ? [] : [run]
    }
    if (trial.from === 'call') await this.#world.api('POST', '/faults', { mode: 'slow', skip: Math.floor(trial.at * 2), milliseconds: SLOW })
    const run = await this.#daemon.approve(plan)
    const over = async () => {
      if (trial.phase === 'roll back') await this.#reached(run, ['rolling-back', 'rolled-back'])
      return this.#daemon.over(run)
    }
    if (trial.phase === 'settle') {
      // two blows: the second one falls while the first one's run is settled
      await this.#struck({ ...trial, phase: 'run', victim: 'engine' }, over)
      await this.#everythingUp()
      await this.#struck(trial, () => this.#settle(trial))
      return [run]
    }
    await this.#struck(trial, over)
    return [run]
  }

  async #reached(run: string, states: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 3000; tries++) {
      const { state } = (await this.#daemon.client.post('/v1/runs/get', { id: run })).run
      if (states.includes(state) || state === 'interrupted' || state === 'succeeded') return
      await wait(20)
    }
  }

  /** Does the work while something is killed at a random point of it. Undefined where its end was not acknowledged. */
  async #struck<Result>(trial: Trial, work: () => Promise<Result>): Promise<Result | undefined> {
    const begun = performance.now()
    let over = false
    const usual = this.#pace.get(trial.phase) ?? guesses[trial.phase]
    const blow = (async () => {
      const from = changes.has(trial.phase) ? trial.from : 'phase'
      if (from === 'change') while (!over && !this.#world.changing) await wait(5)
      if (from === 'call') while (!over && !await this.#world.answering(this.#witness.calls)) await wait(20)
      await wait(trial.at * { phase: usual, change: usual / 3, call: SLOW }[from])
      if (over) return
      this.#killed = await this.#kill(trial.victim, () => over) ?? this.#killed
    })()
    try {
      const result = await work()
      over = true
      await blow
      if (this.#killed === undefined) this.#pace.set(trial.phase, (usual + performance.now() - begun) / 2)
      return result
    } catch (error) {
      over = true
      await blow
      if (this.#killed === undefined) throw error
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
      kill(this.#world.cloudPid)
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

  async #everythingUp(): Promise<void> {
    await this.#world.startCloud()
    await this.#daemon.start()
    await this.#witness.look(this.#daemon.client)
  }

  /** Until no run is open: waits for each, and settles what was interrupted, as a person is led to do it. */
  async #settle(trial: Trial): Promise<void> {
    for (let round = 0; round < 12; round++) {
      const { runs } = await this.#daemon.client.post('/v1/runs', { limit: 6 })
      const going = runs.find(({ state }) => state === 'running' || state === 'rolling-back' || state === 'failed')
      if (going && (await this.#daemon.over(going.id)).state !== going.state) continue
      const found = await this.#open(runs.filter(({ state }) => state === 'interrupted').map(({ id }) => id))
      if (found === undefined) return
      const { open, settlement } = found
      this.#interrupted = true
      shown(open)
      const options = settlement.parts.flatMap(part => part.kind === 'choice' ? part.options.map(({ text }) => text) : [])
      const record = options.find(text => text.endsWith('record'))
      const way = record ?? options.find(text => text.endsWith(trial.finish ? 'finish' : 'undo')) ?? options.find(text => text.endsWith('finish'))
      if (way === undefined) throw new Error(`${open.id} can't be settled: ${settlement.error?.message ?? JSON.stringify(settlement.parts).slice(0, 600)}`)
      const planned = await this.#daemon.ask(way)
      if (planned.plan === undefined) throw new Error(`"${way}" makes no plan: ${planned.error?.message ?? JSON.stringify(planned.parts).slice(0, 600)}`)
      const run = await this.#daemon.over(await this.#daemon.approve(planned.plan))
      if (run.state !== 'succeeded' && run.state !== 'interrupted') throw new Error(`"${way}" ended as ${run.state}: ${run.conclusion ?? ''}`)
      if (record === undefined) this.#settled = true
      else this.#recorded = true
    }
    throw new Error('the target can not be settled')
  }

  /** The newest interrupted run that nobody has settled: its target refuses changes and names it. */
  async #open(ids: readonly string[]): Promise<{ readonly open: Run, readonly settlement: Turn } | undefined> {
    for (const id of ids.filter(each => !this.#closed.has(each))) {
      const settlement = await this.#daemon.ask(`settle ${id}`)
      if (settlement.error === undefined) return { open: (await this.#daemon.client.post('/v1/runs/get', { id })).run, settlement }
      if (settlement.error.code !== 'run-settled') throw new Error(`${id} can't be settled: ${settlement.error.message}`)
      this.#closed.add(id)
    }
    return undefined
  }

  async #agree(trial: Trial, before: string, wanted: Settings): Promise<void> {
    const differences = await this.#world.differences()
    if (differences.length > 0) throw new Error(`the world is not the record: ${differences.join('; ')}`)
    const [calls, entries] = [await this.#world.calls(this.#witness.calls), await this.#witness.entries(this.#daemon.client)]
    const unmatched = unauthorised(calls, entries)
    if (unmatched.length > 0) throw new Error(`done twice, or by nobody's approval: ${unmatched.join('; ')}`)
    this.#witness.calls += calls.length
    const now = await this.#world.everything()
    const moved = now !== before
    const settings = this.#world.settings()
    const arrived = settings.replicas === wanted.replicas && settings.search === wanted.search
    if (moved && !arrived) throw new Error(`the world is neither as before nor as asked: ${now.slice(0, 2000)}`)
    if (moved && (trial.phase === 'pair' || trial.phase === 'plan')) throw new Error('something changed, and nobody had approved')
  }
}

/** What a call to the cloud takes where it is to be caught in the middle, in milliseconds. */
const SLOW = 600

/** Phases in which an engine changes something; that takes about a third of them. */
const changes: ReadonlySet<Phase> = new Set(['run', 'roll back', 'settle'])

/** Until a phase has been gone through once without a blow. Milliseconds. */
const guesses: Readonly<Record<Phase, number>> = { pair: 100, plan: 2000, approve: 100, run: 5000, 'roll back': 3000, settle: 8000 }

/** What a person sees of an interrupted run: it says that the outcome is unknown, and names what is to be looked at. */
function shown({ id, conclusion, steps }: Run): void {
  if (!conclusion || !/not known|unknown/.test(conclusion)) throw new Error(`${id} is interrupted and does not say so: ${conclusion ?? ''}`)
  if (steps.some(step => step.state === 'running')) throw new Error(`${id} is over and shows a step as running`)
}

function change(settings: Settings, search: boolean): { readonly words: string, readonly settings: Settings } {
  if (search) return { words: `set search to ${!settings.search}`, settings: { ...settings, search: !settings.search } }
  const replicas = 1 + settings.replicas % 4
  return { words: `set replicas to ${replicas}`, settings: { ...settings, replicas } }
}
