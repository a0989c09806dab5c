import type { PlanSummary } from '../../shared/wire.ts'

/** States of a plan that has neither run nor ended in another way: its card is what there is to look at. */
export const undecided: ReadonlySet<PlanSummary['state']> = new Set(['drafted', 'simulated', 'awaiting', 'approved'])
