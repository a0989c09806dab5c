import type { PropertyMap, PropertyValue } from '../values/property.ts'
import { parseReference, type Urn } from './urn.ts'

/** Seconds. */
export interface CustomTimeouts {
  readonly create?: number
  readonly update?: number
  readonly delete?: number
  readonly read?: number
}

/** One resource as a state holds it. Never changed: a step that changes a resource makes a new value. */
export interface ResourceState {
  readonly urn: Urn
  readonly custom: boolean
  /** Replaced, and to be deleted at the end of the run that replaced it, or by the next one. */
  readonly delete?: boolean
  readonly id?: string
  readonly type: string
  readonly inputs: PropertyMap
  readonly outputs: PropertyMap
  readonly parent?: Urn
  readonly protect?: boolean
  readonly taint?: boolean
  /** Read into the program, not owned by it: never updated and never deleted. */
  readonly external?: boolean
  readonly dependencies?: readonly Urn[]
  readonly initErrors?: readonly string[]
  readonly provider?: string
  readonly propertyDependencies?: Readonly<Record<string, readonly Urn[]>>
  /** Deleted before its replacement was made: only its name is left. */
  readonly pendingReplacement?: boolean
  readonly additionalSecretOutputs?: readonly string[]
  /** The URN that it had in the old state, until the state is written with the new one. */
  readonly aliases?: readonly Urn[]
  readonly customTimeouts?: CustomTimeouts
  readonly importID?: string
  readonly retainOnDelete?: boolean
  readonly deletedWith?: Urn
  readonly replaceWith?: readonly Urn[]
  readonly created?: string
  readonly modified?: string
  readonly sourcePosition?: string
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[]
  readonly ignoreChanges?: readonly string[]
  readonly hideDiff?: readonly PropertyValue[]
  readonly replaceOnChanges?: readonly string[]
  readonly replacementTrigger?: PropertyValue
  readonly refreshBeforeUpdate?: boolean
  readonly viewOf?: Urn
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>
}

export interface Dependency {
  readonly kind: 'parent' | 'dependency' | 'property' | 'deletedWith' | 'replaceWith'
  readonly urn: Urn
  readonly key?: string
}

/** Everything by URN that has to come before this resource, except its provider. */
export function dependenciesOf(resource: ResourceState): Dependency[] {
  const found: Dependency[] = []
  if (resource.parent) found.push({ kind: 'parent', urn: resource.parent })
  for (const urn of resource.dependencies ?? []) found.push({ kind: 'dependency', urn })
  for (const [key, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    for (const urn of urns) found.push({ kind: 'property', urn, key })
  }
  if (resource.deletedWith) found.push({ kind: 'deletedWith', urn: resource.deletedWith })
  for (const urn of resource.replaceWith ?? []) found.push({ kind: 'replaceWith', urn })
  return found
}

export function providerUrn(resource: ResourceState): Urn | undefined {
  return resource.provider ? parseReference(resource.provider)?.urn : undefined
}

/** URNs of dependencies and of the provider. */
export function allPrerequisites(resource: ResourceState): Urn[] {
  const urns = dependenciesOf(resource).map((dependency) => dependency.urn)
  const provider = providerUrn(resource)
  return provider ? [...urns, provider] : urns
}
