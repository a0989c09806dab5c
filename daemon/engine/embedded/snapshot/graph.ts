import { dependenciesOf, providerUrn, type ResourceState } from './resource.ts'
import type { Urn } from './urn.ts'

/**
 * Who depends on whom in one ordered list of resources, in which everything comes after what it needs. Several resources
 * may share a URN (a replaced one and its replacement), so position in the list counts, not only the name.
 */
export class DependencyGraph {
  readonly #resources: readonly ResourceState[]
  readonly #position: Map<ResourceState, number>
  readonly #descendants: ReadonlyMap<Urn, readonly number[]>

  constructor(resources: readonly ResourceState[]) {
    this.#resources = resources
    this.#position = new Map(resources.map((resource, index) => [resource, index]))
    const latest = new Map<Urn, number>()
    const descendants = new Map<Urn, number[]>()
    resources.forEach((resource, index) => {
      latest.set(resource.urn, index)
      for (let parent = resource.parent; parent; ) {
        const list = descendants.get(parent)
        if (list) list.push(index)
        else descendants.set(parent, [index])
        const at = latest.get(parent)
        parent = at === undefined ? undefined : resources[at]?.parent
      }
    })
    this.#descendants = descendants
  }

  has(resource: ResourceState): boolean {
    return this.#position.has(resource)
  }

  /** `state` is the resource `old` from now on: it stands in its place. */
  rename(old: ResourceState, state: ResourceState): void {
    const position = this.#position.get(old)
    if (position !== undefined) this.#position.set(state, position)
  }

  /** All that directly or indirectly needs `resource`, in order, leaving out `ignored` and what only they bring in. */
  dependingOn(resource: ResourceState, ignored: ReadonlySet<Urn>, includeChildren: boolean): ResourceState[] {
    const dependents: ResourceState[] = []
    const reached = new Set<Urn>([resource.urn])
    for (const candidate of this.#resources.slice((this.#position.get(resource) ?? this.#resources.length) + 1)) {
      if (ignored.has(candidate.urn)) continue
      const provider = providerUrn(candidate)
      const needs =
        dependenciesOf(candidate).some(({ kind, urn }) => (kind !== 'parent' || includeChildren) && reached.has(urn)) ||
        (provider !== undefined && reached.has(provider))
      if (!needs) continue
      dependents.push(candidate)
      reached.add(candidate.urn)
    }
    return dependents
  }

  /** What `resource` directly needs, its parent and, where it needs a component, all that the component holds. */
  dependenciesOf(resource: ResourceState): Set<ResourceState> {
    const found = new Set<ResourceState>()
    const position = this.#position.get(resource)
    if (position === undefined) return found
    const needed = new Set<Urn>()
    for (const { kind, urn } of dependenciesOf(resource)) if (kind !== 'parent') needed.add(urn)
    const provider = providerUrn(resource)
    if (provider) needed.add(provider)
    for (let index = position - 1; index >= 0; index--) {
      const candidate = this.#resources[index]
      if (!candidate) continue
      if (needed.has(candidate.urn)) {
        found.add(candidate)
        if (!candidate.custom) {
          for (const inner of this.#descendants.get(candidate.urn) ?? []) {
            const held = this.#resources[inner]
            if (inner < position && held) found.add(held)
          }
        }
      }
      if (candidate.urn === resource.parent) found.add(candidate)
    }
    return found
  }

  /**
   * Everything that `resource` directly or indirectly needs; a resource to be deleted prefers others to be deleted, as long as they come
   * before it: one that comes later can't be what it was made with.
   */
  transitiveDependenciesOf(resource: ResourceState): Set<ResourceState> {
    const live = new Map<Urn, ResourceState>()
    const condemned = new Map<Urn, ResourceState>()
    for (const candidate of this.#resources) (candidate.delete ? condemned : live).set(candidate.urn, candidate)
    const at = (one: ResourceState): number => this.#position.get(one) ?? 0
    const lookup = (from: ResourceState, urn: Urn): ResourceState | undefined => {
      const [alive, doomed] = [live.get(urn), condemned.get(urn)]
      return from.delete && doomed && (!alive || at(doomed) < at(from)) ? doomed : (alive ?? doomed)
    }
    const found = new Set<ResourceState>()
    const pending = [resource]
    for (let next = pending.pop(); next; next = pending.pop()) {
      const provider = providerUrn(next)
      const urns = dependenciesOf(next).map((dependency) => dependency.urn)
      for (const urn of provider ? [...urns, provider] : urns) {
        const needed = lookup(next, urn)
        if (needed && !found.has(needed)) {
          found.add(needed)
          pending.push(needed)
        }
      }
    }
    found.delete(resource)
    return found
  }
}
