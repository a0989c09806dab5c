import type {
  ApprovalStatement, Asked, Attachment, Binding, Change, Counts, Duration, Fidelity, Mode, PlanDocument, PropertyChange, RiskFactor,
  RollbackPlan, Step, Subject, Target,
} from '../shared/plan.ts'
import type { AnswerOf, Event, Learned, Part, PlanSummary, Preferences, Reading, Run, RunStep, RunSummary, Turn } from '../shared/wire.ts'

/**
 * What the rooms of the daemon promise each other. Types only, so that no room needs another's insides: `main.ts` joins the real ones.
 * Arrows go one way: http → chat → plans → simulators, engine → store.
 */

/** Who asks, as the signature of the request proved it. */
export interface Actor {
  readonly person: string
  readonly device: string
  readonly deviceName: string
  readonly via: 'sidebar' | 'terminal' | 'mcp' | 'schedule' | 'daemon'
}

/** Thrown inside the daemon, and turned into `{error}` at the boundary: what happened and what was not changed, then what to do. */
export interface Refusal { readonly code: string, readonly message: string, readonly hint: string }

// ---- simulators (one folder per service under daemon/simulators) ----------------------------------------------------------------

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

// ---- plans ------------------------------------------------------------------------------------------------------------------------

/** What chat hands over: steps of the closed schema, nothing else. */
export interface PlanRequest {
  readonly title: string
  readonly asked: Asked
  readonly steps: readonly Step[]
  readonly supersedes?: string
  /** What the history of the target says against it: factors of the risk like any other. They can only raise it. */
  readonly concerns?: readonly RiskFactor[]
}

export interface Plans {
  /** Simulates and stores; ends in `awaiting`, or refuses (read-only target, policy, nothing would change). */
  propose(request: PlanRequest, options: { signal?: AbortSignal, progress?: (text: string) => void }): Promise<PlanSummary>
  /** A simulation that is no plan: "what would happen if …". */
  wouldHappen(
    steps: readonly Step[], options: { signal?: AbortSignal, progress?: (text: string) => void }
  ): Promise<Simulated & { readonly duration: Duration }>
  list(limit?: number): PlanSummary[]
  get(id: string): { summary: PlanSummary, bytes: Uint8Array } | undefined
  attachment(id: string, sha256: string): Uint8Array | undefined
  press(id: string, digest: string, actor: Actor): AnswerOf<'/v1/plans/press'>
  cancel(id: string, challenge: string, actor: Actor): PlanSummary
  approve(id: string, code: string, statement: ApprovalStatement, signature: string, actor: Actor): Promise<{ run: string }>
  reject(id: string, statement: ApprovalStatement, signature: string, comment: string | undefined, actor: Actor): Promise<PlanSummary>
  /** Newest first, without steps and log. */
  runs(limit?: number): RunSummary[]
  run(id: string): Run | undefined
  stop(id: string, actor: Actor): Run
  /** The steps that would take a run back. */
  undo(run: string): { title: string, steps: Step[], later: string[] }
  /** Finds out what an interrupted run left behind; each offer is the steps of a plan like any other. */
  settle(run: string, said?: Inquiry['said']): Promise<Settlement>
  /** Resolves when a run is over, at once where it is over already. */
  over(run: string): Promise<void>
  /** Lowering is immediate; raising is a plan. Returns the plan's steps where one is needed. */
  mode(target: string, mode: Mode, actor: Actor): { changed: true } | { steps: Step[], title: string }
  targets(): Target[]
  /** The operator opens approving again after too many wrong codes. */
  openApproving(): void
  readonly approving: 'open' | 'closed'
  close(): Promise<void>
}

/** An interrupted run after a look at the world: what is certain, what isn't, and what can be done about it. */
export interface Settlement {
  readonly run: string
  readonly known: readonly string[]
  readonly unknown: readonly string[]
  readonly locked?: string
  readonly offers: readonly { readonly conclusion: 'finish' | 'undo' | 'unlock' | 'record', readonly title: string, readonly steps: Step[] }[]
}

// ---- terminal ---------------------------------------------------------------------------------------------------------------------

/**
 * The second channel. Everything that is shown here has been made visible (control, escape, bidirectional) and comes from the plan's bytes.
 */
export interface Terminal {
  /** `shown` on a TTY or to a watcher; `watch` when nobody is looking and `countersign watch` has to be started. */
  approvalCode(shown: { plan: PlanDocument, digest: string, chip: string, code: string, expiresAt: string }): 'shown' | 'watch'
  pairingCode(shown: { code: string, expiresAt: string }): 'shown' | 'watch'
  say(line: string): void
}

// ---- chat -------------------------------------------------------------------------------------------------------------------------

export interface Message {
  readonly message: string
  readonly text: string
  readonly subject?: Subject
  readonly replaces?: string
  /** The reading as the person edited it; read instead of the words, never wider than them. */
  readonly reading?: string
}

export interface Chat {
  /** Resolves when the turn is done. Each change of the turn on the way is published as an event. */
  ask(message: Message, actor: Actor): Promise<Turn>
  stop(turn: string, actor: Actor): Turn
  undo(run: string, message: string, actor: Actor): Promise<Turn>
  mode(target: string, mode: Mode, message: string, actor: Actor): Promise<Turn | undefined>
  conversation(before: string | undefined, limit: number): Turn[]
  classify(text: string): Reading
  /** How this person's words are read; what is given is changed first. */
  preferences(actor: Actor, change: Partial<Preferences>): Preferences
  learned(about: string | undefined, limit: number): Learned[]
  /** Throws `not-found`, `learned-wrong`. */
  correct(id: string, correction: string): Promise<void>
  forget(id: string | undefined): number
}

export interface Reply { readonly parts: readonly Part[], readonly reading?: string, readonly plan?: string }

// ---- events -----------------------------------------------------------------------------------------------------------------------

export interface Events {
  /** Appends to the stream that every paired client sees; returns its cursor. Never holds a code or a secret. */
  publish(event: Event): number
  readonly cursor: number
  /** From `after` on, past and to come; `reset` first where `after` is no longer kept. */
  subscribe(after: number, listener: (cursor: number, event: Event) => void): () => void
}

/** What a plan's canonical bytes are made of, besides its document. */
export interface StoredPlan { readonly summary: PlanSummary, readonly bytes: Uint8Array }
