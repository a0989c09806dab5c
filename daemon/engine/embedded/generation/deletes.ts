import { DependencyGraph } from '../snapshot/graph.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import { cascadeReplacements, dependentReplacements } from './dependents.ts'
import { type Ledger, Refused } from './ledger.ts'
import { planSteps } from './planning.ts'
import type { Decision } from './question.ts'
import type { UrnSelection } from './selection.ts'
import { deleteStep, type Step } from './step.ts'

/** What the run has done to old resources since they were read: the journal knows. */
export interface Progress {
  isCondemned(resource: ResourceState): boolean
  isAwaitingReplacement(resource: ResourceState): boolean
  isGone(resource: ResourceState): boolean
  /** A resource as it stands now: refreshed, or with its outputs. */
  current(resource: ResourceState): ResourceState
  /** What this run wrote for a URN. */
  written(urn: Urn): ResourceState | undefined
}

export interface Leftovers {
  /** Kept as they are because they are no targets. */
  readonly sames: readonly Step[]
  readonly deletes: readonly Step[]
}

/** What is left when a program has said everything: replaced resources, and those that it no longer mentions. */
export function* leftoverSteps(ledger: Ledger, progress: Progress): Decision<Leftovers> {
  const included = yield* deletableSelection(ledger)
  const sames: Step[] = []
  const deletes: Step[] = []
  for (const old of ledger.base.resources) {
    const resource = progress.current(old)
    if (old.viewOf || progress.isGone(resource)) continue
    if (!included(resource)) {
      if (!ledger.isOperatedOn(resource.urn)) sames.push({ op: 'same', old: resource, new: resource, origin: 'untargeted' })
      continue
    }
    if (progress.isCondemned(resource)) {
      if (ledger.deletedEarly.has(resource)) continue
      ledger.deletes.add(resource.urn)
      deletes.push(deleteStep(resource, true, false))
    } else if (!ledger.isOperatedOn(resource.urn)) {
      ledger.deletes.add(resource.urn)
      const gone = progress.isAwaitingReplacement(resource)
      deletes.push(gone ? { op: 'remove-pending-replace', old: resource } : deleteStep(resource, false, false))
    }
  }
  for (const urn of ledger.toDelete) {
    const resource = progress.written(urn)
    if (!resource || !included(resource)) continue
    ledger.deletes.add(urn)
    deletes.push(deleteStep(resource, false, false))
  }
  planSteps(ledger, [...sames, ...deletes], true)
  refuseUnspecified(ledger, deletes)
  return { sames, deletes }
}

function refuseUnspecified(ledger: Ledger, deletes: readonly Step[]): void {
  const { targets, targetDependents, preview } = ledger.options
  let refused = false
  for (const step of deletes) {
    const urn = 'old' in step && step.old ? step.old.urn : undefined
    if (!urn || targets.includes(urn) || targetDependents) continue
    ledger.report(
      'error',
      `Resource '${urn}' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.`,
      urn,
    )
    ledger.sawError = true
    refused = true
  }
  if (refused && !preview) throw new Refused('delete untargeted resource')
}

/** Which resources a run with targets or excludes may delete: targets bring their dependents, excludes keep what they need. */
function* deletableSelection(ledger: Ledger): Decision<(resource: ResourceState) => boolean> {
  const { targets, excludes, excludeDependents } = ledger.options
  if (targets.isConstrained) {
    const allowed = new Set<Urn>()
    for (const urn of reach(ledger, targets, (resource, found) => ledger.graph.dependingOn(resource, found, true))) {
      for (const resource of ledger.base.resources.filter((candidate) => candidate.urn === urn)) {
        allowed.add(urn)
        for (const dependent of yield* dependentReplacements(ledger, resource)) allowed.add(dependent.resource.urn)
        for (const dependent of cascadeReplacements(ledger, urn)) allowed.add(dependent.resource.urn)
      }
    }
    return (resource) => allowed.has(resource.urn)
  }
  if (excludes.isConstrained) {
    const kept = reach(ledger, excludes, (resource, found) => [
      ...ledger.graph.dependenciesOf(resource),
      ...(excludeDependents ? ledger.graph.dependingOn(resource, found, true) : []),
    ])
    return (resource) => !(kept.has(resource.urn) && ledger.olds.has(resource.urn))
  }
  return () => true
}

function reach(
  ledger: Ledger,
  selection: UrnSelection,
  next: (resource: ResourceState, found: ReadonlySet<Urn>) => readonly ResourceState[],
): Set<Urn> {
  const found = new Set<Urn>()
  const frontier = ledger.base.resources.filter((resource) => selection.includes(resource.urn))
  for (let resource = frontier.shift(); resource; resource = frontier.shift()) {
    if (found.has(resource.urn)) continue
    found.add(resource.urn)
    frontier.push(...next(resource, found))
  }
  return found
}

/**
 * Orders deletes into rounds: each round's steps don't depend on one another, and a resource goes only after everything that
 * needs it has gone in an earlier round.
 */
export function deleteRounds(resources: readonly ResourceState[], deletes: readonly Step[]): Step[][] {
  const graph = new DependencyGraph(resources)
  const condemned = new Map(deletes.map((step) => [('old' in step ? step.old : undefined) as ResourceState, step]))
  const rounds: Step[][] = []
  while (condemned.size > 0) {
    const round = [...condemned].filter(([resource]) => ![...graph.dependenciesOf(resource)].some((needed) => condemned.has(needed)))
    // A state that isn't whole could have a circle; everything in it goes at once rather than never.
    const steps = round.length > 0 ? round : [...condemned]
    for (const [resource] of steps) condemned.delete(resource)
    rounds.push(steps.map(([, step]) => step))
  }
  return rounds.reverse()
}
