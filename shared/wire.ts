import { z } from 'zod'
import { ApprovalStatement, Counts, Mode, PlanId, PlanState, Risk, RunId, Sha256, Subject, TargetId, Timestamp } from './plan.ts'

/**
 * Requests and answers between a paired client (the extension, the command) and the daemon. All are POST with JSON bodies, signed as
 * README.md says; this file holds only their shapes. Each route is one entry of `routes`, so that client and daemon can't disagree.
 */

const Text = (most: number) => z.string().max(most)
export const TurnId = z.string().regex(/^turn-[1-9][0-9]{0,9}$/)
/** Chosen by the client, so that a message that was sent twice (a lost answer) is taken once. */
export const MessageId = z.uuid()
export const DeviceId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)

export const WireError = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) })
export type WireError = z.infer<typeof WireError>

// ---- what is said in the chat ----------------------------------------------------------------------------------------------

/** A run of text. Everything is text: a part never holds markup. `code` is set in the fixed-width face; a `link` shows its host. */
export const Span = z.object({
  text: Text(8000), strong: z.boolean().optional(), code: z.boolean().optional(),
  link: z.url({ protocol: /^https?$/ }).optional(),
  /** Opens inside the sidebar: a plan, a run, an audit entry. */
  to: z.union([PlanId, RunId, z.string().regex(/^entry-[0-9]+$/)]).optional(),
})
export type Span = z.infer<typeof Span>
export const Tone = z.enum(['neutral', 'safe', 'caution', 'danger'])
export const Cell = z.object({ spans: z.array(Span).max(20), tone: Tone.optional() })

export const Part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), spans: z.array(Span).max(200) }),
  z.object({ kind: z.literal('list'), items: z.array(z.array(Span).max(50)).max(100) }),
  z.object({ kind: z.literal('table'), columns: z.array(z.object({ title: Text(80), align: z.enum(['start', 'end']).optional() })).max(10), rows: z.array(z.array(Cell).max(10)).max(500) }),
  z.object({ kind: z.literal('code'), text: Text(32_000) }),
  z.object({ kind: z.literal('timeline'), entries: z.array(z.object({ at: Timestamp, spans: z.array(Span).max(20), tone: Tone.optional() })).max(200) }),
  /** A question back, in the daemon's fixed words, with the messages that its buttons would send. */
  z.object({ kind: z.literal('choice'), question: Text(500), options: z.array(z.object({ label: Text(100), text: Text(500) })).min(1).max(4) }),
  z.object({ kind: z.literal('suggestions'), items: z.array(z.object({ text: Text(200), note: Text(200) })).max(6) }),
  /** Where the answer came from, in one small line: "Read from the stack's state and the live API, 64 ms · no change made". */
  z.object({ kind: z.literal('source'), text: Text(500) }),
])
export type Part = z.infer<typeof Part>

export const Reading = z.object({
  category: z.enum(['infrastructure', 'general']),
  effect: z.enum(['read', 'change']),
  operation: z.string().max(64),
  service: z.string().max(64),
  target: z.string().max(512).nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  confidence: z.number().min(0).max(1),
  requiresApproval: z.boolean(),
})
export type Reading = z.infer<typeof Reading>

/** What a reading holds that the words did not say: what they said in its place, what it was taken for, and on whose word. */
export const Filled = z.object({ said: Text(200), meant: Text(400), from: Text(160) })
export type Filled = z.infer<typeof Filled>

/**
 * How a person's words are read, chosen by them and kept by the daemon. `literal` asks about whatever the words don't say themselves,
 * `balanced` takes it from the page and the conversation, `thorough` takes the nearest name and habits, too. None adds an operation.
 */
export const Preferences = z.strictObject({
  reach: z.enum(['literal', 'balanced', 'thorough']), role: z.enum(['owner', 'engineer', 'auditor']),
})
export type Preferences = z.infer<typeof Preferences>

export const LearnedId = z.string().regex(/^(?:order|name)-[1-9][0-9]{0,9}$/)
/** One thing that was learned: an order with how it ended, or a name that people here use; and where that comes from. */
export const Learned = z.object({
  id: LearnedId, at: Timestamp, person: z.string(), said: Text(2000), meant: Text(2000), source: Text(400),
  run: RunId.optional(), correction: Text(2000).optional(),
})
export type Learned = z.infer<typeof Learned>

