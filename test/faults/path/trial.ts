import { setTimeout as wait } from 'node:timers/promises'
import type { Run, Turn } from '../../../shared/wire.ts'
import { unauthorised } from '../../promise/matched-calls.ts'
import type { Daemon } from './daemon.ts'
import { Blow, SLOW } from './blow.ts'
import type { Victim } from './processes.ts'
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

/** What one trial leaves to the next one in the same world. */
export interface Carried {
  /** How long each phase takes here when nothing is killed, learned as it goes. Milliseconds. */
  readonly pace: Map<Phase, number>
  /** A plan that was acknowledged and that nobody has approved yet: after a kill it waits as before, and the next trial approves it. */
  waiting?: { readonly plan: string, readonly wanted: Wanted }
}
interface Wanted { readonly words: string, readonly settings: Settings }

/** One job of a person, in the middle of which something is killed with signal 9; then everything has to be there and to agree. */
export class Course {
  readonly #world: World
  readonly #daemon: Daemon
  readonly #witness: Witness
  readonly #carried: Carried
  readonly #blow: Blow
  /** Interrupted runs that are settled by now. */
  readonly #closed = new Set<string>()
  #interrupted = false
  #settled = false
  #recorded = false

  constructor(world: World, daemon: Daemon, witness: Witness, carried: Carried) {
    this.#world = world
    this.#daemon = daemon
    this.#witness = witness
    this.#carried = carried
    this.#blow = new Blow(world, daemon, witness, carried.pace)
  }

  /** @throws Error that says what was lost, done twice, or left different from the record */
  async go(trial: Trial): Promise<Met> {
    const before = await this.#world.everything()
    const waits = trial.phase === 'plan' || trial.phase === 'roll back' ? undefined : await this.#waiting()
    const wanted = waits?.wanted ?? change(this.#world.settings(), trial.search)
    let runs: string[] = []
    switch (trial.phase) {
      case 'pair': await this.#pair(trial); break
      case 'plan': await this.#plan(trial, wanted); break
      case 'approve':
      case 'run':
      case 'settle': runs = await this.#run(trial, waits?.plan ?? await this.#asked(wanted)); break
      case 'roll back': runs = await this.#rolledBack(trial, wanted); break
    }
    await this.#everythingUp()
    await this.#world.api('DELETE', '/faults')
    const known = (await this.#daemon.client.post('/v1/runs', { limit: 20 })).runs.map(run => run.id)
    for (const run of runs) if (!known.includes(run)) throw new Error(`${run} was acknowledged and is lost`)
    await this.#settle(trial)
    await this.#agree(trial, before, wanted.settings)
    return { killed: this.#blow.killed, interrupted: this.#interrupted, settled: this.#settled, recorded: this.#recorded }
  }

  async #pair(trial: Trial): Promise<void> {
    const paired = await this.#blow.during(trial, () => this.#daemon.pair())
    await this.#everythingUp()
    if (paired === undefined) return
    const { devices } = await this.#daemon.client.post('/v1/devices', {})
    if (!devices.some(device => device.id === paired.pairing.deviceId)) throw new Error(`the pairing of ${paired.pairing.deviceId} was acknowledged and is lost`)
    this.#daemon.use(paired)
  }

  async #plan(trial: Trial, wanted: Wanted): Promise<void> {
    const turn = await this.#blow.during(trial, () => this.#daemon.ask(wanted.words))
    await this.#everythingUp()
    if (turn?.plan === undefined) return
    if (!await this.#awaits(turn.plan)) throw new Error(`${turn.plan} was acknowledged and does not wait any more`)
    this.#carried.waiting = { plan: turn.plan, wanted }
  }

  async #awaits(plan: string): Promise<boolean> {
    return (await this.#daemon.client.post('/v1/plans/get', { id: plan })).summary.state === 'awaiting'
  }

  /** A plan of an earlier trial that can still be approved: nothing has changed its target since. */
  async #waiting(): Promise<Carried['waiting']> {
    const { waiting } = this.#carried
    return waiting && await this.#awaits(waiting.plan) ? waiting : undefined
  }

  async #asked(wanted: Wanted): Promise<string> {
    const { plan, error } = await this.#daemon.ask(wanted.words)
    if (plan === undefined) throw new Error(`there is no plan for "${wanted.words}": ${error?.message ?? 'no reason'}`)
    this.#carried.waiting = { plan, wanted }
    return plan
  }

  async #rolledBack(trial: Trial, wanted: Wanted): Promise<string[]> {
    const cart = 1 + this.#world.settings().cartReplicas % 3
    const plan = await this.#asked({ ...wanted, words: `${wanted.words} and set cartReplicas to ${cart}` })
    await this.#world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
    return this.#run(trial, plan)
  }

  /** @returns the runs that were acknowledged */
  async #run(trial: Trial, plan: string): Promise<string[]> {
    if (trial.phase === 'approve') {
      const run = await this.#blow.during(trial, () => this.#daemon.approve(plan))
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
      await this.#blow.during({ ...trial, phase: 'run', victim: 'engine' }, over)
      await this.#everythingUp()
      await this.#blow.during(trial, () => this.#settle(trial))
      return [run]
    }
    await this.#blow.during(trial, over)
    return [run]
  }

  async #reached(run: string, states: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 3000; tries++) {
      const { state } = (await this.#daemon.client.post('/v1/runs/get', { id: run })).run
      if (states.includes(state) || state === 'interrupted' || state === 'succeeded') return
      await wait(20)
    }
  }

  async #everythingUp(): Promise<void> {
    await this.#world.startCloud()
    await this.#daemon.start()
    await this.#witness.look(this.#daemon.client)
  }

  /** Until no run is open: waits for each, and settles what was interrupted, as a person is led to do it. */
  async #settle(trial: Trial): Promise<void> {
    for (let round = 0; round < 12; round++) {
      const { runs } = await this.#daemon.client.post('/v1/runs', { limit: 20 })
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
    if (moved && !arrived) {
      const { runs } = await this.#daemon.client.post('/v1/runs', { limit: 8 })
      const told = runs.map(run => `${run.id} (${run.plan}, ${run.title}): ${run.state}, ${run.conclusion ?? ''}`)
      throw new Error(['the world is neither as before nor as asked', before, JSON.stringify(wanted), now, ...told].join('\n  '))
    }
    if (moved && (trial.phase === 'pair' || trial.phase === 'plan')) throw new Error('something changed, and nobody had approved')
  }
}

/** What a person sees of an interrupted run: it says that the outcome is unknown, and names what is to be looked at. */
function shown({ id, conclusion, steps }: Run): void {
  if (!conclusion || !/not known|unknown/.test(conclusion)) throw new Error(`${id} is interrupted and does not say so: ${conclusion ?? ''}`)
  if (steps.some(step => step.state === 'running')) throw new Error(`${id} is over and shows a step as running`)
}

function change(settings: Settings, search: boolean): Wanted {
  if (search) return { words: `set search to ${!settings.search}`, settings: { ...settings, search: !settings.search } }
  const replicas = 1 + settings.replicas % 4
  return { words: `set replicas to ${replicas}`, settings: { ...settings, replicas } }
}
