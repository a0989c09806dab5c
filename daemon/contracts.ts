import type { ApprovalStatement, Asked, Duration, Mode, PlanDocument, RiskFactor, Step, Subject, Target } from '../shared/plan.ts'
import type { AnswerOf, Event, Learned, Part, PlanSummary, Preferences, Reading, Run, RunSummary, Turn } from '../shared/wire.ts'
import type { Inquiry, Simulated } from './simulator-contract.ts'

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
