import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RegisterResourceRequest, ReadResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js'
import type { Alias as AliasMessage } from '@pulumi/pulumi/proto/alias_pb.js'
import type { SourcePosition, StackTrace } from '@pulumi/pulumi/proto/source_pb.js'
import type { Alias, Goal, ReadGoal } from '../generation/goal.ts'
import type { CustomTimeouts } from '../snapshot/resource.ts'
import { parseUrn, type Urn } from '../snapshot/urn.ts'
import { parsePath } from '../values/path.ts'
import { isList, isMap, type PropertyMap, type PropertyValue, REFERENCE_SIGNATURE, signatureOf, ASSET_SIGNATURE, ARCHIVE_SIGNATURE,
  OUTPUT_SIGNATURE, withoutOutputValues } from '../values/property.ts'
import { fromStruct } from '../values/struct.ts'
import { outsideScope } from '../errors.ts'

/** What a request lacks to be a goal, because it comes from others: the provider and what a parent hands down. */
export interface Inherited {
  readonly provider: string | undefined
  readonly protect: boolean | undefined
  readonly retainOnDelete: boolean | undefined
  readonly deletedWith: Urn | undefined
}

/** Reads a registration request. Throws an InvalidRequest for what is no URN, no duration or no path. */
export function goalOf(request: RegisterResourceRequest, inherited: Inherited, root: string): Goal {
  const object = fromStruct(request.getObject())
  const trigger = request.getReplacementTrigger()?.toJavaScript() as PropertyValue | undefined
  refuseAssets(object)
  const dependencies = urns(request.getDependenciesList())
  const { sourcePosition, stackTrace } = positions(request, root)
  const hooks = hooksOf(request)
  const timeouts = timeoutsOf(request)
  const parent = optionalUrn(request.getParent())
  const hideDiff = request.getHidediffsList().flatMap((text) => {
    const path = parsePath(text)
    return path ? [[...path] as PropertyValue] : []
  })
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    ...(parent && { parent }),
    properties: withoutOutputValues(object) as PropertyMap,
    ...(inherited.provider && { provider: inherited.provider }),
    dependencies,
    propertyDependencies: propertyDependencies(request, object, dependencies),
    ...(inherited.protect !== undefined && { protect: inherited.protect }),
    ...((request.getDeletebeforereplacedefined() || request.getDeletebeforereplace())
      && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ...(trigger !== undefined && trigger !== null && { replacementTrigger: withoutOutputValues(trigger) }),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [...request.getAliasurnsList().map((urn) => ({ kind: 'urn' as const, urn: requiredUrn(urn) })),
      ...request.getAliasesList().map(aliasOf)],
    ...(timeouts && { customTimeouts: timeouts }),
    ...(inherited.retainOnDelete !== undefined && { retainOnDelete: inherited.retainOnDelete }),
    ...(inherited.deletedWith && { deletedWith: inherited.deletedWith }),
    replaceWith: urns(request.getReplaceWithList()),
    ...(request.getImportid() && { importId: request.getImportid() }),
    ...(hideDiff.length > 0 && { hideDiff }),
    ...(hooks && { resourceHooks: hooks }),
    ...(sourcePosition && { sourcePosition }),
    ...(stackTrace && { stackTrace }),
  }
}

export function readGoalOf(request: ReadResourceRequest, provider: string, root: string): ReadGoal {
  const { sourcePosition, stackTrace } = positions(request, root)
  const parent = optionalUrn(request.getParent())
  return {
    type: request.getType(),
    name: request.getName(),
    id: request.getId(),
    ...(parent && { parent }),
    properties: withoutOutputValues(fromStruct(request.getProperties())) as PropertyMap,
    provider,
    dependencies: urns(request.getDependenciesList()),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...(sourcePosition && { sourcePosition }),
    ...(stackTrace && { stackTrace }),
  }
}

/** A request that no engine could do anything with. */
export class InvalidRequest extends Error {}

export function requiredUrn(text: string): Urn {
  const urn = parseUrn(text)
  if (!urn) throw new InvalidRequest(`invalid URN: ${JSON.stringify(text)}`)
  return urn
}

export const optionalUrn = (text: string): Urn | undefined => (text === '' ? undefined : requiredUrn(text))
const urns = (list: readonly string[]): Urn[] => [...new Set(list.map(requiredUrn))].sort()

function propertyDependencies(request: RegisterResourceRequest, object: PropertyMap, dependencies: readonly Urn[]): Record<string, Urn[]> {
  const declared = request.getPropertydependenciesMap()
  const found: Record<string, Urn[]> = {}
  for (const key of Object.keys(object).sort()) {
    const listed = declared.get(key)?.getUrnsList() ?? (declared.getLength() === 0 ? dependencies : [])
    found[key] = urns([...listed, ...outputDependencies(object[key] ?? null)])
  }
  for (const [key, value] of declared.entries() as unknown as Iterable<[string,
    { getUrnsList(): string[] }]>) found[key] ??= urns(value.getUrnsList())
  return found
}