/** One exchange of the conversation: the person's message and what became of it. */
export const Turn = z.object({
  id: TurnId,
  message: MessageId,
  at: Timestamp,
  person: z.string(), device: z.string(), via: z.string(),
  text: Text(8000),
  subject: Subject.optional(),
  state: z.enum(['working', 'done', 'failed', 'stopped']),
  /** "I read this as …", editable; set for changes and wherever the words alone would not say it. */
  reading: Text(2000).optional(),
  filled: z.array(Filled).max(20).optional(),
  /** What is being done right now, while `working`. */
  progress: Text(300).optional(),
  parts: z.array(Part).max(200),
  plan: PlanId.optional(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
})
export type Turn = z.infer<typeof Turn>

// ---- plans and runs --------------------------------------------------------------------------------------------------------

export const PlanSummary = z.object({
  id: PlanId, digest: Sha256, state: PlanState, title: z.string(), target: z.string(), risk: Risk, counts: Counts,
  createdAt: Timestamp, expiresAt: Timestamp, person: z.string(), run: RunId.optional(), why: z.string().optional(),
  supersededBy: PlanId.optional(),
})
export type PlanSummary = z.infer<typeof PlanSummary>

export const StepState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped', 'unknown'])
/** One change of a run as it happened: from the engine's events, not from the plan. */
export const RunStep = z.object({
  id: z.string(), operation: z.string(), kind: z.string(), name: z.string(), state: StepState,
  phase: z.enum(['forward', 'rollback']), detail: z.string().optional(), startedAt: Timestamp.optional(), endedAt: Timestamp.optional(),
})
export type RunStep = z.infer<typeof RunStep>

export const RunState = z.enum(['running', 'succeeded', 'failed', 'rolling-back', 'rolled-back', 'rollback-failed', 'interrupted', 'stopped'])
export type RunState = z.infer<typeof RunState>

export const Run = z.object({
  id: RunId, plan: PlanId, digest: Sha256, title: z.string(), target: z.string(), state: RunState,
  startedAt: Timestamp, endedAt: Timestamp.optional(), person: z.string(),
  steps: z.array(RunStep).max(5000),
  log: z.array(z.object({ at: Timestamp, text: z.string().max(4000) })).max(2000),
  /** One sentence: what happened, what exists now, what to do. Set when the run ended. */
  conclusion: z.string().optional(),
  asSimulated: z.boolean().optional(),
  /** Sequence of the audit entry that concluded the run. */
  entry: z.number().int().optional(),
  undoneBy: RunId.optional(), undoes: RunId.optional(),
  canUndo: z.boolean(),
})
export type Run = z.infer<typeof Run>

export const RunSummary = Run.omit({ steps: true, log: true })
export type RunSummary = z.infer<typeof RunSummary>

// ---- status ----------------------------------------------------------------------------------------------------------------

export const TargetStatus = z.object({
  id: TargetId, title: z.string(), service: z.string(), place: z.string(), mode: Mode,
  /** Which engine drives it, or why nothing does. */
  engine: z.string(), problem: z.string().optional(), sandbox: z.boolean(),
})
export type TargetStatus = z.infer<typeof TargetStatus>

export const Status = z.object({
  version: z.string(), epoch: z.string(), person: z.string(), device: DeviceId, deviceName: z.string(),
  targets: z.array(TargetStatus), approving: z.enum(['open', 'closed']),
  model: z.object({ connected: z.boolean(), name: z.string().optional() }),
  audit: z.object({ size: z.number().int(), root: z.string(), checkpoint: z.string(), publicKey: z.string() }),
  cursor: z.number().int(),
})
export type Status = z.infer<typeof Status>

export const AuditEntry = z.object({
  sequence: z.number().int(), at: Timestamp, kind: z.string(),
  actor: z.object({ person: z.string(), device: z.string(), via: z.string() }),
  plan: z.string().optional(), run: z.string().optional(), digest: z.string().optional(), fields: z.unknown().optional(),
  /** RFC 9162 leaf hash, hex. */
  leaf: Sha256,
})
export type AuditEntry = z.infer<typeof AuditEntry>

// ---- events ----------------------------------------------------------------------------------------------------------------

/** What the stream carries. The cursor counts up over restarts; a client that is too far behind gets `reset` and reads anew. */
export const Event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('turn'), turn: Turn }),
  z.object({ type: z.literal('plan'), plan: PlanSummary }),
  z.object({ type: z.literal('run'), run: Run }),
  z.object({ type: z.literal('status'), status: Status.omit({ device: true, deviceName: true, person: true }) }),
  z.object({ type: z.literal('reset') }),
])
export type Event = z.infer<typeof Event>

// ---- routes ----------------------------------------------------------------------------------------------------------------

const route = <Request extends z.ZodType, Answer extends z.ZodType>(request: Request, answer: Answer) => ({ request, answer })
const Nothing = z.strictObject({})

