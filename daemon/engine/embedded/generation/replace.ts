import { containsSecret } from '../values/property.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { cascadeReplacements, dependentReplacements } from './dependents.ts'
import type { Change } from './difference.ts'
import type { Goal } from './goal.ts'
import { type Ledger, RefusedResource } from './ledger.ts'
import { warnOfNaming } from './naming.ts'
import { askCheck, type Decision } from './question.ts'
import { reasonOf, reportFailures } from './register.ts'
import { deleteStep, type Step } from './step.ts'
import { isReplaceTarget } from './targets.ts'

/**
 * A replacement. Normally the new resource is made first and the old one deleted at the end of the run; where the provider or
 * the program wants it the other way round, everything that couldn't live without the old one is deleted before it.
 */
export function* replacementSteps(
  ledger: Ledger, goal: Goal, draft: ResourceState, old: ResourceState, change: Change, provider: string | undefined, seed: Uint8Array,
): Decision<Step[]> {
  const { urn } = draft
  if (draft.protect && old.protect && !ledger.options.ignoreProtect) {
    ledger.sawError = true
    const refusal = ledger.refuse(
      `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
        'remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`',
      urn,
    )
    if (!ledger.options.preview) throw refusal
  }
  if (goal.importId) {
    const message =
      'previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program;\n' +
      change.replaceKeys.map((key) => `${key}: ${shown(old, key)} => ${shown(draft, key)}`).join('\n')
    if (!ledger.options.preview) throw new Error(message)
    ledger.report('warning', message, urn)
  }
  ledger.replaces.add(urn)
  const fresh = yield* recheckedInputs(ledger, goal, draft, old, provider, seed)
  const reason = reasonOf(change)
  if (goal.deleteBeforeReplace ?? change.deleteBeforeReplace) {
    const steps = yield* deletionsBefore(ledger, old, fresh)
    if (!old.pendingReplacement) {
      ledger.deletes.add(old.urn)
      steps.push(deleteStep(old, true, true))
    }
    return [...steps, { op: 'replace', old, new: fresh, ...reason }, { op: 'create-replacement', old, new: fresh, pendingDelete: false,
      ...reason }]
  }
  return [
    { op: 'create-replacement', old, new: fresh, pendingDelete: true, ...reason },
    { op: 'replace', old, new: fresh, ...reason },
  ]
}

/** A new resource has no old inputs to take defaults from, so its inputs are checked again without them. */
function* recheckedInputs(
  ledger: Ledger, goal: Goal, draft: ResourceState, old: ResourceState, provider: string | undefined, seed: Uint8Array,
): Decision<ResourceState> {
  if (provider === undefined || isReplaceTarget(ledger, draft.urn, old)) return draft
  warnOfNaming(ledger, goal, draft.urn)
  const answer = yield* askCheck({ urn: draft.urn, provider, news: goal.properties, seed })
  if (reportFailures(ledger, draft, answer)) throw new RefusedResource(`resource ${draft.urn} has check errors`)
  return { ...draft, inputs: answer.inputs }
}

function* deletionsBefore(ledger: Ledger, old: ResourceState, fresh: ResourceState): Decision<Step[]> {
  const dependents = [
    // A resource that this very preview imports isn't in the old state, and so nothing there depends on it.
    ...(ledger.graph.has(old) ? yield* dependentReplacements(ledger, old) : []),
    ...cascadeReplacements(ledger, fresh.urn),
  ]
  const steps: Step[] = []
  for (const { resource, keys } of dependents.reverse()) {
    if (ledger.deletedEarly.has(resource)) continue
    ledger.dependentKeys.set(resource.urn, keys)
    if (resource.delete) steps.push(deleteStep(resource, false, false))
    else {
      if (resource.protect && !ledger.options.ignoreProtect) {
        ledger.sawError = true
        throw ledger.refuse(
          `unable to replace resource "${resource.urn}" as part of replacing "${fresh.urn}" as it is currently marked for protection. ` +
            'To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, ' +
            `or use the command:\n\`pulumi state unprotect '${resource.urn}'\``,
          fresh.urn,
        )
      }
      steps.push(deleteStep(resource, true, true))
    }
    ledger.deletes.add(resource.urn)
    ledger.deletedEarly.add(resource)
  }
  return steps
}

function shown(resource: ResourceState, key: string): string {
  const value = resource.inputs[key] ?? null
  return containsSecret(value) ? '[secret]' : JSON.stringify(value)
}
