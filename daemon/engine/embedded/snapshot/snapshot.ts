import type { ResourceState } from './resource.ts'
import { dependenciesOf, providerUrn } from './resource.ts'
import { parseReference, type Urn } from './urn.ts'

export type OperationKind = 'creating' | 'updating' | 'deleting' | 'reading' | 'importing'
/** A provider call that was begun and of which no end was written: after a crash nobody knows whether it happened. */
export interface PendingOperation {
  readonly resource: ResourceState
  readonly type: OperationKind
}

export interface SecretsProvider {
  readonly type: string
  readonly state?: { readonly salt?: string } & Readonly<Record<string, unknown>>
}

/** A stack's whole state at one moment. */
export interface Snapshot {
  readonly secretsProvider?: SecretsProvider
  readonly resources: readonly ResourceState[]
  readonly pendingOperations: readonly PendingOperation[]
  readonly metadata: Readonly<Record<string, unknown>>
}

export const emptySnapshot: Snapshot = { resources: [], pendingOperations: [], metadata: {} }

/**
 * What makes a state unusable, in the official CLI's words (VerifyIntegrity in pkg/resource/deploy/snapshot.go): something
 * that comes before what it needs or needs what isn't there, or two live resources of one name. Empty if it is whole.
 */
export function integrityProblems(snapshot: Snapshot): string[] {
  const problems: string[] = []
  const seen = new Set<Urn>()
  const live = new Set<Urn>()
  const providers = new Set<string>()
  for (const resource of snapshot.resources) {
    if (resource.provider) {
      const reference = parseReference(resource.provider)
      if (!reference) problems.push(`failed to parse provider reference for resource ${resource.urn}`)
      else if (!providers.has(resource.provider)) problems.push(`resource ${resource.urn} refers to unknown provider ${resource.provider}`)
    }
    for (const { kind, urn, key } of dependenciesOf(resource)) {
      if (seen.has(urn)) continue
      const what = kind === 'parent' ? 'refers to missing parent' : kind === 'property'
        ? `property ${key} refers to missing` : `refers to missing ${kind}`
      problems.push(`resource ${resource.urn} ${what} ${urn}`)
    }
    if (!resource.delete) {
      if (live.has(resource.urn)) problems.push(`duplicate resource ${resource.urn}`)
      live.add(resource.urn)
    }
    seen.add(resource.urn)
    if (resource.type.startsWith('pulumi:providers:')) providers.add(`${resource.urn}::${resource.id ?? ''}`)
  }
  return problems
}

/** References to URNs that a resource had before an alias renamed it, turned to its new URN, and the aliases taken off. */
export function withoutAliases(resources: readonly ResourceState[]): ResourceState[] {
  const renamed = new Map<Urn, Urn>()
  for (const resource of resources) for (const alias of resource.aliases ?? []) renamed.set(alias, resource.urn)
  if (renamed.size === 0) return [...resources]
  const now = (urn: Urn): Urn => renamed.get(urn) ?? urn
  return resources.map((resource) => {
    const { aliases: _aliases, ...state } = resource
    const provider = providerUrn(resource)
    const id = resource.provider ? parseReference(resource.provider)?.id : undefined
    return {
      ...state,
      ...(state.parent && { parent: now(state.parent) }),
      ...(state.dependencies && { dependencies: state.dependencies.map(now) }),
      ...(state.propertyDependencies && {
        propertyDependencies: Object.fromEntries(Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(now)])),
      }),
      ...(state.deletedWith && { deletedWith: now(state.deletedWith) }),
      ...(state.replaceWith && { replaceWith: state.replaceWith.map(now) }),
      ...(provider && { provider: `${now(provider)}::${id}` }),
    }
  })
}

/**
 * A list from which a refresh took resources away, made whole again: dependencies on what is no longer there are dropped, and a child
 * of a vanished parent goes to the nearest ancestor that is left. Properties that depend on nothing are dropped, too. `before` is
 * what comes before the list (rebuildBaseState in pkg/resource/deploy/deployment_executor.go).
 */
export function withoutDanglingReferences(resources: readonly ResourceState[], before: readonly ResourceState[] = []): ResourceState[] {
  const known = new Set([...before, ...resources].map((resource) => resource.urn))
  const present = new Set(before.map((resource) => resource.urn))
  const grandparents = new Map<Urn, Urn | undefined>()
  return resources.map((resource) => {
    const parent = resource.parent && !known.has(resource.parent) ? grandparents.get(resource.parent) : resource.parent
    grandparents.set(resource.urn, parent)
    const whole = withReferences(resource, parent, present)
    present.add(resource.urn)
    return whole
  })
}

/**
 * The same for a refresh that runs the program, which leaves a resource as it is unless it lost something (FilterRefreshDeletes in
 * pkg/engine of the official engine).
 */
export function withoutLostReferences(resources: readonly ResourceState[]): ResourceState[] {
  const present = new Set<Urn>()
  const parents = new Map<Urn, Urn | undefined>()
  return resources.map((resource) => {
    const isWhole = dependenciesOf(resource).every(({ urn }) => present.has(urn))
    const parent = resource.parent && !present.has(resource.parent) ? parents.get(resource.parent) : resource.parent
    parents.set(resource.urn, parent)
    const whole = isWhole ? resource : withReferences(resource, parent, present)
    present.add(resource.urn)
    return whole
  })
}

/** A resource with another parent, and with those of its other references that are `present`. */
function withReferences(resource: ResourceState, parent: Urn | undefined, present: ReadonlySet<Urn>): ResourceState {
  const { parent: _parent, deletedWith, ...state } = resource
  const left = (urns: readonly Urn[]): Urn[] => urns.filter((urn) => present.has(urn))
  return {
    ...state,
    ...(parent && { parent }),
    ...(deletedWith && present.has(deletedWith) && { deletedWith }),
    ...(state.dependencies && { dependencies: left(state.dependencies) }),
    ...(state.propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(state.propertyDependencies).map(([key, urns]) => [key, left(urns)] as const).filter(([, urns]) => urns.length > 0),
      ),
    }),
    ...(state.replaceWith && { replaceWith: left(state.replaceWith) }),
  }
}