export const routes = {
  '/v1/status': route(Nothing, Status),
  '/v1/conversation': route(z.strictObject({ before: TurnId.optional(), limit: z.number().int().min(1).max(200).optional() }),
    z.object({ turns: z.array(Turn), cursor: z.number().int() })),
  /** Answers when the turn is done; its progress comes as `turn` events. `replaces`: Modify Plan. `reading`: as the person edited it. */
  '/v1/ask': route(z.strictObject({
    message: MessageId, text: Text(8000).min(1), subject: Subject.optional(), replaces: PlanId.optional(), reading: Text(2000).optional(),
  }), z.object({ turn: Turn })),
  '/v1/ask/stop': route(z.strictObject({ turn: TurnId }), z.object({ turn: Turn })),
  '/v1/classify': route(z.strictObject({ messages: z.array(z.object({ id: z.string().max(200).optional(), text: Text(10_000) })).max(500) }),
    z.object({ readings: z.array(Reading.extend({ id: z.string().optional() })) })),
  /** This person's preferences; what is given is changed first. */
  '/v1/preferences': route(Preferences.partial(), z.object({ preferences: Preferences })),
  /** What was learned, newest first, or nearest to some words. */
  '/v1/memory': route(z.strictObject({ about: Text(200).optional(), limit: z.number().int().min(1).max(200).optional() }),
    z.object({ things: z.array(Learned) })),
  '/v1/memory/correct': route(z.strictObject({ id: LearnedId, correction: Text(2000).min(1) }), z.object({ things: z.array(Learned) })),
  /** Without an id: everything. The record of what was done stays as it is. */
  '/v1/memory/forget': route(z.strictObject({ id: LearnedId.optional() }), z.object({ forgotten: z.number().int(), things: z.array(Learned) })),
  '/v1/plans': route(z.strictObject({ limit: z.number().int().min(1).max(500).optional() }), z.object({ plans: z.array(PlanSummary) })),
  /** `bytes`: the canonical bytes, base64. The client checks that their SHA-256 is D and renders from them alone. */
  '/v1/plans/get': route(z.strictObject({ id: PlanId }), z.object({ summary: PlanSummary, bytes: z.base64() })),
  '/v1/plans/attachment': route(z.strictObject({ id: PlanId, sha256: Sha256 }), z.object({ bytes: z.base64() })),
  /** The press on Approve: the terminal prints the code now. Not before, and never for a proposal. */
  '/v1/plans/press': route(z.strictObject({ id: PlanId, digest: Sha256 }),
    z.object({ challenge: z.string(), expiresAt: Timestamp, tries: z.number().int(), terminal: z.enum(['shown', 'watch']) })),
  '/v1/plans/cancel': route(z.strictObject({ id: PlanId, challenge: z.string() }), z.object({ summary: PlanSummary })),
  '/v1/plans/approve': route(z.strictObject({ id: PlanId, code: z.string().regex(/^[0-9]{6}$/), statement: ApprovalStatement, signature: z.base64() }),
    z.object({ run: RunId })),
  '/v1/plans/reject': route(z.strictObject({ id: PlanId, statement: ApprovalStatement, signature: z.base64(), comment: Text(2000).optional() }),
    z.object({ summary: PlanSummary })),
  '/v1/runs': route(z.strictObject({ limit: z.number().int().min(1).max(500).optional() }), z.object({ runs: z.array(RunSummary) })),
  '/v1/runs/get': route(z.strictObject({ id: RunId }), z.object({ run: Run })),
  '/v1/runs/stop': route(z.strictObject({ id: RunId }), z.object({ run: Run })),
  /** Makes a plan that takes the run back, like any other plan. */
  '/v1/runs/undo': route(z.strictObject({ id: RunId, message: MessageId }), z.object({ turn: Turn })),
  '/v1/mode': route(z.strictObject({ target: TargetId, mode: Mode, message: MessageId }), z.object({ turn: Turn.optional(), status: Status })),
  '/v1/audit': route(z.strictObject({ after: z.number().int().min(-1).optional(), limit: z.number().int().min(1).max(1000).optional(), newest: z.boolean().optional() }),
    z.object({ entries: z.array(AuditEntry), size: z.number().int() })),
  '/v1/audit/checkpoint': route(z.strictObject({ from: z.number().int().nonnegative().optional() }),
    z.object({ checkpoint: z.string(), size: z.number().int(), root: z.string(), consistency: z.array(Sha256) })),
  '/v1/audit/entry': route(z.strictObject({ sequence: z.number().int().nonnegative() }),
    z.object({ entry: AuditEntry, size: z.number().int(), inclusion: z.array(Sha256) })),
  '/v1/devices': route(Nothing, z.object({ devices: z.array(z.object({ id: DeviceId, name: z.string(), person: z.string(), origin: z.string().nullable(), pairedAt: Timestamp, lastSeen: Timestamp.optional(), revoked: z.boolean() })) })),
  '/v1/devices/revoke': route(z.strictObject({ id: DeviceId }), Nothing),
} as const
export type Routes = typeof routes
export type Path = keyof Routes
export type RequestOf<P extends Path> = z.input<Routes[P]['request']>
export type AnswerOf<P extends Path> = z.output<Routes[P]['answer']>
