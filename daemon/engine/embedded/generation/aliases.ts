import type { ResourceState } from '../snapshot/resource.ts'
import { createUrn, ROOT_TYPE, urnName, urnParts, urnQualifiedType, urnType, type Urn } from '../snapshot/urn.ts'
import type { Alias, Goal } from './goal.ts'
import type { Ledger } from './ledger.ts'

export interface OldResource {
  readonly old?: ResourceState
  /** The URN under which it was found, if that isn't its present one. */
  readonly alias?: Urn
  /** Two resources claim the same old one: reported, and the run fails. */
  readonly invalid: boolean
}

/** Finds what a resource was before: under its own URN, else under the first of its aliases that is in the old state. */
export function findOld(ledger: Ledger, urn: Urn, goal: Pick<Goal, 'name' | 'type' | 'parent' | 'aliases'>): OldResource {
  let invalid = false
  const earlier = ledger.aliased.get(urn)
  if (earlier) {
    invalid = true
    ledger.report('error', `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${earlier}'; try giving it a unique name`, urn)
  }
  for (const candidate of [urn, ...aliasesOf(ledger, goal)]) {
    const old = ledger.olds.get(candidate)
    if (!old) continue
    if (candidate === urn) return { old, invalid }
    const claimed = ledger.urns.has(candidate) ? urn : ledger.aliased.get(candidate)
    if (ledger.urns.has(candidate) || ledger.aliased.has(candidate)) {
      invalid = true
      ledger.report(
        'error',
        `Duplicate resource alias '${candidate}' applied to resource with URN '${urn}' conflicting with resource with URN '${claimed}'`,
        urn,
      )
    }
    ledger.aliased.set(candidate, urn)
    ledger.aliases.set(urn, candidate)
    return { old, alias: candidate, invalid }
  }
  return { invalid }
}

/** Every URN that a resource may have had, its own aliases first, then those that follow from its parent's. */
export function aliasesOf(ledger: Ledger, goal: Pick<Goal, 'name' | 'type' | 'parent' | 'aliases'>): Urn[] {
  const own = goal.aliases.map((alias) => aliasUrn(ledger, goal, alias))
  const parentAlias = goal.parent ? ledger.aliases.get(goal.parent) : undefined
  if (!goal.parent || !parentAlias) return [...new Set(own)]
  const parentName = urnName(goal.parent)
  const inherited = (type: string, name: string): Urn => inheritedAlias(ledger, type, name, parentName, parentAlias)
  return [...new Set([...own, inherited(goal.type, goal.name), ...own.map((alias) => inherited(urnType(alias), urnName(alias)))])]
}

function aliasUrn(ledger: Ledger, goal: Pick<Goal, 'name' | 'type' | 'parent'>, alias: Alias): Urn {
  if (alias.kind === 'urn') return alias.urn
  // A named parent may itself have been renamed in this run: its child was then under the parent's old URN.
  const named = alias.parent ? (ledger.aliases.get(alias.parent) ?? alias.parent) : goal.parent
  const isRoot = named !== undefined && urnQualifiedType(named) === ROOT_TYPE
  const parent = alias.noParent || isRoot ? undefined : named
  return createUrn(
    alias.stack || ledger.options.stack,
    alias.project || ledger.options.project,
    parent,
    alias.type || goal.type,
    alias.name || goal.name,
  )
}

/** A child that carries its parent's name in front of its own carried the parent's old name before. */
function inheritedAlias(ledger: Ledger, type: string, name: string, parentName: string, parentAlias: Urn): Urn {
  const oldName = name.startsWith(parentName) ? urnName(parentAlias) + name.slice(parentName.length) : name
  const parts = urnParts(parentAlias)
  const { stack, project } = ledger.options
  return createUrn(stack, project, parts ? (parentAlias as Urn) : undefined, type, oldName)
}
