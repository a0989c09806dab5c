import type { Step } from '../../shared/plan.ts'
import type { RunSummary } from '../../shared/wire.ts'
import type { Needs } from './needs.ts'

/** The steps that a run's approved plan held; none where the plan is no longer kept. */
function stepsOfRun({ plan }: Pick<RunSummary, 'plan'>, { plans }: Pick<Needs, 'plans'>): readonly Step[] {
  const kept = plans.get(plan)
  return kept ? (JSON.parse(new TextDecoder().decode(kept.bytes)) as { steps: Step[] }).steps : []
}

/** Whether a run's approved plan set that key, or unset it. */
export const setsKey = (run: RunSummary, key: string, needs: Pick<Needs, 'plans'>): boolean => stepsOfRun(run, needs).some(
  (step) => (step.operation === 'set-config' || step.operation === 'remove-config') && step.parameters.key === key,
)
