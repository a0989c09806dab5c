import { CountersignError } from '../../shared/errors.ts'
import type { Plans } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import { Approval } from './approval.ts'
import { Approving } from './approving.ts'
import { Broadcast } from './broadcast.ts'
import { Codes } from './codes.ts'
import { recover, settlement } from './interrupted.ts'
import { modeSimulator } from './mode-simulator.ts'
import { Modes } from './modes.ts'
import { systemClock, type Needs } from './needs.ts'
import { numberOf, PlanRecords } from './plan-records.ts'
import { Proposal } from './proposal.ts'
import { RunRecords } from './run-records.ts'
import { Runs } from './run.ts'
import { Transitions } from './transitions.ts'
import { undoSteps } from './undo.ts'
import { World } from './world.ts'

export type { Clock, Devices, Needs } from './needs.ts'

/**
 * Opens the plans room: proposals, approvals and runs over one store. First it closes what an earlier process left open, so that a run
 * whose outcome nobody knows is shown as such before anybody can ask.
 *
 * @example
 * const plans = createPlans({ database, audit, simulators, terminal, events, devices })
 * const { id, digest } = await plans.propose({ title, asked, steps }, {})
 */
export function createPlans(needs: Needs): Plans {
  const { database, audit, terminal, events, devices, clock = systemClock, statusChanged = () => undefined } = needs
  const [plans, runs] = [new PlanRecords(database), new RunRecords(database)]
  const transitions = new Transitions(database, audit)
  const broadcast = new Broadcast(events, plans, runs)
  const codes = new Codes(clock)
  const modes = new Modes(database, audit, clock, needs.simulators)
  const approving = new Approving(database, audit, clock)
  const simulators: readonly Simulator[] = [...needs.simulators, modeSimulator(modes, (plan) => {
    const row = runs.rows('runs.plan = ?', [numberOf(plan)])[0]
    if (row === undefined) throw new CountersignError('plan-state', 'A mode is raised in a run only; nothing was changed.', 'Ask for the mode again.')
    return { plan, digest: row.digest, person: row.person, device: row.device }
  })]
  const simulatorOf = (service: string): Simulator => {
    const simulator = simulators.find(each => each.service === service)
    if (simulator) return simulator
    throw new CountersignError('target-unknown', `No service ${service} is connected; nothing was changed.`, `There are: ${simulators.map(each => each.service).join(', ')}.`)
  }

  const world = new World({ database, plans, runs, transitions, modes, codes, broadcast, clock })
  const proposal = new Proposal({ database, audit, clock, plans, runs, transitions, codes, modes, world, broadcast, simulatorOf })
  const carrying = new Runs({
    database, audit, clock, terminal, plans, runs, transitions, modes, world, broadcast, simulatorOf, statusChanged,
    async planAnew(plan, request) {
      try { await proposal.propose({ ...request, supersedes: `plan-${plan}` }, {}) } catch (error) {
        plans.explain(plan, `the world moved, and planning again did not work: ${error instanceof CountersignError ? error.message : 'the simulation failed'}`)
        broadcast.plan(plan)
      }
    },
  })
  const approval = new Approval({
    database, audit, clock, terminal, devices, plans, transitions, codes, approving, world,
    begin: (plan, document, actor) => carrying.begin(plan, document, actor),
  })

  for (const run of recover({ database, clock, plans, runs, transitions })) terminal.say(`${run} was interrupted: its outcome is not known. Ask "settle ${run}".`)
  world.watchExpiry()

  const summary = (id: string) => {
    world.expire(numberOf(id))
    return plans.summary(numberOf(id))
  }
  const demanded = (id: string) => {
    const found = summary(id)
    if (found) return found
    throw new CountersignError('plan-unknown', `There is no ${id}.`, 'See `countersign plans`.')
  }
  return {
    propose: (request, options) => proposal.propose(request, options),
    wouldHappen: (steps, options) => proposal.wouldHappen(steps, options),
    list(limit = 50) {
      world.watchExpiry()
      return plans.list(limit)
    },
    get(id) {
      const [found, bytes] = [summary(id), plans.bytes(numberOf(id))]
      return found && bytes && { summary: found, bytes }
    },
    attachment: (id, sha256) => plans.attachment(numberOf(id), sha256),
    press: (id, digest, actor) => approval.press(id, digest, actor),
    cancel: (id, challenge, actor) => approval.cancel(id, challenge, actor),
    // `async` so that a refusal is a rejection; the approval itself never awaits
    async approve(id, code, statement, signature, actor) {
      const before = approving.state
      try {
        return { run: `run-${approval.approve(id, code, statement, signature, actor)}` }
      } finally {
        if (approving.state !== before) statusChanged()
      }
    },
    async reject(id, statement, signature, comment, actor) {
      world.expire(numberOf(id))
      approval.reject(id, statement, signature, comment, actor)
      broadcast.plan(numberOf(id))
      return demanded(id)
    },
    runs: (limit = 50) => runs.list(limit),
    run: id => runs.run(numberOf(id)),
    stop: (id, actor) => carrying.stop(id, actor),
    undo: run => undoSteps(runs, run),
    settle: (run, said) => settlement(runs, simulatorOf, run, said),
    over: run => carrying.over(run),
    mode(target, mode, actor) {
      const before = modes.of(target)
      const changed = modes.change(target, mode, actor)
      if ('changed' in changed && before !== mode) {
        world.movedBy([target], `${target} is ${mode} now`, 0)
        statusChanged()
      }
      return changed
    },
    targets: () => modes.targets(),
    openApproving() {
      approving.open()
      statusChanged()
    },
    get approving() { return approving.state },
    async close() {
      world.close()
      await carrying.close()
      broadcast.close()
    },
  }
}
