import type { PlanDocument, Subject } from '../../shared/plan.ts'
import type { AnswerOf, AuditEntry, Learned, PlanSummary, Preferences, Run, RunSummary, Status, Turn } from '../../shared/wire.ts'

/** What went wrong, in words for a person: what happened and what was not changed, then what to do. */
export interface Failure { readonly code: string, readonly message: string, readonly hint: string }

/** The entry by which a backup was put back: proven to be on the record that went back, right behind the end of that backup. */
export interface Restored {
  readonly sequence: number, readonly at: string, readonly person: string
  /** Entries of the backup, and of what it replaced. */
  readonly size: number, readonly replaced: number
}

/** Where the panel stands with its daemon. Exactly one of these holds, and each has a screen or a banner of its own. */
export type Connection =
  | { readonly kind: 'starting' }
  /** `door`: whether the daemon takes pairings now; it does only while its operator asked for one. */
  | { readonly kind: 'unpaired', readonly door: 'open' | 'closed', readonly pairing: boolean, readonly failure?: Failure }
  /** Nobody answers at the address. */
  | { readonly kind: 'down', readonly address: string }
  /** The browser itself keeps the extension from this machine's own addresses. */
  | { readonly kind: 'blocked', readonly address: string }
  | { readonly kind: 'mismatch', readonly failure: Failure }
  /** Something answers that is not the paired daemon, or doesn't know this device any more. */
  | { readonly kind: 'stranger', readonly failure: Failure }
  /** The audit that the daemon shows is not a continuation of the one seen before. Final: only the person can end it. */
  | { readonly kind: 'went-back', readonly failure: Failure, readonly restored?: Restored }
  | { readonly kind: 'online' }
  /** It answered before and does not now: what was read stays readable, as of `since` (ISO time). */
  | { readonly kind: 'resuming', readonly since: string }

/** What is known of the page beside the panel, by its address alone. */
export type Page =
  | { readonly kind: 'unreadable' }
  /** About no one thing. `provider`: it is a page of this console all the same, an overview or a list. */
  | { readonly kind: 'unsupported', readonly host: string, readonly provider?: Subject['provider'] }
  | { readonly kind: 'subject', readonly subject: Subject, readonly removed: boolean }

/** A message on its way. It keeps its id over every attempt, so that the daemon takes it once. */
export interface Outgoing {
  readonly message: string
  readonly text: string
  readonly subject?: Subject
  readonly replaces?: string
  readonly reading?: string
  readonly state: 'sending' | 'unsent'
  readonly failure?: Failure
}

/** What the composer holds. `replaces` and `reading` change what sending it means, and the composer says so. */
export interface Draft {
  readonly text: string
  readonly replaces?: string
  /** Set while the person edits how their words were read; `words` are sent unchanged along with it. */
  readonly words?: string
}

/** A plan as its canonical bytes say it. Nothing else may be rendered on a card. */
export type Paper =
  | { readonly kind: 'loading' }
  | { readonly kind: 'read', readonly digest: string, readonly chip: string, readonly document: PlanDocument }
  | { readonly kind: 'refused', readonly failure: Failure }

/** Raw output that a card expands, by its digest. */
export type Expanded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'read', readonly text: string }
  | { readonly kind: 'refused', readonly failure: Failure }

/** The dock: open from the press on Approve until the run starts or the person turns away. */
export interface Countersigning {
  readonly plan: string
  readonly digest: string
  readonly chip: string
  readonly title: string
  readonly stage: 'pressing' | 'open' | 'checking' | 'over'
  readonly code: string
  readonly challenge?: string
  readonly expiresAt?: string
  readonly tries?: number
  readonly terminal?: 'shown' | 'watch'
  readonly failure?: Failure
}

export type RecordTab = 'plans' | 'runs' | 'audit' | 'devices' | 'targets' | 'you'
export type View =
  | { readonly name: 'chat' }
  | { readonly name: 'records', readonly tab: RecordTab, readonly focus?: string }

export type Device = AnswerOf<'/v1/devices'>['devices'][number]

/** Whether an audit entry is under a checkpoint that this client holds, by a proof that it checked itself. */
export type Proof = 'checking' | 'proven' | 'unproven'

export interface Records {
  readonly loading: boolean
  readonly failure?: Failure
  readonly plans: readonly PlanSummary[]
  readonly runs: readonly RunSummary[]
  readonly entries: readonly AuditEntry[]
  readonly auditSize: number
  readonly proofs: Readonly<Record<number, Proof>>
  readonly devices: readonly Device[]
  /** How this person is read; null until it was asked for. */
  readonly preferences: Preferences | null
  readonly things: readonly Learned[]
}

export interface State {
  readonly connection: Connection
  readonly status: Status | null
  readonly page: Page
  readonly turns: readonly Turn[]
  /** Whether the conversation was read once: before that, an empty list says nothing. */
  readonly read: boolean
  readonly earlier: boolean
  readonly outbox: readonly Outgoing[]
  readonly draft: Draft
  readonly plans: Readonly<Record<string, PlanSummary>>
  readonly papers: Readonly<Record<string, Paper>>
  readonly expanded: Readonly<Record<string, Expanded>>
  readonly runs: Readonly<Record<string, Run>>
  /** Irreversible changes that were ticked, by plan: ids of the changes. */
  readonly acknowledged: Readonly<Record<string, readonly string[]>>
  readonly countersigning: Countersigning | null
  /** The plan whose rejection is being worded. */
  readonly rejecting: string | null
  /** What could not be done, beside the thing that it was asked of: plan or run id, or 'chat'. */
  readonly failures: Readonly<Record<string, Failure>>
  readonly view: View
  readonly records: Records
}

export const initialState: State = {
  connection: { kind: 'starting' },
  status: null,
  page: { kind: 'unreadable' },
  turns: [],
  read: false,
  earlier: false,
  outbox: [],
  draft: { text: '' },
  plans: {},
  papers: {},
  expanded: {},
  runs: {},
  acknowledged: {},
  countersigning: null,
  rejecting: null,
  failures: {},
  view: { name: 'chat' },
  records: { loading: false, plans: [], runs: [], entries: [], auditSize: 0, proofs: {}, devices: [], preferences: null, things: [] },
}
