import { z } from 'zod'

/**
 * The plan: the one document that a person countersigns. It is written once as canonical bytes (RFC 8785) and never serialised again;
 * its SHA-256 is D. The sidebar and the terminal render from these bytes and from nothing else, so everything that a person should see
 * before they approve is in here, and everything that the run needs to refuse a moved world.
 */

/** Every string that a person, a provider or a file supplied has a bound: a plan is read by a person. */
const Text = (most: number) => z.string().max(most)
const Name = z.string().min(1).max(256)
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const PlanId = z.string().regex(/^plan-[1-9][0-9]{0,9}$/)
export const RunId = z.string().regex(/^run-[1-9][0-9]{0,9}$/)
/** `service:project/stack` for Pulumi (`pulumi:shop/dev`); one spelling for one target, the key of modes, history and bindings. */
export const TargetId = z.string().regex(/^[a-z]+:[A-Za-z0-9._/@:-]{1,200}$/)
export const Timestamp = z.iso.datetime()

export const Mode = z.enum(['read-only', 'dev', 'production'])
export type Mode = z.infer<typeof Mode>
export const Risk = z.enum(['low', 'medium', 'high', 'critical'])
export type Risk = z.infer<typeof Risk>
export const Fidelity = z.enum(['exact', 'server-validated', 'estimated', 'not-simulated'])
export type Fidelity = z.infer<typeof Fidelity>

/** What the person looks at: read from the address of the page alone, never from its text. */
export const Subject = z.object({
  provider: z.enum(['sandbox', 'aws', 'gcp', 'azure', 'github', 'snowflake', 'pulumi', 'kubernetes']),
  account: Name.optional(),
  region: Name.optional(),
  service: Name.optional(),
  kind: Name,
  id: z.string().min(1).max(1024),
  url: z.string().max(4096).optional(),
})
export type Subject = z.infer<typeof Subject>

/** A value as a person types it for a configuration key. Secrets are not typed into a chat: they have no place in a plan. */
export const SettingValue = z.union([Text(4096), z.number().finite(), z.boolean()])
export type SettingValue = z.infer<typeof SettingValue>

/** The name of an argument, as a program writes it. */
const InputName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
/** The name of a resource of a program. */
export const ResourceName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
/** Its kind: the class as the program writes it, or the type as the engine does. */
export const ResourceKind = z.string().regex(/^[A-Za-z0-9_$.:/-]{1,200}$/)
const Plain = z.union([Text(4096), z.number().finite(), z.boolean()])
/** Another resource's output, as `main.name`. */
const Output = z.strictObject({ $output: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.[A-Za-z_][A-Za-z0-9_]{0,99}$/) })
const nested = <Value extends z.ZodType>(value: Value) => z.union([value, z.array(value).max(50), z.record(InputName, value)])
/** An argument as data: what it takes to say a resource without a line of code. Three levels are what the deepest real ones need. */
export const InputValue = nested(nested(nested(z.union([Plain, Output]))))
export type InputValue = z.infer<typeof InputValue>

const step = <Service extends string, Operation extends string, Parameters extends z.ZodRawShape>(
  service: Service, operation: Operation, parameters: Parameters,
) => z.strictObject({
  id: z.string().regex(/^step-[1-9][0-9]?$/),
  service: z.literal(service),
  operation: z.literal(operation),
  target: TargetId,
  parameters: z.strictObject(parameters),
  dependsOn: z.array(z.string()).max(50),
})

