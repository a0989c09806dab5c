import { dependenciesOf, type ResourceState } from '../snapshot/resource.ts'
import type { Ledger } from './ledger.ts'

/** What a refresh that ran the program still has to look at: everything that the program didn't register. */
export function refreshLeftovers(ledger: Ledger): ResourceState[] {
  const { targets, excludes } = ledger.options
  return ledger.base.resources.filter(({ urn, viewOf }) =>
    !viewOf && !ledger.isOperatedOn(urn) && (excludes.isConstrained ? !excludes.includes(urn) : targets.includes(urn)))
}

/** The resources that a refresh looks at, in order: all, or the targets, or all but the excluded. */
export function refreshTargets(ledger: Ledger): ResourceState[] {
  const { targets, excludes, targetDependents, excludeDependents } = ledger.options
  const targeted = targets.copy()
  const excluded = excludes.copy()
  const needs = (resource: ResourceState,
    selection: typeof targeted): boolean => dependenciesOf(resource).some(({ urn }) => selection.includes(urn))
  return ledger.base.resources.filter((resource) => {
    if (resource.viewOf) return false
    if (excluded.isConstrained) {
      if (excluded.includes(resource.urn)) return false
      if (!excludeDependents || !needs(resource, excluded)) return true
      excluded.add(resource.urn)
      return false
    }
    if (targeted.includes(resource.urn)) return true
    if (!targetDependents || !needs(resource, targeted)) return false
    targeted.add(resource.urn)
    return true
  })
}