/** Output values carry their own dependencies. */
function outputDependencies(value: PropertyValue): string[] {
  if (isList(value)) return value.flatMap(outputDependencies)
  if (!isMap(value)) return []
  const own = signatureOf(value) === OUTPUT_SIGNATURE && isList(value.dependencies)
    ? value.dependencies.filter((urn) => typeof urn === 'string') : []
  return [...own, ...Object.values(value).flatMap(outputDependencies)]
}

function aliasOf(alias: AliasMessage): Alias {
  const spec = alias.getSpec()
  if (!spec) return { kind: 'urn', urn: requiredUrn(alias.getUrn()) }
  const parent = spec.hasParenturn() ? optionalUrn(spec.getParenturn()) : undefined
  return {
    kind: 'spec',
    ...(spec.getName() && { name: spec.getName() }),
    ...(spec.getType() && { type: spec.getType() }),
    ...(spec.getStack() && { stack: spec.getStack() }),
    ...(spec.getProject() && { project: spec.getProject() }),
    ...(parent && { parent }),
    ...(spec.hasNoparent() && spec.getNoparent() && { noParent: true }),
  }
}

function timeoutsOf(request: RegisterResourceRequest): CustomTimeouts | undefined {
  const message = request.getCustomtimeouts()
  if (!message) return undefined
  const timeouts = {
    ...duration('create', message.getCreate()), ...duration('update', message.getUpdate()),
    ...duration('delete', message.getDelete()), ...duration('read', message.getRead?.() ?? ''),
  }
  return Object.keys(timeouts).length > 0 ? timeouts : undefined
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

/** Go's durations, such as `1h30m`, in seconds. */
function duration(name: string, text: string): Record<string, number> {
  if (text === '') return {}
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.map((part) => part[0]).join('') !== text) throw new InvalidRequest(`unable to parse customTimeout Value ${text}`)
  return { [name]: parts.reduce((total, [, count, unit]) => total + Number(count) * (UNITS[unit ?? ''] ?? 0), 0) }
}

function hooksOf(request: RegisterResourceRequest): Record<string, readonly string[]> | undefined {
  const hooks = request.getHooks()
  if (!hooks) return undefined
  const named = {
    BeforeCreate: hooks.getBeforeCreateList(), AfterCreate: hooks.getAfterCreateList(), BeforeUpdate: hooks.getBeforeUpdateList(),
    AfterUpdate: hooks.getAfterUpdateList(), BeforeDelete: hooks.getBeforeDeleteList(), AfterDelete: hooks.getAfterDeleteList(),
    OnError: hooks.getOnErrorList?.() ?? [],
  }
  const used = Object.entries(named).filter(([, names]) => names.length > 0)
  return used.length > 0 ? Object.fromEntries(used) : undefined
}

interface HasPosition {
  getSourceposition(): SourcePosition | undefined
  getStacktrace(): StackTrace | undefined
}

/** Where a resource was made, as `project:///file#line,column`, the file relative to the project's folder. */
function positions(request: HasPosition, root: string): { sourcePosition?: string; stackTrace?: { sourcePosition?: string }[] } {
  const sourcePosition = positionText(request.getSourceposition(), root)
  const frames = request.getStacktrace()?.getFramesList() ?? []
  const stackTrace = frames.map((frame) => {
    const at = positionText(frame.getPc(), root)
    return at ? { sourcePosition: at } : {}
  })
  return { ...(sourcePosition && { sourcePosition }), ...(stackTrace.length > 0 && { stackTrace }) }
}

function positionText(position: SourcePosition | undefined, root: string): string | undefined {
  if (!position?.getUri().startsWith('file:')) return undefined
  const path = relative(root, fileURLToPath(position.getUri()))
  const column = position.getColumn()
  return `project:///${escapedPath(path)}#${position.getLine()}${column > 0 ? `,${column}` : ''}`
}

/** A path in a URL as Go's `net/url` writes it. */
const escapedPath = (path: string): string =>
  encodeURI(path).replace(/[!'()*?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** Assets have to be hashed and read where the program runs: not done here. A reference to another resource is plain data. */
function refuseAssets(value: PropertyValue): void {
  if (isList(value)) return value.forEach(refuseAssets)
  if (!isMap(value)) return
  const signature = signatureOf(value)
  if (signature === ASSET_SIGNATURE || signature === ARCHIVE_SIGNATURE) throw outsideScope('an asset or archive as an input')
  if (signature !== REFERENCE_SIGNATURE) Object.values(value).forEach(refuseAssets)
}
