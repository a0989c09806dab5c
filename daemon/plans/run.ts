import type { PlanDocument } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Run, RunState } from '../../shared/wire.ts'
import type { Actor, PlanRequest, Terminal } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import type { Broadcast } from './broadcast.ts'
import { anything, concluded, endingOf, rolledBack, uncertainFields, uncertainOf, type Done, type Ending } from './conclusion.ts'
import { Course, type Going } from './course.ts'
import { stages, type Stage } from './graph.ts'
import type { Modes } from './modes.ts'
import { recorded, timestamp, type Audit, type Clock, type Database, type Entry } from './needs.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import { operationOf } from './proposal.ts'
import type { RunRecords } from './run-records.ts'
import type { Transitions } from './transitions.ts'
import type { World } from './world.ts'

export interface RunNeeds {
  readonly database: Database
  readonly audit: Audit
  readonly clock: Clock
  readonly terminal: Terminal
  readonly plans: PlanRecords
  readonly runs: RunRecords
  readonly transitions: Transitions
  readonly modes: Modes
  readonly world: World
  readonly broadcast: Broadcast
  readonly simulatorOf: (service: string) => Simulator
  /** Plans the same request again, because the world was another one than the one that was approved. */
  readonly planAnew: (plan: number, request: PlanRequest) => Promise<void>
  readonly statusChanged: () => void
}

interface Underway extends Going {
  /** Stops what goes on now: the run, then its rollback. */
  stop: AbortController
  stoppedBy: Entry['actor'] | undefined
  over: Promise<void>
}

/** A run that an approval has put on record: `start` carries it out. */
export interface Begun { readonly run: number, start(): void }

/** Carries out what was approved: a run is begun by an approval and by nothing else. */
export class Runs {
  readonly #needs: RunNeeds
  readonly #underway = new Map<number, Underway>()

  constructor(needs: RunNeeds) { this.#needs = needs }

  /** What a run that finishes another does is what that one did: one that finishes a refresh has changed nothing but the record, either. */
  #operation({ steps: [step] }: PlanDocument, planned: readonly Stage[]): string {
    if (step?.operation !== 'settle' || step.parameters.conclusion !== 'finish') return operationOf(planned)
    return this.#needs.runs.row(numberOf(step.parameters.run))?.operation ?? operationOf(planned)
  }

