import type { ResourceState } from '../snapshot/resource.ts'
import { findOld } from './aliases.ts'
import type { ReadGoal } from './goal.ts'
import type { Ledger } from './ledger.ts'
import { nameResource } from './register.ts'
import type { Step } from './step.ts'

/** The steps for a resource that a program reads and doesn't own. */
export function readSteps(ledger: Ledger, goal: ReadGoal): Step[] {
  const urn = nameResource(ledger, goal)
  const { old, alias } = findOld(ledger, urn, { ...goal, aliases: [] })
  const fresh: ResourceState = {
    urn,
    custom: true,
    id: goal.id,
    type: goal.type,
    inputs: goal.properties,
    outputs: {},
    ...(goal.parent && { parent: goal.parent }),
    external: true,
    dependencies: goal.dependencies,
    provider: goal.provider,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    ...(alias && { aliases: [alias] }),
    ...(goal.sourcePosition && { sourcePosition: goal.sourcePosition }),
    ...(goal.stackTrace && { stackTrace: goal.stackTrace }),
  }
  if (goal.id === '') throw new Error(`Expected an ID for ${urn}`)
  if (old && !old.external && old.id !== goal.id) {
    // It was ours and is another one's now: ours goes at the end of the run.
    ledger.replaces.add(urn)
    return [
      { op: 'read-replacement', old, new: fresh },
      { op: 'replace', old, new: fresh, replaceKeys: [], changedKeys: [] },
    ]
  }
  ledger.reads.add(urn)
  return [{ op: 'read', ...(old && { old }), new: fresh }]
}
