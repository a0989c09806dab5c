import type { ResourceState } from './resource.ts'
import type { Urn } from './urn.ts'
import { type PendingOperation, type Snapshot, withoutAliases, withoutDanglingReferences, withoutLostReferences } from './snapshot.ts'

/** One thing that happened to the state. Operations are numbered; a number names the resource that it wrote, too. */
export type JournalEntry =
  | { readonly kind: 'begin'; readonly operation: number; readonly pending: PendingOperation }
  | { readonly kind: 'failed'; readonly operation: number }
  | {
      readonly kind: 'done'
      readonly operation: number
      /** What is now there. */
      readonly state?: ResourceState
      /** What it takes the place of, as it was in the old state or as this run wrote it. */
      readonly removes?: ResourceState
      /** A replaced resource, to be deleted later. */
      readonly condemns?: ResourceState
      /** A resource that was deleted so that its replacement can be made. */
      readonly awaitsReplacement?: ResourceState
      /** A refresh that the program's own registration asked for: what it found is as new as what the program makes, and stands with it. */
      readonly refreshes?: true
    }
  /** Changes a resource where it stands: outputs of components, and refreshes. */
  | { readonly kind: 'rewrite'; readonly operation: number; readonly old: ResourceState; readonly state: ResourceState | undefined; readonly refreshes?: true }

/**
 * Everything that a run did to a state, in order. The state itself is never changed in place: `snapshot()` makes the whole
 * of it anew from what was there before and what happened since (JournalReplayer in pkg/backend/journal.go is the rule).
 */
export class Journal {
  readonly #base: Snapshot
  readonly #gone = new Set<ResourceState>()
  readonly #rewritten = new Map<ResourceState, ResourceState>()
  readonly #condemned = new Set<ResourceState>()
  readonly #awaiting = new Set<ResourceState>()
  readonly #pending = new Map<number, PendingOperation>()
  readonly #written: ResourceState[] = []
  /** URNs that this run wrote, and those that they took over. */
  readonly #named = new Set<Urn>()
  readonly #claimed = new Map<Urn, Urn>()
  /** The flagged copies, so that an unchanged resource stays the same object and its JSON needn't be made again. */
  readonly #flagged = new WeakMap<ResourceState, ResourceState>()
  #refreshedAlone = false
  #refreshedWithProgram = false

  constructor(base: Snapshot) {
    this.#base = base
  }

  /**
   * Throws, and writes nothing, where two resources would be what one was before (NormalizeURNReferences in
   * pkg/resource/deploy/snapshot.go).
   */
  record(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'begin':
        this.#pending.set(entry.operation, entry.pending)
        return
      case 'failed':
        this.#pending.delete(entry.operation)
        return
      case 'done':
        this.#pending.delete(entry.operation)
        if (entry.state) this.#refuseSecondClaim(entry.state)
        if (entry.removes) this.#gone.add(entry.removes)
        if (entry.condemns) this.#condemned.add(entry.condemns)
        if (entry.awaitsReplacement) this.#awaiting.add(entry.awaitsReplacement)
        if (entry.state) this.#written.push(entry.state)
        if (entry.refreshes) this.#refreshedWithProgram = true
        return
      case 'rewrite':
        this.#pending.delete(entry.operation)
        if (entry.refreshes) this.#refreshedAlone = true
        if (!entry.state) this.#gone.add(entry.old)
        else if (entry.state !== entry.old) this.#rewritten.set(entry.old, entry.state)
    }
  }

  /** What stands in the state for a resource that was rewritten, and the resource itself otherwise. */
  current(resource: ResourceState): ResourceState {
    let latest = resource
    for (let next = this.#rewritten.get(latest); next; next = this.#rewritten.get(latest)) latest = next
    return latest
  }

  written(urn: Urn): ResourceState | undefined {
    const resource = this.#written.findLast((written) => written.urn === urn && !this.#gone.has(written))
    return resource && this.current(resource)
  }

  isGone(resource: ResourceState): boolean {
    return this.#gone.has(resource)
  }

  isAwaitingReplacement(resource: ResourceState): boolean {
    return resource.pendingReplacement === true || this.#awaiting.has(resource)
  }

  isCondemned(resource: ResourceState): boolean {
    return resource.delete === true || this.#condemned.has(resource)
  }

  snapshot(): Snapshot {
    const written = this.#present(this.#written)
    const base = this.#present(this.#base.resources)
    const rebuilt = [...written, ...(this.#refreshedAlone ? withoutDanglingReferences(base, written) : base)]
    const whole = this.#refreshedWithProgram ? withoutLostReferences(rebuilt) : rebuilt
    // An interrupted create is known only to the person who can look: it stays until they clear it.
    const unresolved = this.#base.pendingOperations.filter((operation) => operation.type === 'creating')
    return { ...this.#base, resources: withoutAliases(whole), pendingOperations: [...this.#pending.values(), ...unresolved] }
  }

  #refuseSecondClaim({ urn, aliases = [] }: ResourceState): void {
    for (const alias of aliases) {
      const twin = this.#claimed.get(alias) ?? urn
      if (twin !== urn) refuse(`failed to normalize URN references: Two resources ('${twin}' and '${urn}') aliased to the same: '${alias}'`)
    }
    // The official engine writes the one twice, and can't open its state then.
    const taken = this.#claimed.get(urn) ?? aliases.find((alias) => this.#named.has(alias))
    if (taken) refuse(`failed to save snapshot: '${taken}' and '${urn}' are one resource`)
    for (const alias of aliases) this.#claimed.set(alias, urn)
    this.#named.add(urn)
  }

  #present(resources: readonly ResourceState[]): ResourceState[] {
    return resources.flatMap((resource) => {
      const latest = this.current(resource)
      return this.#gone.has(resource) || this.#gone.has(latest) ? [] : [this.#withFlags(resource, latest)]
    })
  }

  #withFlags(resource: ResourceState, latest: ResourceState): ResourceState {
    const condemned = this.#condemned.has(resource) || this.#condemned.has(latest)
    const awaiting = this.#awaiting.has(resource) || this.#awaiting.has(latest)
    if (!condemned && !awaiting) return latest
    const known = this.#flagged.get(latest)
    if (known && known.delete === (condemned || latest.delete) && known.pendingReplacement === (awaiting
      || latest.pendingReplacement)) return known
    const flagged: ResourceState = { ...latest, ...(condemned && { delete: true }), ...(awaiting && { pendingReplacement: true }) }
    this.#flagged.set(latest, flagged)
    return flagged
  }
}

function refuse(why: string): never {
  throw new Error(`post-step event returned an error: ${why}`)
}
