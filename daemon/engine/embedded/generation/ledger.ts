import { DependencyGraph } from '../snapshot/graph.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { Autonaming } from './naming.ts'
import type { Planning } from './planning.ts'
import type { Step } from './step.ts'
import { UrnSelection } from './selection.ts'

/** What a run was asked to do, as far as it decides on steps. */
export interface GenerationOptions {
  readonly stack: string
  readonly project: string
  readonly preview: boolean
  readonly targets: UrnSelection
  readonly excludes: UrnSelection
  readonly targetDependents: boolean
  readonly excludeDependents: boolean
  readonly replaceTargets: UrnSelection
  /** Deletes and replaces protected resources like others. */
  readonly ignoreProtect?: boolean
  /** What a program's registrations lead to; a refresh or destroy that runs the program asks it only for its providers and hooks. */
  readonly mode?: 'update' | 'refresh' | 'destroy'
  /** Looks at each resource when it is registered, before deciding on it. */
  readonly refreshing?: boolean
  /** The plan that this run is held to or writes down. */
  readonly planning?: Planning
  /** How the stack's configuration has resources named. */
  readonly autonaming?: Autonaming
  /** Random bytes for a provider's check, so that a test can fix them. */
  readonly seed: () => Uint8Array
}

export interface Report {
  readonly severity: 'info' | 'warning' | 'error'
  readonly urn?: Urn
  readonly message: string
}

/** A step can't be decided on, and the reports in the ledger say why. Ends the run. */
export class Refused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Refused'
  }
}

/** Reported as an error and thrown: a resource whose own inputs are refused ends step generation for the run. */
export class RefusedResource extends Error {}

/**
 * What has been decided so far in one run: each decision looks at the old state and at this, and writes down what it decided.
 * Nothing here does anything; the same goals in the same order always fill it the same way.
 */
export class Ledger {
  readonly options: GenerationOptions
  readonly base: Snapshot
  readonly olds: ReadonlyMap<Urn, ResourceState>
  readonly graph: DependencyGraph
  readonly urns = new Set<Urn>()
  readonly reads = new Set<Urn>()
  readonly creates = new Set<Urn>()
  readonly sames = new Set<Urn>()
  readonly updates = new Set<Urn>()
  readonly replaces = new Set<Urn>()
  readonly deletes = new Set<Urn>()
  readonly imports = new Set<Urn>()
  readonly refreshes = new Set<Urn>()
  /** Registered in a destroy: to be deleted as this run has written them. */
  readonly toDelete = new Set<Urn>()
  /** Registered resources that needed no step, as they are. */
  readonly settled = new Map<Urn, ResourceState>()
  /** Registered, but not made because they are no targets; whoever needs one of them can't be made either. */
  readonly skippedCreates = new Set<Urn>()
  /** Old resources that are deleted early because what they depend on is. */
  readonly deletedEarly = new Set<ResourceState>()
  /** Why such a dependent has to be replaced, for its replacement's events. */
  readonly dependentKeys = new Map<Urn, readonly string[]>()
  /** Old URN to the new one that took it over, and back. */
  readonly aliased = new Map<Urn, Urn>()
  readonly aliases = new Map<Urn, Urn>()
  /** Every resource as this run will have it, newest first asked. */
  readonly news = new Map<Urn, ResourceState>()
  readonly providers = new Map<Urn, ResourceState>()
  /** Grow as dependents of what was asked for are met. */
  readonly targeted: UrnSelection
  readonly excluded: UrnSelection
  /** Resources that nothing registers but that a target needs: they have to come before it in the state. */
  pendingSames: Step[] = []
  readonly queuedSames = new Set<Urn>()
  readonly reports: Report[] = []
  /** Something was reported that makes the run fail, though deciding went on. */
  sawError = false

  constructor(base: Snapshot, options: GenerationOptions) {
    this.base = base
    this.options = options
    this.olds = new Map(base.resources.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]))
    this.graph = new DependencyGraph(base.resources)
    this.targeted = options.targets.copy()
    this.excluded = options.excludes.copy()
  }

  report(severity: Report['severity'], message: string, urn?: Urn): void {
    this.reports.push({ severity, message, ...(urn && { urn }) })
  }

  /** Reports an error and gives what to throw. */
  refuse(message: string, urn?: Urn): Refused {
    this.report('error', message, urn)
    return new Refused(message)
  }

  /** Whether this run did or will do anything to a resource, under its old or its new name. */
  isOperatedOn(urn: Urn): boolean {
    const name = this.aliased.get(urn) ?? urn
    return [this.sames, this.updates, this.replaces, this.reads, this.refreshes].some((urns) => urns.has(name))
  }

  hasStep(urn: Urn): boolean {
    return this.isOperatedOn(urn) || this.creates.has(urn) || this.deletes.has(urn)
  }
}
