import type { Duration, Target } from '../../shared/plan.ts'
import { digestOf, type Json } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { PlanSummary } from '../../shared/wire.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { PlanRequest } from '../contracts.ts'
import type { SimulateOptions, Simulated, Simulator } from '../simulator-contract.ts'
import type { Broadcast } from './broadcast.ts'
import type { Codes } from './codes.ts'
import { demandRecordable, write, type SimulatedStage, type WrittenPlan } from './document.ts'
import { duration } from './duration.ts'
import { stages, type Stage } from './graph.ts'
import type { Modes } from './modes.ts'
import { timestamp, type Audit, type Clock, type Database, type Entry } from './needs.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import type { RunRecords } from './run-records.ts'
import type { Transitions } from './transitions.ts'
import { earlierFor } from './undo.ts'
import type { World } from './world.ts'

export interface ProposalNeeds {
  readonly database: Database
  readonly audit: Audit
  readonly clock: Clock
  readonly plans: PlanRecords
  readonly runs: RunRecords
  readonly transitions: Transitions
  readonly codes: Codes
  readonly modes: Modes
  readonly world: World
  readonly broadcast: Broadcast
  readonly simulatorOf: (service: string) => Simulator
}

interface Options { readonly signal?: AbortSignal, readonly progress?: (text: string) => void }

/** How long a plan waits for its approval: long enough to read it and to fetch somebody, shorter where others rely on the target. */
const WAITS = { dev: 30 * 60_000, production: 10 * 60_000 }

/** What changes something by nature even where no resource does: a lock, a state file, what code may be run. */
const changesWithoutResources = ['settle', 'refresh', 'try-code']

/** From a request to a plan in `awaiting`: drafted, simulated, judged. Nothing that a person could lose changes on the way. */
export class Proposal {
  readonly #needs: ProposalNeeds

