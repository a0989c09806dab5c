import type { Diagnostics } from '../events/diagnostics.ts'
import { type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { applyStep, type Outcome, type Surroundings } from './apply.ts'
import { type HookRunner, hooksOf, MOST_RETRIES } from './hooks.ts'

export interface HookedSurroundings extends Surroundings {
  readonly diagnostics: Diagnostics
  /** The program's hooks around its resources' life; none where no program runs. */
  readonly hooks?: HookRunner
}

/** Does a step between its before hooks and, where it fails, as often as its error hooks ask for it. */
export async function applyWithHooks(step: Step, around: HookedSurroundings): Promise<Outcome> {
  const { hooks, preview, diagnostics } = around
  const hooked = hooks && hooksOf(step)
  if (!hooked) return applyStep(step, around)
  const failed = (error: unknown): Outcome => ({ kind: 'failed', status: 'ok', message: error instanceof Error
    ? error.message : String(error) })
  try {
    await hooks.run(hooked.before, hooked.subject)
  } catch (error) {
    return failed(error)
  }
  const failures: string[] = []
  for (;;) {
    const outcome = await applyStep(step, around)
    const hasErrorHooks = (hooked.subject.resource.resourceHooks?.OnError?.length ?? 0) > 0
    if (outcome.kind === 'done' || preview || outcome.protected || !hasErrorHooks) return outcome
    failures.unshift(outcome.message)
    const { urn } = stepResource(step)
    if (failures.length >= MOST_RETRIES) {
      diagnostics.warning(`maximum number of error hook retries (${MOST_RETRIES}) reached`, urn)
      return { ...outcome, message: 'maximum number of error hook retries reached' }
    }
    try {
      if (!(await hooks.shouldRetry(hooked.subject, hooked.operation, failures))) return outcome
    } catch (error) {
      return failed(new Error(`error hooks execution failed: ${error instanceof Error ? error.message : String(error)}`))
    }
    diagnostics.warning(`retrying ${hooked.operation} due to on-error hook request (${failures.length}/${MOST_RETRIES})`, urn)
  }
}

/** Runs a step's after hooks. What has been done stays done when one fails; false says that the run has failed, though. */
export async function runAfterHooks(step: Step, state: ResourceState | undefined, around: HookedSurroundings): Promise<boolean> {
  const { hooks, diagnostics } = around
  const hooked = hooks && hooksOf(step)
  if (!hooked) return true
  try {
    const subject = state ? { ...hooked.subject, resource: state, newOutputs: state.outputs } : hooked.subject
    await hooks.run(hooked.after, subject)
    return true
  } catch (error) {
    diagnostics.error(error instanceof Error ? error.message : String(error), stepResource(step).urn)
    return false
  }
}
