import { createHash } from 'node:crypto'
import * as z from 'zod'
import { CommandError } from '../errors.ts'
import type { Crypter } from '../values/passphrase.ts'
import type { PropertyMap, PropertyValue } from '../values/property.ts'
import { closeSecrets, openSecrets, type SecretForm } from '../values/secrets.ts'
import { VERSION } from '../version.ts'
import type { ResourceState } from './resource.ts'
import { integrityProblems, type OperationKind, type PendingOperation, type Snapshot } from './snapshot.ts'

/** The state formats that this engine writes (3) and can also read (4 only adds names of features). */
const NEWEST_VERSION = 4
const KNOWN_FEATURES = new Set(['refreshBeforeUpdate', 'hooks', 'taint', 'replaceWith'])

const map = z.record(z.string(), z.unknown())
const resource = z.looseObject({ urn: z.string().startsWith('urn:'), type: z.string(), custom: z.boolean().default(false) })
const operation = z.object({ resource, type: z.enum(['creating', 'updating', 'deleting', 'reading', 'importing']) })
export const deploymentSchema = z.looseObject({
  manifest: map.optional(),
  secrets_providers: z.looseObject({ type: z.string(), state: map.optional() }).optional(),
  resources: z.array(resource).nullish(),
  pending_operations: z.array(operation).nullish(),
  metadata: map.nullish(),
})
export type DeploymentDocument = z.infer<typeof deploymentSchema>
const checkpointSchema = z.object({
  version: z.number().int(),
  features: z.array(z.string()).nullish(),
  checkpoint: z.looseObject({ stack: z.string(), latest: deploymentSchema.nullish() }),
})

/** What a state file holds: the deployment as JSON, or nothing for a stack that was never deployed. */
export function parseCheckpoint(text: string, path: string): DeploymentDocument | undefined {
  const corrupt = (reason: string): CommandError =>
    new CommandError(
      `failed to load checkpoint: ${path} is not a state that can be read (${reason}); it was left as it is. ` +
        `Its last version is beside it (.bak), and older ones are under .pulumi/backups; ` +
        `'pulumi stack import --file' puts one of them back`,
    )
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw corrupt(error instanceof Error ? error.message : String(error))
  }
  const version = z.looseObject({ version: z.number() }).safeParse(json)
  if (version.success && (version.data.version > NEWEST_VERSION || version.data.version < 3)) {
    throw corrupt(`its format is version ${version.data.version}, and this engine knows 3 and 4`)
  }
  const parsed = checkpointSchema.safeParse(json)
  if (!parsed.success) throw corrupt(firstProblem(parsed.error))
  const unknown = (parsed.data.features ?? []).filter((feature) => !KNOWN_FEATURES.has(feature))
  if (unknown.length > 0) throw corrupt(`it uses ${unknown.join(', ')}, which this engine doesn't know`)
  // What was read, not what was parsed: the order of its fields is the official writer's, and an export shows it.
  return (json as { checkpoint: { latest?: DeploymentDocument | null } }).checkpoint.latest ?? undefined
}

export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue ? [...(issue.path.length > 0 ? [issue.path.join('.')] : []), issue.message].join(': ') : error.message
}

/** Opens the secrets of a deployment and makes a snapshot of it. Throws where the state isn't whole. */
export function openDeployment(deployment: DeploymentDocument, crypter: Crypter): Snapshot {
  const snapshot: Snapshot = {
    ...(deployment.secrets_providers && { secretsProvider: deployment.secrets_providers }),
    resources: (deployment.resources ?? []).map((item) => openResource(item, crypter)),
    pendingOperations: (deployment.pending_operations ?? []).map((item) => ({
      resource: openResource(item.resource, crypter),
      type: item.type satisfies OperationKind,
    })),
    metadata: deployment.metadata ?? {},
  }
  const [problem] = integrityProblems(snapshot)
  if (problem) throw new CommandError(`snapshot integrity failure; refusing to use it: ${problem}`)
  return snapshot
}

function openResource(item: z.infer<typeof resource>, crypter: Crypter): ResourceState {
  const open = (value: unknown): PropertyMap => openSecrets((value ?? {}) as PropertyMap, crypter) as PropertyMap
  const state = { ...item, custom: item.custom === true, inputs: open(item.inputs),
    outputs: open(item.outputs) } as unknown as ResourceState
  const trigger = state.replacementTrigger
  return trigger === undefined ? state : { ...state, replacementTrigger: openSecrets(trigger, crypter) }
}

