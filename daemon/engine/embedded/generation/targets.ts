import { allPrerequisites, dependenciesOf, providerUrn, type ResourceState } from '../snapshot/resource.ts'
import { parseReference, type Urn } from '../snapshot/urn.ts'
import type { Ledger } from './ledger.ts'
import type { Step } from './step.ts'

/** Whether an operation with `--target` or `--exclude` concerns this resource. */
export function isIncluded(ledger: Ledger, resource: ResourceState): boolean {
  const { targets, excludes } = ledger.options
  if (targets.isConstrained) return isTargeted(ledger, resource)
  return !excludes.isConstrained || !isExcluded(ledger, resource)
}

export function isTargeted(ledger: Ledger, resource: ResourceState): boolean {
  const { targets, targetDependents } = ledger.options
  if (targets.isConstrained && targets.includes(resource.urn)) return true
  return targetDependents && allPrerequisites(resource).some((urn) => ledger.targeted.includes(urn))
}

export function isExcluded(ledger: Ledger, resource: ResourceState): boolean {
  const { excludes, excludeDependents } = ledger.options
  if (excludes.includes(resource.urn)) return true
  return excludeDependents && allPrerequisites(resource).some((urn) => ledger.excluded.includes(urn))
}

/** Whether `--replace` or a taint asks for a replacement whatever the provider says. */
export function isReplaceTarget(ledger: Ledger, urn: Urn, old: ResourceState | undefined): boolean {
  const { replaceTargets } = ledger.options
  return (replaceTargets.isConstrained && replaceTargets.includes(urn)) || old?.taint === true
}

/**
 * A resource that is no target stays as it was, and so does everything it needs that this run hasn't come to: what is left
 * out of the program and isn't a target must stand before it in the new state, or the state would not be whole.
 */
export function untargetedSames(ledger: Ledger, old: ResourceState, urn: Urn): Step[] {
  if (old.delete) return []
  ledger.urns.add(old.urn)
  ledger.sames.add(urn)
  ledger.sames.add(old.urn)
  const steps: Step[] = []
  const provider = providerUrn(old)
  if (provider && !ledger.hasStep(provider)) {
    const known = ledger.olds.get(provider)
    if (known && known.id === parseReference(old.provider ?? '')?.id) steps.push(...untargetedSames(ledger, known, known.urn))
  }
  for (const dependency of dependenciesOf(old)) {
    if (ledger.hasStep(dependency.urn)) continue
    const needed = ledger.olds.get(dependency.urn)
    if (!needed) throw ledger.refuse(`${describe(dependency)} of untargeted resource ${urn} has no old state`, urn)
    steps.push(...untargetedSames(ledger, needed, needed.urn))
  }
  return [...steps, { op: 'same', old, new: old, origin: 'untargeted' }]
}

function describe(dependency: { kind: string; urn: Urn; key?: string }): string {
  const names: Record<string, string> = {
    parent: 'parent', dependency: 'dependency', property: 'property dependency', deletedWith: 'deleted with dependency',
      replaceWith: 'replace with dependency',
  }
  return `${names[dependency.kind]} ${dependency.urn}`
}

/** Queues such sames for what a target needs; `withPendingSames` puts them before the target's own steps. */
export function queueNeededSames(ledger: Ledger, resource: ResourceState): void {
  if (!ledger.options.targets.isConstrained) return
  const queue = (urn: Urn): void => {
    const old = ledger.olds.get(urn)
    if (ledger.hasStep(urn) || ledger.queuedSames.has(urn) || !old) return
    ledger.queuedSames.add(urn)
    const provider = providerUrn(old)
    if (provider) queue(provider)
    for (const dependency of dependenciesOf(old)) queue(dependency.urn)
    ledger.pendingSames.push({ op: 'same', old, new: old, origin: 'untargeted' })
  }
  for (const dependency of dependenciesOf(resource)) queue(dependency.urn)
}

export function withPendingSames(ledger: Ledger, steps: readonly Step[]): Step[] {
  const pending = ledger.pendingSames
  ledger.pendingSames = []
  const first = pending.filter((step) => {
    const urn = 'new' in step ? step.new.urn : step.old.urn
    if (ledger.hasStep(urn)) return false
    ledger.urns.add(urn)
    ledger.sames.add(urn)
    return true
  })
  return [...first, ...steps]
}

/**
 * A resource that needs one which was left out can't be made: says so for each. Of an excluded one that doesn't exist the official engine
 * finds out only when it has made the resource and written a state that can't be opened; here it is refused before.
 */
export function refuseUntargetedNeeds(ledger: Ledger, steps: readonly Step[]): void {
  const { targets, excludes, replaceTargets, preview } = ledger.options
  if (![targets, excludes, replaceTargets].some((selection) => selection.isConstrained)) return
  for (const step of steps) {
    if (!('new' in step) || (step.op === 'same' && step.origin === 'skipped-create')) continue
    for (const urn of allPrerequisites(step.new)) {
      if (!ledger.skippedCreates.has(urn)) continue
      ledger.sawError = true
      const refusal = ledger.refuse(
        excludes.isConstrained
          ? `Resource '${step.new.urn}' depends on '${urn}' which doesn't exist yet and is left out by --exclude.`
          : `Resource '${step.new.urn}' depends on '${urn}' which was was not specified in --target list.`,
        step.new.urn,
      )
      if (!preview) throw refusal
      // Said once is enough: a preview goes on to find the other problems.
      ledger.skippedCreates.delete(urn)
    }
  }
}
