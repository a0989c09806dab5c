import { equal, hasUnknown, plain, type PropertyMap, type PropertyValue } from '../values/property.ts'
import { goText } from '../values/text.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { createUrn, isProviderType, parseReference, ROOT_TYPE, type Urn, urnName, urnQualifiedType } from '../snapshot/urn.ts'
import { findOld } from './aliases.ts'
import { type Change, providerChange, replacementFor, unchanged, withIgnoredChanges, withReplaceOnChanges } from './difference.ts'
import type { Goal } from './goal.ts'
import { type Ledger, RefusedResource } from './ledger.ts'
import { askCheck, askPerform, type CheckAnswer, type CheckFailure, type Decision } from './question.ts'
import { modeSteps, refreshed } from './mode.ts'
import { warnOfNaming, withNaming } from './naming.ts'
import { planSteps } from './planning.ts'
import { replacementSteps } from './replace.ts'
import type { Step } from './step.ts'
import { isExcluded, isIncluded, isReplaceTarget, isTargeted, queueNeededSames, refuseUntargetedNeeds, untargetedSames,
  withPendingSames } from './targets.ts'

/**
 * The steps that make the world agree with one goal. The rule is generateSteps and what follows it in
 * pkg/resource/deploy/step_generator.go of the official engine, read at the version of 2026-08-21.
 */
export function* registrationSteps(ledger: Ledger, goal: Goal): Decision<Step[]> {
  const urn = nameResource(ledger, goal)
  const { old, alias, invalid } = findOld(ledger, urn, goal)
  const fresh = newState(goal, urn, alias, old)
  if (isProviderType(goal.type)) for (const name of alias ? [urn, alias] : [urn]) ledger.providers.set(name, fresh)
  const now = yield* refreshed(ledger, goal, fresh, old)
  const steps = withPendingSames(ledger, modeSteps(ledger, goal, fresh, now) ?? (yield* stepsFor(ledger, goal, fresh, now, invalid)))
  planSteps(ledger, steps)
  refuseUntargetedNeeds(ledger, steps)
  for (const step of steps) if ('new' in step && step.op !== 'replace') ledger.news.set(step.new.urn, step.new)
  return steps
}

/** Gives a resource its URN. A name that is taken and a parent that isn't there are errors. */
export function nameResource(ledger: Ledger, goal: Pick<Goal, 'type' | 'name' | 'parent'>): Urn {
  if (goal.parent && !ledger.urns.has(goal.parent)) throw new Error(`could not find parent resource ${goal.parent}`)
  const urn = createUrn(ledger.options.stack, ledger.options.project, goal.parent, goal.type, goal.name)
  if (ledger.urns.has(urn)) throw ledger.refuse(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn)
  ledger.urns.add(urn)
  return urn
}

function newState(goal: Goal, urn: Urn, alias: Urn | undefined, old: ResourceState | undefined): ResourceState {
  return {
    urn,
    custom: goal.custom,
    type: goal.type,
    inputs: goal.properties,
    outputs: {},
    ...(goal.parent && { parent: goal.parent }),
    ...(goal.protect && { protect: true }),
    dependencies: goal.dependencies,
    ...(goal.provider && { provider: goal.provider }),
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    ...(alias && { aliases: [alias] }),
    ...(goal.customTimeouts && { customTimeouts: goal.customTimeouts }),
    ...(goal.importId && { importID: goal.importId }),
    ...(goal.retainOnDelete && { retainOnDelete: true }),
    ...(goal.deletedWith && { deletedWith: goal.deletedWith }),
    replaceWith: goal.replaceWith,
    ...(old?.created && { created: old.created }),
    ...(old?.modified && { modified: old.modified }),
    ...(goal.sourcePosition && { sourcePosition: goal.sourcePosition }),
    ...(goal.stackTrace && { stackTrace: goal.stackTrace }),
    ignoreChanges: goal.ignoreChanges,
    ...(goal.hideDiff && { hideDiff: goal.hideDiff }),
    replaceOnChanges: goal.replaceOnChanges,
    ...(goal.replacementTrigger !== undefined && goal.replacementTrigger !== null && { replacementTrigger: goal.replacementTrigger }),
    ...(old?.refreshBeforeUpdate && { refreshBeforeUpdate: true }),
    ...(goal.resourceHooks && { resourceHooks: goal.resourceHooks }),
  }
}