  /**
   * In the transaction of the approval: the run is on record before its first step. It is started once that transaction is on the disk, and
   * goes on when the approval has been answered: a COMMIT that fails leaves no approval, and so must leave no run either.
   */
  begin(plan: number, document: PlanDocument, approver: Actor): Begun {
    const { clock, transitions } = this.#needs
    const actor = recorded(approver)
    const planned = stages(document.steps)
    const undo = document.steps.find(step => step.operation === 'undo')
    const id = transitions.begin(plan, {
      operation: this.#operation(document, planned), started_at: timestamp(clock.now()),
      person: actor.person, device: actor.device, via: actor.via,
      undoes: undo?.operation === 'undo' ? numberOf(undo.parameters.run) : null,
    }, run => ({ kind: 'run.started', actor, plan: document.id, run: `run-${run}`, fields: { title: document.title, steps: document.steps } }))
    return { run: id, start: () => { this.#start(id, document, actor, planned) } }
  }

  #start(id: number, document: PlanDocument, actor: Entry['actor'], planned: readonly Stage[]): void {
    const stop = new AbortController()
    const underway: Underway = { id, document, actor, stop, signal: stop.signal, stoppedBy: undefined, over: Promise.resolve() }
    underway.over = new Promise<void>((resolve) => { setImmediate(resolve) })
      .then(() => this.#carryOut(underway, planned))
      .finally(() => { this.#underway.delete(id) })
    this.#underway.set(id, underway)
  }

  /** What is in flight finishes, nothing more begins; of a rollback, too. Throws `run-unknown`, `run-over`. */
  stop(id: string, by: Actor): Run {
    const run = this.#needs.runs.run(numberOf(id))
    if (run === undefined) throw new CountersignError('run-unknown', `There is no ${id}; nothing was changed.`, 'See `countersign runs`.')
    const underway = this.#underway.get(numberOf(id))
    if (underway === undefined || (run.state !== 'running' && run.state !== 'rolling-back')) throw new CountersignError('run-over', `${id} is ${run.state}: there is nothing to stop.`, `Look at it: \`countersign run ${id}\`.`)
    underway.stoppedBy ??= recorded(by)
    underway.stop.abort(new CountersignError('stopped', `${by.person} stopped ${id}.`))
    return run
  }

  /** Resolves when a run is over; at once where it is over already. */
  async over(id: string): Promise<void> { await this.#underway.get(numberOf(id))?.over }

  /** The daemon is going down: what is in flight finishes. */
  async close(): Promise<void> {
    const all = [...this.#underway.values()]
    for (const { stop } of all) stop.abort(new CountersignError('stopped', 'The daemon was stopped.'))
    await Promise.all(all.map(({ over }) => over))
  }

  async #carryOut(underway: Underway, planned: readonly Stage[]): Promise<void> {
    const { broadcast, clock, runs, terminal } = this.#needs
    const { id } = underway
    try {
      broadcast.run(id)
      const { database, audit, simulatorOf, modes } = this.#needs
      const recording = { database, audit, clock, runs, broadcast, modeOf: (target: string) => modes.of(target) }
      const course = new Course({ recording, runs, simulatorOf }, underway)
      const outcome = await course.forward(planned)
      const [unknown, done] = [runs.markUnknown(id), this.#done(underway, course)]
      const ending = endingOf(outcome, done, unknown)
      this.#end(underway, ending, done)
      // where the first change failed there is nothing to take back but the configuration that was written for it
      const begun = anything(done) || runs.steps(id).some(step => step.state === 'failed')
      const mayRollBack = begun && (underway.document.rollback.automatic || done.steps.length === 0)
      if (ending.kind === 'failed' && mayRollBack && leavesSomething(underway.document)) await this.#rollBack(underway, course, ending.summary)
      await this.#aftermath(underway, ending, done)
    } catch (error) {
      // only the store itself can fail here: its last word stays, and the next start finds the run interrupted
      terminal.say(`run-${id}: its outcome could not be written down (${error instanceof Error ? error.message : 'unknown error'}). Mend that, then start again.`)
    }
  }

  #end(underway: Underway, ending: Ending, done: Done): void {
    const { broadcast, clock, database, runs, transitions } = this.#needs
    const { id, document, actor, stoppedBy } = underway
    const [run, state] = [`run-${id}`, stateOf(ending)]
    const conclusion = concluded(ending, run, done)
    const end = { ended_at: timestamp(clock.now()), conclusion, as_simulated: ending.kind === 'succeeded' ? Number(ending.asSimulated) : null }
    const entry: Entry = {
      kind: `run.${state}`, actor: ending.kind === 'stopped' ? stoppedBy ?? actor : actor, plan: document.id, run,
      fields: {
        conclusion, done: done.steps.length,
        ...(ending.kind === 'succeeded' && { asSimulated: ending.asSimulated }),
        ...(ending.kind === 'refused' && { element: ending.element, nothingChanged: true }),
        ...(ending.kind === 'unknown' && uncertainFields(ending.uncertain)),
      },
    }
    database.transaction(() => {
      transitions.run(id, state, entry, end, ending.kind === 'refused' ? 'superseded' : state)
      if (ending.kind === 'refused') this.#superseded(underway, ending.element, ending.summary)
      if (ending.kind !== 'succeeded') return
      for (const step of document.steps) {
        if (step.operation === 'undo') runs.update(numberOf(step.parameters.run), { undone_by: id })
        // breaking a lock settles nothing, and what was found is still to be finished or undone
        if (step.operation === 'settle' && (step.parameters.conclusion === 'finish' || step.parameters.conclusion === 'undo')) {
          runs.update(numberOf(step.parameters.run), { settled_by: id, ...(step.parameters.conclusion === 'undo' && { undone_by: id }) })
        }
      }
    })
    broadcast.run(id)
  }

  /** The run's plan was moved to `superseded` with the run's own entry; this one says why for whoever looks for the plan. */
  #superseded({ document, actor }: Underway, element: string, summary: string): void {
    this.#needs.audit.append({ kind: 'plan.superseded', actor, plan: document.id, fields: { why: `${element}: ${summary}` } })
    this.#needs.plans.explain(numberOf(document.id), `${element}: ${summary}`)
  }

  /** Without a new code, because the rollback plan was approved with the rest; what isn't in it is refused by the recorder. */
  async #rollBack(underway: Underway, course: Course, cause: string): Promise<void> {
    const { broadcast, clock, runs, transitions } = this.#needs
    const { id, document, actor } = underway
    const entry = { actor, plan: document.id, run: `run-${id}` }
    // a stop that came before the failure must not stop the rollback; a later one does
    const stop = new AbortController()
    Object.assign(underway, { stop, stoppedBy: undefined })
    transitions.run(id, 'rolling-back', { ...entry, kind: 'run.rolling-back', fields: { cause } }, { ended_at: null, conclusion: null })
    broadcast.run(id)
    const outcome = await course.back(stop.signal)
    const uncertain = uncertainOf(outcome, runs.markUnknown(id))
    const state: RunState = outcome.kind === 'succeeded' ? 'rolled-back' : uncertain.length > 0 ? 'interrupted' : 'rollback-failed'
    const conclusion = rolledBack(cause, outcome, entry.run, uncertain, runs.steps(id), this.#done(underway, course).besides)
    const by = outcome.kind === 'stopped' ? underway.stoppedBy ?? actor : actor
    transitions.run(id, state, { ...entry, actor: by, kind: `run.${state}`, fields: { conclusion, ...(uncertain.length > 0 && uncertainFields(uncertain)) } },
      { ended_at: timestamp(clock.now()), conclusion })
    broadcast.run(id)
  }

  /** Plans that were simulated on the world as it was before are void; a plan whose world had moved is made anew. */
  async #aftermath({ id, document }: Underway, ending: Ending, done: Done): Promise<void> {
    const { plans, planAnew, runs, statusChanged, world } = this.#needs
    const plan = numberOf(document.id)
    const touched = anything(done) || runs.steps(id).some(step => step.state === 'done' || step.state === 'unknown')
    if (touched) for (const target of document.targets) world.movedBy([target.id], `run-${id} changed ${target.title}`, plan)
    if (document.steps.some(step => step.operation === 'set-mode')) statusChanged()
    const request = ending.kind === 'refused' ? plans.request(plan) : undefined
    if (request) await planAnew(plan, request)
  }

  #done({ id, document }: Underway, course: Course): Done {
    const did = (target?: string) => this.#needs.runs.steps(id, target).filter(step => step.phase === 'forward' && step.state === 'done')
    const besides = course.carriedOut.filter(target => did(target).length === 0)
    return { steps: did(), besides: besides.map(id => document.targets.find(target => target.id === id)?.title ?? id) }
  }
}

/** What is recorded stays true, a lock is not made again, and code that was tried has changed nothing: none of it is taken back. */
const leavesSomething = ({ steps }: PlanDocument): boolean => steps.some(step => step.operation !== 'try-code'
  && !(step.operation === 'settle' && ['record', 'unlock'].includes(step.parameters.conclusion)))

const stateOf = (ending: Ending): RunState => {
  switch (ending.kind) {
    case 'unknown': return 'interrupted'
    case 'refused': return 'failed'
    default: return ending.kind
  }
}
