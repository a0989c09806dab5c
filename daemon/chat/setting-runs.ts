import type { RunSummary } from '../../shared/wire.ts'
import type { Needs } from './needs.ts'
import { planDocument } from './plan-document.ts'

/** Whether a run's approved plan set that key, or unset it. */
export const setsKey = ({ plan }: RunSummary, key: string, needs: Pick<Needs, 'plans'>): boolean => planDocument(plan, needs)?.steps.some(
  (step) => (step.operation === 'set-config' || step.operation === 'remove-config') && step.parameters.key === key,
) ?? false
