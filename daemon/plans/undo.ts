import type { Step } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { RunStep } from '../../shared/wire.ts'
import type { SimulateOptions } from '../simulator-contract.ts'
import type { Stage } from './graph.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import { summarise, type RunRecords } from './run-records.ts'

/** What a simulator is given for a stage that takes a run back, or finishes an interrupted one. */
export function earlierFor(runs: RunRecords, plans: PlanRecords, stage: Stage): Pick<SimulateOptions, 'undo' | 'finish'> {
  const [step] = stage.steps
  if (step?.operation === 'undo') return { undo: before(runs, stage.target, step.parameters.run) }
  if (step?.operation !== 'settle' || step.parameters.conclusion === 'unlock') return {}
  const { run, conclusion } = step.parameters
  const row = runs.row(numberOf(run))
  if (row?.state !== 'interrupted') throw new CountersignError('run-settled', `${run} is ${row?.state ?? 'unknown'}: there is nothing to settle; nothing was changed.`, 'See `countersign runs`.')
  if (conclusion === 'record') return {}
  if (conclusion === 'undo') return { undo: before(runs, stage.target, run) }
  const steps = plans.document(row.plan).steps.filter(each => each.target === stage.target)
  // to finish the settling of a run is to settle that run
  return { ...earlierFor(runs, plans, { ...stage, steps }), ...(steps[0]?.operation !== 'settle' && { finish: { run, steps } }) }
}

/** A run can only be taken back from what was captured before it. */
function before(runs: RunRecords, target: string, run: string): NonNullable<SimulateOptions['undo']> {
  const capture = runs.capture(numberOf(run), target)
  if (capture === undefined) {
    throw new CountersignError('undo-impossible', `${run} kept nothing of ${target} that it could be taken back to; nothing was changed.`, `Look at it: \`countersign run ${run}\`.`)
  }
  return { run, capture, later: runs.later(numberOf(run)).map(row => `run-${row.id}${what(runs.steps(row.id, target))}`) }
}

/** " (update web, delete cart)": what a later run did, and this one would take back with its own. */
function what(steps: readonly RunStep[]): string {
  const done = steps.filter(step => step.phase === 'forward' && step.state === 'done').map(step => `${step.operation} ${step.name}`)
  const shown = done.slice(0, 5).join(', ')
  return done.length === 0 ? '' : ` (${shown}${done.length > 5 ? ` and ${done.length - 5} more` : ''})`
}

/**
 * The steps that take a run back, last target first, and the later runs that built on it. They make a plan like any other.
 * Throws `run-unknown`, `undo-impossible`.
 */
export function undoSteps(runs: RunRecords, id: string): { title: string, steps: Step[], later: string[] } {
  const number = numberOf(id)
  const row = runs.row(number)
  if (row === undefined) throw new CountersignError('run-unknown', `There is no ${id}; nothing was changed.`, 'See `countersign runs`.')
  const summary = summarise(row)
  if (!summary.canUndo) {
    throw new CountersignError('undo-impossible', `${id} can't be undone: ${reason(row.state, summary.undoneBy, row.changed === 1, row.operation)}; nothing was changed.`,
      row.state === 'interrupted' ? `Settle it first: ask "settle ${id}".` : `Look at it: \`countersign run ${id}\`.`)
  }
  const steps = runs.targets(number).toReversed().map((target, index): Step => ({
    id: `step-${index + 1}`, service: 'pulumi', operation: 'undo', target, parameters: { run: summary.id },
    dependsOn: index === 0 ? [] : [`step-${index}`],
  }))
  return { title: excerpt(`Undo ${id}: ${row.title}`, 200), steps, later: runs.later(number).map(each => `run-${each.id}`) }
}

function reason(state: string, undoneBy: string | undefined, changed: boolean, operation: string): string {
  if (undoneBy !== undefined) return `${undoneBy} undid it already`
  if (operation === 'set-mode') return 'a mode is lowered at once, without a plan'
  if (state === 'running' || state === 'rolling-back') return 'it is not over yet'
  if (state === 'interrupted') return 'what it did is not known yet'
  if (state === 'rolled-back') return 'it was rolled back by itself'
  return changed ? 'nothing was captured before it' : 'it changed nothing but the record'
}
