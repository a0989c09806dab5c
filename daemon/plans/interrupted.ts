import type { Step } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { Settlement } from '../contracts.ts'
import type { FoundThing, Inquiry, Simulator } from '../simulator-contract.ts'
import { interruptedConclusion, uncertainFields } from './conclusion.ts'
import { daemonActor, timestamp, type Clock, type Database } from './needs.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import type { RunRecords } from './run-records.ts'
import type { Transitions } from './transitions.ts'

export interface RecoveryNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly plans: PlanRecords
  readonly runs: RunRecords
  readonly transitions: Transitions
}

/**
 * At start, before anything else: what the daemon left open when it ended. A run in the middle has an unknown outcome and says so; a plan
 * that was being simulated, or approved without having begun, is over, and nothing of it was done.
 *
 * @returns the runs whose outcome is unknown
 */
export function recover({ clock, database, plans, runs, transitions }: RecoveryNeeds): string[] {
  return database.transaction(() => {
    const interrupted = runs.rows("runs.state IN ('running', 'rolling-back') ORDER BY runs.id", [])
    for (const row of interrupted) {
      const run = `run-${row.id}`
      const unknown = runs.markUnknown(row.id)
      const done = runs.steps(row.id).filter(step => step.state === 'done')
      const conclusion = interruptedConclusion(run, done, unknown)
      transitions.run(row.id, 'interrupted', {
        kind: 'run.interrupted', actor: daemonActor, plan: `plan-${row.plan}`, run, digest: row.digest,
        fields: { conclusion, was: row.state, ...uncertainFields(unknown.map(step => `${step.operation} ${step.name}`)) },
      }, { ended_at: timestamp(clock.now()), conclusion })
    }
    for (const state of ['drafted', 'simulated', 'approved'] as const) {
      for (const id of plans.inState(state)) {
        transitions.plan(id, 'expired', { kind: 'plan.expired', actor: daemonActor, plan: `plan-${id}`, fields: { was: state, why: 'the daemon ended' } },
          { why: 'the daemon ended before it began; nothing was changed' })
      }
    }
    return interrupted.map(row => `run-${row.id}`)
  })
}

/**
 * Finds out what an interrupted run left behind, and offers what can be done about it; each offer is a plan like any other.
 * Throws `run-unknown`, `run-settled`.
 */
export async function settlement(
  runs: RunRecords, simulatorOf: (service: string) => Simulator, id: string, said: Inquiry['said'] = [],
): Promise<Settlement> {
  const number = numberOf(id)
  const row = runs.row(number)
  if (row === undefined) throw new CountersignError('run-unknown', `There is no ${id}; nothing was changed.`, 'See `countersign runs`.')
  if (row.state !== 'interrupted' || row.settled_by !== null) {
    throw new CountersignError('run-settled', `${id} is ${row.state}${row.settled_by === null ? '' : ` and settled by run-${row.settled_by}`}: there is nothing to settle.`,
      `Look at it: \`countersign run ${id}\`.`)
  }
  const ofDaemon = row.operation === 'set-mode'
  const known: string[] = []
  const unknown: string[] = []
  const locked: string[] = []
  const pending = new Map<string, readonly FoundThing[]>()
  let whole = true
  const targets = runs.targets(number)
  for (const target of targets) {
    const found = await simulatorOf(ofDaemon ? 'countersign' : serviceOf(target)).settle(target, {
      run: id, plan: `plan-${row.plan}`, said, ...(row.ended_at !== null && { ended: row.ended_at }),
    })
    if (found.pending) {
      pending.set(target, found.pending.found)
      whole &&= found.pending.whole
    }
    known.push(...found.known)
    unknown.push(...found.unknown)
    if (found.locked !== undefined) locked.push(found.locked)
  }
  const offer = (conclusion: 'finish' | 'undo' | 'unlock' | 'record', title: string, at: readonly string[] = targets) => ({
    conclusion, title: excerpt(title, 200),
    steps: at.map((target, index): Step => ({
      id: `step-${index + 1}`, service: 'pulumi', operation: 'settle', target, dependsOn: index === 0 ? [] : [`step-${index}`],
      parameters: { run: id, conclusion, ...(conclusion === 'record' && { found: [...pending.get(target) ?? []] }) },
    })),
  })
  return {
    run: id, known, unknown, ...(locked.length > 0 && { locked: locked.join('; ') }),
    // a mode changed or it didn't, and that is known above
    offers: ofDaemon ? [] : [
      ...(locked.length > 0 ? [offer('unlock', `Break the lock that ${id} left`)] : []),
      // nothing may build on what nobody knows: first it is taken into the state, then the run is finished or undone
      ...(pending.size > 0 ? whole ? [offer('record', `Record what ${id} left: ${row.title}`, [...pending.keys()])] : [] : [
        offer('finish', `Finish ${id}: ${row.title}`),
        ...(row.captured === 1 ? [offer('undo', `Undo ${id}: ${row.title}`)] : []),
      ]),
    ],
  }
}

/** A target's id begins with the service that changes it. */
const serviceOf = (target: string): string => target.slice(0, target.indexOf(':'))