function* stepsFor(
  ledger: Ledger, plainGoal: Goal, fresh: ResourceState, old: ResourceState | undefined, invalid: boolean,
): Decision<Step[]> {
  const goal = withNaming(ledger, plainGoal)
  const seed = ledger.options.planning?.seed(fresh.urn) ?? ledger.options.seed()
  const isImport = goal.custom && !!goal.importId && (!old || old.external === true || (old.importID ?? old.id) !== goal.importId)
  if (!isImport) return yield* changeSteps(ledger, goal, fresh, old, invalid, seed, false)
  ledger.imports.add(fresh.urn)
  const recreating = ledger.deletes.has(fresh.urn)
  const common = { new: fresh, ignoreChanges: goal.ignoreChanges, seed } as const
  const steps: Step[] =
    old && !recreating
      ? [
          { op: 'import-replacement', old, ...common },
          { op: 'replace', old, new: fresh, replaceKeys: [], changedKeys: [] },
        ]
      : [{ op: 'import', ...common }]
  const first = withPendingSames(ledger, steps)
  planSteps(ledger, first)
  const { state } = yield* askPerform(first)
  if (!state) return []
  // What was imported is now the old state, and the program may ask for something else at once.
  return yield* changeSteps(ledger, goal, { ...fresh, outputs: {} }, state, invalid, seed, true)
}

function* changeSteps(
  ledger: Ledger, goal: Goal, draft: ResourceState, old: ResourceState | undefined, wasInvalid: boolean, seed: Uint8Array,
    imported: boolean,
): Decision<Step[]> {
  const urn = draft.urn
  const recreating = !imported && ledger.deletes.has(urn)
  const wasExternal = old?.external === true
  const targeted = isProviderType(goal.type) || urnQualifiedType(urn) === ROOT_TYPE || isIncluded(ledger, draft)
  const provider = providerOf(ledger, goal, urn)
  let invalid = wasInvalid
  let inputs = old ? withIgnoredChanges(ledger, urn, draft.inputs, old.inputs, goal.ignoreChanges) : draft.inputs
  if (provider !== undefined) {
    if (!targeted) inputs = old?.inputs ?? {}
    else {
      // What was deleted, isn't ours or is to be replaced anyway has nothing to say about the new inputs.
      const askAnew = recreating || wasExternal || isReplaceTarget(ledger, urn, old) || !old
      warnOfNaming(ledger, goal, urn)
      const answer = yield* askCheck({ urn, provider, seed, ...(askAnew ? { news: goal.properties } : { olds: old.inputs,
        news: inputs }) })
      invalid = reportFailures(ledger, draft, answer) || invalid
      inputs = answer.inputs
    }
  }
  const fresh: ResourceState = { ...draft, inputs: keepEqual(inputs, old?.inputs) }
  if (targeted) queueNeededSames(ledger, fresh)
  if (invalid) throw new RefusedResource(`resource ${urn} is invalid`)
  const forgetsOld = recreating || wasExternal || isReplaceTarget(ledger, urn, old)
  ledger.options.planning?.goal(urn, goal, old, forgetsOld, inputs, seed)
  if (recreating && old) {
    // It was deleted because something that it depends on was; now the program still wants it.
    ledger.deletes.delete(urn)
    ledger.replaces.add(urn)
    const reason = { changedKeys: [], replaceKeys: ledger.dependentKeys.get(urn) ?? [] }
    return [
      { op: 'replace', old, new: fresh, replaceKeys: [], changedKeys: [] },
      { op: 'create-replacement', old, new: fresh, pendingDelete: false, ...reason },
    ]
  }
  if (wasExternal && old) {
    // Read before, and owned from now on: what was read isn't ours to change, so it is only let go of.
    ledger.creates.add(urn)
    const reason = { replaceKeys: [], changedKeys: [] }
    return [
      { op: 'create-replacement', old, new: fresh, pendingDelete: true, ...reason },
      { op: 'replace', old, new: fresh, ...reason },
    ]
  }
  const { excludes } = ledger.options
  if (excludes.isConstrained && !targeted && isExcluded(ledger, fresh)) ledger.excluded.add(urn)
  else if (targeted && isTargeted(ledger, fresh)) ledger.targeted.add(urn)
  if (!old) {
    if (targeted) {
      ledger.creates.add(urn)
      return [{ op: 'create', new: fresh }]
    }
    ledger.sames.add(urn)
    ledger.skippedCreates.add(urn)
    return [{ op: 'same', old: fresh, new: fresh, origin: 'skipped-create' }]
  }
  if (!targeted) return untargetedSames(ledger, old, urn)
  return yield* differenceSteps(ledger, goal, fresh, old, provider, seed, imported)
}

