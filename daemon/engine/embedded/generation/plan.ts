import type { Operation } from './step.ts'

/** What a preview announced for one resource, in order: what a run that is held to it may do. */
export interface ResourcePlan {
  readonly steps: Operation[]
}

export type Plan = ReadonlyMap<string, ResourcePlan>