/** The order in which the official CLI writes a resource's fields (ResourceV3 in sdk/go/common/apitype/core.go). */
const FIELDS = [
  'urn', 'custom', 'delete', 'id', 'type', 'inputs', 'outputs', 'parent', 'protect', 'taint', 'external', 'dependencies', 'initErrors',
  'provider', 'propertyDependencies', 'pendingReplacement', 'additionalSecretOutputs', 'aliases', 'customTimeouts', 'importID',
  'retainOnDelete', 'deletedWith', 'replaceWith', 'created', 'modified', 'sourcePosition', 'stackTrace', 'ignoreChanges', 'hideDiff',
  'replaceOnChanges', 'replacementTrigger', 'refreshBeforeUpdate', 'viewOf', 'resourceHooks',
] as const satisfies readonly (keyof ResourceState)[]
const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELDS)

/** A resource as JSON for the state file. What is empty is left out, as the official writer does (`omitempty`). */
export function resourceDocument(state: ResourceState, form: SecretForm, crypter: Crypter): Record<string, unknown> {
  const document: Record<string, unknown> = {}
  for (const field of FIELDS) {
    const value = state[field]
    if (field === 'custom') document.custom = state.custom
    else if (field === 'inputs' || field === 'outputs' || field === 'replacementTrigger') {
      if (!isEmpty(value)) document[field] = closeSecrets(value as PropertyValue, form, crypter)
    } else if (!isEmpty(value)) document[field] = value
  }
  // What a newer CLI wrote and this engine doesn't know stays where it was.
  for (const [field, value] of Object.entries(state)) if (!KNOWN_FIELDS.has(field)) document[field] = value
  return document
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** Names of features that a reader of this state has to know; a state that has any is written as version 4. */
function featuresOf(resources: readonly ResourceState[]): string[] {
  const features = new Set<string>()
  for (const state of resources) {
    if (state.refreshBeforeUpdate) features.add('refreshBeforeUpdate')
    if (state.resourceHooks && Object.keys(state.resourceHooks).length > 0) features.add('hooks')
    if (state.taint) features.add('taint')
    if (state.replaceWith && state.replaceWith.length > 0) features.add('replaceWith')
  }
  return [...features].sort()
}

/** By this a reader knows whether somebody wrote over the version (Manifest.NewMagic in pkg/resource/deploy/manifest.go). */
const MAGIC = createHash('sha256').update(VERSION).digest('hex')

/** Writes whole checkpoints; a resource that didn't change since the last one isn't serialized again. */
export class CheckpointWriter {
  readonly #stack: string
  readonly #crypter: Crypter
  readonly #texts = new WeakMap<ResourceState, string>()

  constructor(qualifiedStack: string, crypter: Crypter) {
    this.#stack = qualifiedStack
    this.#crypter = crypter
  }

  /** The text of the whole state file. `time` is RFC 3339. */
  text(snapshot: Snapshot, time: string): string {
    const resources = snapshot.resources.map((state) => this.#resourceText(state))
    const operations = snapshot.pendingOperations.map((pending) => this.#operationText(pending))
    const features = featuresOf(snapshot.resources)
    const manifest = { time, magic: MAGIC, version: VERSION }
    const parts = [`"manifest":${JSON.stringify(manifest)}`]
    if (snapshot.secretsProvider) parts.push(`"secrets_providers":${JSON.stringify(snapshot.secretsProvider)}`)
    if (resources.length > 0) parts.push(`"resources":[${resources.join(',')}]`)
    if (operations.length > 0) parts.push(`"pending_operations":[${operations.join(',')}]`)
    parts.push(`"metadata":${JSON.stringify(snapshot.metadata)}`)
    const version = features.length > 0 ? `"version":4,"features":${JSON.stringify(features)}` : '"version":3'
    return `{${version},"checkpoint":{"stack":${JSON.stringify(this.#stack)},"latest":{${parts.join(',')}}}}\n`
  }

  #resourceText(state: ResourceState): string {
    const known = this.#texts.get(state)
    if (known !== undefined) return known
    const text = JSON.stringify(resourceDocument(state, 'encrypted', this.#crypter))
    this.#texts.set(state, text)
    return text
  }

  #operationText(pending: PendingOperation): string {
    return `{"resource":${this.#resourceText(pending.resource)},"type":${JSON.stringify(pending.type)}}`
  }
}
