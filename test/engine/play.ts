import type { Plan } from '../../daemon/engine/embedded/generation/plan.ts'
import { emptySnapshot, type Snapshot } from '../../daemon/engine/embedded/snapshot/snapshot.ts'
import { simulate, type Simulation } from '../../daemon/engine/embedded/testing/simulate.ts'
import { World } from '../../daemon/engine/embedded/testing/world.ts'
import type { RuledProgram } from './ruled-program.ts'

type Step = RuledProgram['steps'][number]

/** What came of one step in memory, and the state after it. */
export interface Played {
  readonly step: Step
  readonly result: Simulation
  readonly snapshot: Snapshot
}

/** Plays the steps of a program in memory, one after the other, on one world, one state, and the plan that was saved last. */
export async function* play({ steps }: RuledProgram): AsyncGenerator<Played> {
  const world = new World()
  let snapshot = emptySnapshot
  let saved: Plan | undefined
  for (const step of steps) {
    const { plan, savePlan, ...options } = step.options ?? {}
    const result = await simulate(step.program, snapshot, world, {
      ...options, kind: step.command === 'up' || step.command === 'import' ? 'update' : step.command, ...(step.config && { config: step.config }),
      ...(step.imports && { imports: step.imports }), ...(plan && saved && { plan: saved }), ...(savePlan && { savePlan }),
    })
    if (savePlan) saved = result.plan
    if (step.command !== 'preview') snapshot = result.snapshot
    yield { step, result, snapshot }
  }
}
