import { UNKNOWN, type PropertyMap, type PropertyValue } from '../values/property.ts'
import { providerUrn, type ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import { providerChange, withReplaceOnChanges } from './difference.ts'
import type { Ledger } from './ledger.ts'
import type { Decision } from './question.ts'

export interface DependentReplacement {
  readonly resource: ResourceState
  readonly keys: readonly string[]
}

/**
 * Which others have to be replaced when `root` is deleted before its replacement exists: those that use its provider or are
 * deleted with it, and those whose own provider would replace them if an input that comes from a replaced resource changed.
 */
export function* dependentReplacements(ledger: Ledger, root: ResourceState): Decision<DependentReplacement[]> {
  const found: DependentReplacement[] = []
  const replaced = new Set<Urn>([root.urn])
  // Whoever was registered before the root can't depend on it any more.
  const impossible = new Set([...ledger.reads, ...ledger.creates, ...ledger.sames, ...ledger.updates, ...ledger.deletes,
    ...ledger.replaces])
  for (const candidate of ledger.graph.dependingOn(root, impossible, false)) {
    const keys = yield* replacementKeys(ledger, candidate, replaced)
    if (!keys) continue
    found.push({ resource: candidate, keys })
    replaced.add(candidate.urn)
  }
  return found
}

function* replacementKeys(ledger: Ledger, resource: ResourceState, replaced: ReadonlySet<Urn>): Decision<readonly string[] | undefined> {
  if (!resource.custom || resource.external) return undefined
  const provider = providerUrn(resource)
  if (provider && replaced.has(provider)) return []
  if (resource.deletedWith && replaced.has(resource.deletedWith)) return []
  const inputs: Record<string, PropertyValue> = {}
  let depends = false
  for (const [key, value] of Object.entries(resource.inputs)) {
    const affected = resource.propertyDependencies?.[key]?.some((urn) => replaced.has(urn)) ?? false
    depends ||= affected
    inputs[key] = affected ? UNKNOWN : value
  }
  if (!depends) return undefined
  const news: PropertyMap = inputs
  const change = yield* providerChange(ledger, resource, resource.urn, news, resource.provider ?? resource.type,
    resource.ignoreChanges ?? [])
  const { replaceKeys } = withReplaceOnChanges(change, resource.replaceOnChanges ?? [], false)
  return replaceKeys.length > 0 ? replaceKeys : undefined
}

/** Resources that asked to be replaced or deleted together with `urn`. */
export function cascadeReplacements(ledger: Ledger, urn: Urn): DependentReplacement[] {
  const found = new Map<Urn, DependentReplacement>()
  for (const resource of [...ledger.news.values(), ...ledger.olds.values()]) {
    const cascades = resource.deletedWith === urn || (resource.replaceWith?.includes(urn) ?? false)
    if (cascades && !found.has(resource.urn)) found.set(resource.urn, { resource, keys: [] })
  }
  return [...found.values()]
}
