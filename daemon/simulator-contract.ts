import type {
  Attachment, Binding, Change, Counts, Fidelity, PlanDocument, PropertyChange, RiskFactor, RollbackPlan, Step, Target,
} from '../shared/plan.ts'
import type { RunStep } from '../shared/wire.ts'

/** What a simulator promises (one folder per service in here), and what it is told. Types only. */

/** What a person may change by name: a configuration key of a program, as its own schema describes it. */
export interface Setting {
  readonly key: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly value?: string | number | boolean
  readonly default?: string | number | boolean
  readonly secret: boolean
  /** Where the schema says so. */
  readonly minimum?: number
  readonly maximum?: number
  readonly choices?: readonly string[]
}

/** A resource as the daemon knows it from a stack's state, secrets masked. */
export interface Resource {
  readonly target: string
  readonly id: string
  readonly kind: string
  readonly name: string
  /** The provider's own id (an ARN, a path), by which "Explain this resource" finds it. */
  readonly physicalId?: string
  readonly parent?: string
  readonly dependsOn: readonly string[]
  readonly protected: boolean
  readonly properties: Readonly<Record<string, unknown>>
  readonly changedAt?: string
}

export interface Inventory {
  readonly target: string
  readonly program: string
  readonly settings: readonly Setting[]
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, unknown>>
  readonly lastUpdate?: string
  /** Digests of proposed code that a person countersigned to be run: what can be asked to be applied. */
  readonly edits?: readonly string[]
  /** Digest of the state this was read from. */
  readonly state: string
}

export interface Drift { readonly target: string, readonly at: string, readonly changes: readonly Change[] }

/** What the simulator of a service found out about the steps of one target. */
export interface Simulated {
  readonly steps: readonly {
    step: string, fidelity: Fidelity, summary: string, changes: readonly Change[], attachments: readonly string[]
    outputs?: readonly PropertyChange[] | undefined
  }[]
  /** Whether a file of the person says something else afterwards than it says now, even where nothing else follows from it. */
  readonly rewrites?: boolean
  readonly counts: Counts
  readonly unknowns: readonly string[]
  readonly recommendations: readonly string[]
  /** What was found that makes it riskier than its changes alone: factors like any other. */
  readonly concerns?: readonly RiskFactor[]
  readonly rollback: RollbackPlan
  readonly binding: Binding
  readonly attachments: readonly { readonly attachment: Attachment, readonly bytes: Uint8Array }[]
}

/** Before the first change: everything that is needed to put it back, with digests that were in what was approved. */
export interface Capture {
  readonly digests: Readonly<Record<string, string>>
  readonly files: readonly { name: string, bytes: Uint8Array }[]
}

export interface RunObserver {
  /**
   * Called before the first thing that changes, a file of the person's too; the first intent asks by itself. Throws where the target may
   * not be changed any more: nothing was changed then.
   */
  mayBegin(): void
  /**
   * Durable before it returns: the intent is on the record before the provider is called. Reports only changes that the plan names (by
   * `Change.id` and operation; in a rollback, those of the rollback plan) and throws `run-unforeseen` on any other: go no further then.
   */
  intent(step: RunStep): void
  outcome(step: RunStep): void
  log(text: string): void
}

export type Outcome =
  | { readonly kind: 'succeeded', readonly asSimulated: boolean, readonly summary: string, readonly stateAfter: string }
  /** The world is not the one that was approved; nothing was changed. `element` names what differs. */
  | { readonly kind: 'refused', readonly element: string, readonly summary: string, readonly hint: string }
  /**
   * Something was done and something wasn't. The steps that were done have been reported to the observer. `uncertain` names only what may
   * or may not have taken place (a create whose end is unknown): where it is empty the run is rolled back, else it waits to be settled.
   */
  | { readonly kind: 'failed', readonly summary: string, readonly hint: string, readonly uncertain: readonly string[] }
  | { readonly kind: 'stopped', readonly summary: string, readonly uncertain: readonly string[] }

export interface Simulator {
  readonly service: string
  targets(): readonly Target[]
  /** Why what was configured is no target, each in sentences for the person. */
  problems?(): readonly string[]
  inventory(target: string, signal?: AbortSignal): Promise<Inventory>
  drift(target: string, signal?: AbortSignal): Promise<Drift>
  /** Simulates steps of one target, in their order, without touching the person's files or the world. */
  simulate(target: string, steps: readonly Step[], options: SimulateOptions): Promise<Simulated>
  /** Keeps proposed code of a target's program as text, unread by anything that runs; returns the digest by which steps name it. */
  keepEdit?(target: string, files: Readonly<Record<string, string>>): Promise<string>
  capture(target: string): Promise<Capture>
  /** Compares the binding, previews again, changes, verifies. Refuses before any change when something moved. */
  execute(plan: PlanDocument, target: string, observer: RunObserver, signal: AbortSignal): Promise<Outcome>
  /**
   * After a failed run: takes back what really happened, within the approved rollback plan; stops and says so otherwise. `begun` are its
   * steps that were done, and those that failed: what was answered with an error may have happened, so the real thing is asked.
   */
  rollback(
    plan: PlanDocument, target: string, capture: Capture, begun: readonly RunStep[], observer: RunObserver, signal: AbortSignal
  ): Promise<Outcome>
  /** After an interrupted run: what is known, what is unknown, what can be done. Looks at the provider where that is possible. */
  settle(target: string, asked?: Inquiry): Promise<Found>
}

/** What is asked about an interrupted run: whose it is, and what a person said of things that nobody else can know. */
export interface Inquiry {
  readonly run: string
  readonly plan: string
  /** When the run ended, as ISO 8601; what it sent to a provider just before may arrive after that. */
  readonly ended?: string
  readonly said: readonly { readonly name: string, readonly physical: string | null }[]
}
export interface Found {
  readonly known: readonly string[]
  readonly unknown: readonly string[]
  readonly locked?: string
  /**
   * What was begun and never ended, by the resource's id, with the provider's own id or null where it isn't there. It has to be taken into
   * the state before anything builds on it. `whole` where nothing is missing; else a person has to say what exists.
   */
  readonly pending?: { readonly found: readonly FoundThing[], readonly whole: boolean }
}
export interface FoundThing { readonly id: string, readonly physical: string | null }

export interface SimulateOptions {
  readonly signal?: AbortSignal
  readonly progress?: (text: string) => void
  /** For `undo`: what the run to take back captured before it changed anything, and which runs built on it. */
  readonly undo?: { readonly run: string, readonly capture: Capture, readonly later: readonly string[] }
  /** For `settle` by finishing: what the interrupted run was to do on this target; where that was taking a run back, `undo` is of it. */
  readonly finish?: { readonly run: string, readonly steps: readonly Step[] }
}