/** The provider to ask about a resource; undefined for a component, which has none. */
function providerOf(ledger: Ledger, goal: Goal, urn: Urn): string | undefined {
  if (!goal.custom) return undefined
  if (isProviderType(goal.type)) return goal.type
  const reference = parseReference(goal.provider ?? '')
  if (!reference) throw ledger.refuse(`bad provider reference '${goal.provider}' for resource '${urn}'`, urn)
  return goal.provider
}

function* differenceSteps(
  ledger: Ledger, goal: Goal, fresh: ResourceState, old: ResourceState, provider: string | undefined, seed: Uint8Array, imported: boolean,
): Decision<Step[]> {
  const { urn } = fresh
  const trigger = fresh.replacementTrigger
  if (!ledger.options.preview && trigger !== undefined && hasUnknown(trigger)) {
    ledger.sawError = true
    throw ledger.refuse(`replacement trigger contains unknowns for ${urn}`, urn)
  }
  const triggered = isTriggered(trigger, old.replacementTrigger)
  const found: Change = triggered ? { ...unchanged, changed: true } : yield* ownChange(ledger, fresh, old, provider, goal)
  const hasInitErrors = (old.initErrors?.length ?? 0) > 0
  const change = withReplaceOnChanges(found, goal.replaceOnChanges, hasInitErrors)
  if (change.changed || old.pendingReplacement) {
    if (change.replaceKeys.length > 0 || triggered || old.pendingReplacement) {
      return yield* replacementSteps(ledger, goal, fresh, old, change, provider, seed)
    }
    ledger.updates.add(urn)
    return [{ op: 'update', old, new: fresh, ignoreChanges: goal.ignoreChanges, ...reasonOf(change) }]
  }
  if (hasInitErrors) {
    // Nothing changed, but it never came up: an update without a change lets the provider go on waiting for it.
    ledger.updates.add(urn)
    return [{ op: 'update', old, new: fresh, ignoreChanges: goal.ignoreChanges, ...reasonOf(change) }]
  }
  if (imported) return []
  ledger.sames.add(urn)
  return [{ op: 'same', old, new: fresh, origin: 'registered' }]
}

function* ownChange(ledger: Ledger, fresh: ResourceState, old: ResourceState, provider: string | undefined, goal: Goal): Decision<Change> {
  if (isReplaceTarget(ledger, fresh.urn, old)) return replacementFor('id')
  if (fresh.replaceWith?.some((urn) => ledger.replaces.has(urn))) return replacementFor('replaceWith')
  if (fresh.deletedWith && ledger.replaces.has(fresh.deletedWith)) return replacementFor('deletedWith')
  if (hasOtherProvider(ledger, fresh, old)) return replacementFor('provider')
  if (provider === undefined) return { ...unchanged, changed: !equal(old.inputs, fresh.inputs) }
  return yield* providerChange(ledger, old, fresh.urn, fresh.inputs, provider, goal.ignoreChanges)
}

/** A component that became a custom resource or the reverse. Dynamic providers never ask for a replacement themselves. */
function hasOtherProvider(ledger: Ledger, fresh: ResourceState, old: ResourceState): boolean {
  if ((old.provider ?? '') === (fresh.provider ?? '')) return false
  return !old.provider || !fresh.provider
}

function isTriggered(now: PropertyValue | undefined, before: PropertyValue | undefined): boolean {
  const left = plain(now ?? null)
  const right = plain(before ?? null)
  if (hasUnknown(left) || hasUnknown(right)) return true
  return left !== null && right !== null && !equal(left, right)
}

/** One thing that a provider's check refused, in the official words. */
export function failureMessage({ type, urn, inputs }: ResourceState, { property, reason }: CheckFailure): string {
  return property
    ? `${type} resource '${urnName(urn)}': property ${property} value ${goText(inputs[property])} has a problem: ${reason}`
    : `${type} resource '${urnName(urn)}' has a problem: ${reason}`
}

/** Reports what a provider's check refused. */
export function reportFailures(ledger: Ledger, fresh: ResourceState, answer: CheckAnswer): boolean {
  for (const failure of answer.failures) ledger.report('error', failureMessage(fresh, failure), fresh.urn)
  return answer.failures.length > 0
}

/** The old inputs where the new ones are the same: an unchanged secret keeps its ciphertext. */
function keepEqual(inputs: PropertyMap, old: PropertyMap | undefined): PropertyMap {
  return old && equal(inputs, old) ? old : inputs
}

export function reasonOf(
  change: Change,
): { replaceKeys: readonly string[]; changedKeys: readonly string[]; detailed?: NonNullable<Change['detailed']> } {
  return { replaceKeys: change.replaceKeys, changedKeys: change.changedKeys, ...(change.detailed && { detailed: change.detailed }) }
}