/** The closed schema of steps: what isn't in here can't be planned, by nobody. Never free text, never a shell line. */
export const Step = z.discriminatedUnion('operation', [
  step('pulumi', 'set-config', { key: Name, value: SettingValue }),
  step('pulumi', 'remove-config', { key: Name }),
  step('pulumi', 'deploy', {}),
  step('pulumi', 'refresh', {}),
  step('pulumi', 'destroy', {}),
  step('pulumi', 'undo', { run: RunId }),
  // Changes of the program itself, as data: the daemon writes them into it. `like`: another resource, whose arguments are taken over.
  step('pulumi', 'add-resource', {
    kind: ResourceKind, name: ResourceName, inputs: z.record(InputName, InputValue), like: ResourceName.optional(),
    parent: ResourceName.optional(),
  }),
  step('pulumi', 'set-input', { resource: ResourceName, kind: ResourceKind.optional(), input: InputName, value: InputValue }),
  step('pulumi', 'remove-resource', { resource: ResourceName, kind: ResourceKind.optional() }),
  // Code that somebody proposed, by the digest of its edit: first run for a preview in a copy; once that was countersigned, deployed.
  step('pulumi', 'try-code', { edit: Sha256 }),
  step('pulumi', 'apply-code', { edit: Sha256 }),
  /** `record` takes what was begun and never ended into the state: `found` has the provider's id of each, null where it isn't there. */
  step('pulumi', 'settle', {
    run: RunId, conclusion: z.enum(['finish', 'undo', 'unlock', 'record']),
    found: z.array(z.strictObject({ id: z.string().min(1).max(2048), physical: z.string().min(1).max(1024).nullable() }))
      .max(200).optional(),
  }),
  step('countersign', 'set-mode', { mode: Mode }),
])
export type Step = z.infer<typeof Step>
export type Operation = Step['operation']

export const ChangeOperation = z.enum(['create', 'update', 'replace', 'delete', 'read', 'refresh', 'import', 'forget'])
export type ChangeOperation = z.infer<typeof ChangeOperation>

/** One property before and after. `unknown`: known only after the run; `secret`: the value is not shown and not stored. */
export const PropertyChange = z.strictObject({
  path: Text(512),
  before: Text(2000).optional(),
  after: Text(2000).optional(),
  unknown: z.boolean().optional(),
  secret: z.boolean().optional(),
  replaces: z.boolean().optional(),
})
export type PropertyChange = z.infer<typeof PropertyChange>

export const Change = z.strictObject({
  operation: ChangeOperation,
  /** The resource's own identity in its service: a URN for Pulumi. */
  id: z.string().min(1).max(2048),
  kind: Name,
  name: Name,
  properties: z.array(PropertyChange).max(200),
  dependsOn: z.array(z.string().max(2048)).max(200),
  protected: z.boolean().optional(),
  /** Why this change can't be taken back ("41 MB, 12,304 rows, no backup"); absent where it can. */
  irreversible: Text(500).optional(),
})
export type Change = z.infer<typeof Change>

export const Counts = z.strictObject({
  create: z.number().int().nonnegative(), update: z.number().int().nonnegative(), replace: z.number().int().nonnegative(),
  delete: z.number().int().nonnegative(), same: z.number().int().nonnegative(), other: z.number().int().nonnegative(),
})
export type Counts = z.infer<typeof Counts>

/** Raw output or a diff that the card can expand: bound into D by its digest, fetched by it, and checked again before it is shown. */
export const Attachment = z.strictObject({
  sha256: Sha256, title: Text(200), mediaType: z.enum(['text/plain', 'text/x-diff', 'application/json']), bytes: z.number().int().nonnegative(),
})
export type Attachment = z.infer<typeof Attachment>

export const Duration = z.strictObject({
  p50: z.number().nonnegative(), p90: z.number().nonnegative(),
  /** How many earlier runs say so; 0 is a guess from the number of changes. Seconds. */
  samples: z.number().int().nonnegative(),
})
export type Duration = z.infer<typeof Duration>

export const RiskFactor = z.strictObject({ level: Risk, text: Text(300) })
export type RiskFactor = z.infer<typeof RiskFactor>

export const StepSimulation = z.strictObject({
  step: z.string(),
  fidelity: Fidelity,
  summary: Text(500),
  changes: z.array(Change).max(2000),
  /** What the stack would give out differently: programs of other stacks read it, so that it is a change without a resource. */
  outputs: z.array(PropertyChange).max(200).optional(),
  attachments: z.array(Sha256).max(20),
})
export type StepSimulation = z.infer<typeof StepSimulation>