  constructor(needs: ProposalNeeds) { this.#needs = needs }

  /**
   * Throws `plan-steps`, `target-unknown`, `target-read-only`, `target-busy`, `target-unsettled`, `plan-crowded`, `plan-nothing`,
   * `plan-policy`, `plan-too-large`, `stopped`, and what the simulator refuses.
   */
  async propose(request: PlanRequest, options: Options): Promise<PlanSummary> {
    const { audit, clock, database, modes, plans, world } = this.#needs
    demandRecordable('steps', request.steps as unknown as Json)
    const planned = stages(request.steps)
    const targets = planned.map(stage => modes.target(stage.target))
    demandWritable(planned, targets)
    world.demandFree(request.steps)
    world.demandRoom()
    if (request.supersedes !== undefined) this.#needs.codes.voidPlan(numberOf(request.supersedes))

    const created = clock.now()
    const waits = targets.some(target => target.mode === 'production') ? WAITS.production : WAITS.dev
    const [createdAt, expiresAt] = [timestamp(created), timestamp(created + waits)]
    const { words, reading } = request.asked
    const id = database.transaction(() => {
      const draft = plans.draft(request, planned.map(stage => stage.target), createdAt, expiresAt)
      audit.append({
        kind: 'plan.proposed', actor: askedBy(request), plan: `plan-${draft}`,
        fields: { words, reading, steps: request.steps, supersedes: request.supersedes ?? null },
      })
      return draft
    })
    try {
      const simulated = await this.#simulate(planned, targets, options)
      options.signal?.throwIfAborted()
      const written = write({
        id, title: request.title, asked: request.asked, createdAt, expiresAt, stages: simulated, supersedes: request.supersedes,
        concerns: request.concerns,
        duration: this.#duration(planned, simulated),
      })
      this.#store(id, written, simulated, request)
      demandAllowed(written)
      demandSomething(planned, simulated)
      this.#await(id, written, request)
    } catch (error) {
      this.#reject(id, request, error)
      throw options.signal?.aborted === true ? new CountersignError('stopped', 'The planning was stopped; nothing was changed.', 'Ask again whenever you like.') : error
    }
    world.waits(id)
    const summary = plans.summary(id)
    if (summary === undefined) throw new CountersignError('plan-unknown', `plan-${id} is gone.`, 'Ask again.')
    return summary
  }

  /** A simulation that leaves nothing behind, of a read-only target too. Throws as `propose` does. */
  async wouldHappen(steps: PlanRequest['steps'], options: Options): Promise<Simulated & { readonly duration: Duration }> {
    const planned = stages(steps)
    const [first, second] = planned
    if (first === undefined || second !== undefined) {
      throw new CountersignError('plan-steps', 'That is about more than one target; nothing was changed.', 'Ask for one target at a time.')
    }
    const simulated = await this.#simulate(planned, [this.#needs.modes.target(first.target)], options)
    const [only] = simulated
    if (only === undefined) throw new CountersignError('plan-steps', 'There is nothing to simulate.', 'Say what should change.')
    return { ...only.simulated, duration: this.#duration(planned, simulated) }
  }

  async #simulate(planned: readonly Stage[], targets: readonly Target[], options: Options): Promise<SimulatedStage[]> {
    const result: SimulatedStage[] = []
    for (const [index, stage] of planned.entries()) {
      const target = targets[index]
      if (target === undefined) continue
      options.signal?.throwIfAborted()
      const given: SimulateOptions = { ...options, ...earlierFor(this.#needs.runs, this.#needs.plans, stage) }
      result.push({ stage, target, simulated: await this.#needs.simulatorOf(stage.service).simulate(stage.target, stage.steps, given) })
    }
    return result
  }

  #duration(planned: readonly Stage[], simulated: readonly SimulatedStage[]): Duration {
    const changes = simulated.flatMap(each => each.simulated.steps.flatMap(step => step.changes)).length
    return duration(this.#needs.runs.durations(operationOf(planned), planned.map(stage => stage.target).join(', ')), changes)
  }

  #store(id: number, written: WrittenPlan, simulated: readonly SimulatedStage[], request: PlanRequest): void {
    const { database, plans, transitions } = this.#needs
    const { document, bytes, digest } = written
    const { counts, risk, unknowns } = document.simulation
    database.transaction(() => {
      for (const { attachment, bytes: content } of simulated.flatMap(each => each.simulated.attachments)) {
        // the card shows an attachment by this digest: one that doesn't fit would be refused there, so it isn't written here
        if (digestOf(content) !== attachment.sha256) {
          throw new CountersignError('plan-attachment', `The raw output "${attachment.title}" is not what its digest says; nothing was planned.`, 'Ask again.')
        }
        plans.attach(id, attachment.sha256, content)
      }
      transitions.plan(id, 'simulated', {
        kind: 'plan.simulated', actor: askedBy(request), plan: document.id, digest,
        fields: { counts, risk: risk.level, unknowns: unknowns.length },
      }, { digest, bytes, risk: risk.level, counts: JSON.stringify(counts) })
    })
  }

  #await(id: number, { document, digest }: WrittenPlan, request: PlanRequest): void {
    const { broadcast, codes, database, plans, transitions } = this.#needs
    const old = request.supersedes === undefined ? 0 : numberOf(request.supersedes)
    database.transaction(() => {
      transitions.plan(id, 'awaiting', {
        kind: 'plan.awaiting', actor: askedBy(request), plan: document.id, digest, fields: { expiresAt: document.expiresAt },
      })
      if (old === 0) return
      if (plans.summary(old)?.state === 'awaiting') {
        codes.voidPlan(old)
        transitions.plan(old, 'superseded', {
          kind: 'plan.superseded', actor: askedBy(request), plan: `plan-${old}`, fields: { by: document.id },
        }, { why: `${document.id} takes its place` })
      }
      plans.supersededBy(old, id)
    })
    broadcast.plan(id)
    if (old !== 0) broadcast.plan(old)
  }

  /** A draft that came to nothing stays on the record with its reason. */
  #reject(id: number, request: PlanRequest, error: unknown): void {
    const reason = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'simulation failed'
    const why = error instanceof Error && 'hint' in error ? excerpt(error.message, 500) : 'the simulation failed'
    const entry: Entry = { kind: 'plan.rejected', actor: askedBy(request), plan: `plan-${id}`, fields: { reason, why } }
    this.#needs.transitions.plan(id, 'rejected', entry, { why })
    this.#needs.broadcast.plan(id)
  }
}

/** One word for what a plan does, by which earlier runs are found: `set-config+deploy`. */
export const operationOf = (planned: readonly Stage[]): string =>
  [...new Set(planned.flatMap(stage => stage.steps.map(step => step.operation)))].join('+')

const askedBy = ({ asked }: PlanRequest): Entry['actor'] => ({ person: asked.person, device: asked.device, via: asked.via })

function demandWritable(planned: readonly Stage[], targets: readonly Target[]): void {
  const closed = targets.find((target, index) => target.mode === 'read-only' && planned[index]?.service !== 'countersign')
  if (closed === undefined) return
  throw new CountersignError('target-read-only', `${closed.title} is read-only; nothing was planned or changed.`,
    `Ask what would happen instead, or raise it: \`countersign mode ${closed.id} dev\`.`)
}

function demandAllowed({ document }: WrittenPlan): void {
  const refused = document.policy.find(result => result.outcome === 'refused')
  if (refused === undefined) return
  throw new CountersignError('plan-policy', `A rule refuses this (${refused.rule}: ${refused.text}); nothing was changed.`, 'Ask for something that the rule allows.')
}

function demandSomething(planned: readonly Stage[], simulated: readonly SimulatedStage[]): void {
  const changes = simulated.some(({ simulated: { steps, rewrites } }) =>
    rewrites || steps.some(step => step.changes.length > 0 || step.outputs?.length))
  if (changes) return
  if (planned.some(stage => stage.steps.some(step => changesWithoutResources.includes(step.operation)))) return
  throw new CountersignError('plan-nothing', 'Nothing would change: it is that way already.', 'Ask what is running to see it.')
}