export const PolicyResult = z.strictObject({ rule: Name, outcome: z.enum(['passed', 'warned', 'refused']), text: Text(500) })
export type PolicyResult = z.infer<typeof PolicyResult>

/** A step that the automatic rollback may take without a new code. Anything else stops and asks. */
export const RollbackStep = z.strictObject({
  operation: ChangeOperation, id: z.string().min(1).max(2048), kind: Name, name: Name, text: Text(300),
})
export type RollbackStep = z.infer<typeof RollbackStep>

export const Irreversible = z.strictObject({ id: z.string().min(1).max(2048), name: Name, why: Text(500) })
export type Irreversible = z.infer<typeof Irreversible>

export const RollbackPlan = z.strictObject({
  automatic: z.boolean(),
  summary: Text(1000),
  steps: z.array(RollbackStep).max(2000),
  irreversible: z.array(Irreversible).max(200),
})
export type RollbackPlan = z.infer<typeof RollbackPlan>

/** What the approval is bound to, besides the plan itself. Each element is compared again before the run; one that differs is named. */
export const Binding = z.strictObject({
  target: TargetId,
  /** Where and as whom: backend, project, stack, account, cluster, role…, each a line that the card shows. */
  identity: z.record(z.string().max(64), z.string().max(1024)),
  /** SHA-256 by element: program, lock file, configuration, state, capture… */
  digests: z.record(z.string().max(64), Sha256),
})
export type Binding = z.infer<typeof Binding>

export const Target = z.strictObject({
  id: TargetId, title: Name, mode: Mode,
  /** One line under the title: "sandbox · 127.0.0.1:9041 · project shop · stack dev". */
  place: Text(500),
})
export type Target = z.infer<typeof Target>

export const Asked = z.strictObject({
  words: Text(8000), reading: Text(2000), person: Name, device: Name, deviceName: Name,
  via: z.enum(['sidebar', 'terminal', 'mcp', 'schedule', 'daemon']), subject: Subject.optional(),
})
export type Asked = z.infer<typeof Asked>

export const PlanDocument = z.strictObject({
  format: z.literal('countersign/plan/1'),
  id: PlanId,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  title: Text(200),
  asked: Asked,
  targets: z.array(Target).min(1).max(20),
  steps: z.array(Step).min(1).max(50),
  simulation: z.strictObject({
    steps: z.array(StepSimulation).max(50),
    counts: Counts,
    unknowns: z.array(Text(600)).max(500),
    duration: Duration,
    risk: z.strictObject({ level: Risk, factors: z.array(RiskFactor).max(50) }),
    recommendations: z.array(Text(500)).max(20),
  }),
  policy: z.array(PolicyResult).max(50),
  rollback: RollbackPlan,
  bindings: z.array(Binding).min(1).max(20),
  attachments: z.array(Attachment).max(100),
  /** The plan that this one replaces, when the person modified it or the world moved. */
  supersedes: PlanId.optional(),
})
export type PlanDocument = z.infer<typeof PlanDocument>

/** Every state that a plan can be in; the table of transitions is the daemon's. */
export const PlanState = z.enum([
  'drafted', 'simulated', 'awaiting', 'approved', 'running', 'succeeded', 'failed', 'rolling-back', 'rolled-back', 'rollback-failed',
  'rejected', 'expired', 'superseded', 'interrupted', 'stopped',
])
export type PlanState = z.infer<typeof PlanState>

/**
 * What the device signs, as canonical bytes: it goes into the audit and proves later that this device approved exactly D.
 * The code is not in it: the code proves presence at the terminal, and is gone once it was checked.
 */
export const ApprovalStatement = z.strictObject({
  format: z.literal('countersign/approval/1'),
  digest: Sha256,
  challenge: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  decision: z.enum(['approve', 'reject']),
  expiresAt: Timestamp,
  /** Irreversible changes that the person ticked by name: ids, sorted. All of the plan's, or the daemon refuses. */
  acknowledged: z.array(z.string().max(2048)).max(200),
})
export type ApprovalStatement = z.infer<typeof ApprovalStatement>
