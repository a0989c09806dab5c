import type { Callback } from '@pulumi/pulumi/proto/callback_pb.js'
import type { RegisterResourceRequest, ResourceInvokeRequest, TransformResourceOptions } from '@pulumi/pulumi/proto/resource_pb.js'
import type { Sdk } from '../program/sdk.ts'
import {
  isList, isMap, isSecret, OUTPUT_SIGNATURE, type PropertyMap, type PropertyValue, SIGNATURE, signatureOf, UNKNOWN,
} from '../values/property.ts'
import { fromStruct, toStruct } from '../values/struct.ts'
import type { Callbacks } from './callbacks.ts'

/**
 * Lets a program's transforms change a registration, one after the other: first the resource's own, then its ancestors', then
 * the stack's. The request itself is what they change, so everything after this sees only the result.
 */
export async function applyTransforms(
  sdk: Sdk,
  callbacks: Callbacks,
  request: RegisterResourceRequest,
  others: readonly Callback[],
): Promise<void> {
  const own = request.getTransformsList()
  const all = [...own, ...others]
  if (all.length === 0) return
  let properties = fromStruct(request.getObject())
  if (own.length > 0) properties = withDependencies(properties, request)
  let options = optionsOf(sdk, request)
  for (const transform of all) {
    const message = new sdk.resource.TransformRequest()
    message.setType(request.getType())
    message.setName(request.getName())
    message.setCustom(request.getCustom())
    message.setParent(request.getParent())
    message.setProperties(toStruct(sdk, properties))
    message.setOptions(options)
    const response = sdk.resource.TransformResponse.deserializeBinary(await callbacks.invoke(transform, message.serializeBinary()))
    properties = fromStruct(response.getProperties())
    options = response.getOptions() ?? options
  }
  writeBack(request, options)
  request.setObject(toStruct(sdk, properties))
  if (own.length === 0) return
  // From here on, what a value depends on is what the values themselves say.
  const dependencies = request.getPropertydependenciesMap()
  dependencies.clear()
  const named = new Set(request.getDependenciesList())
  for (const [key, value] of Object.entries(properties)) {
    const urns = dependenciesIn(value)
    const entry = new sdk.resource.RegisterResourceRequest.PropertyDependencies()
    entry.setUrnsList(urns)
    dependencies.set(key, entry)
    for (const urn of urns) named.add(urn)
  }
  request.setDependenciesList([...named])
}

/**
 * Lets a program's transforms change a call of a function: its arguments, and the provider that is asked. Gives the arguments; the
 * request's provider is changed in place.
 */
export async function applyInvokeTransforms(
  sdk: Sdk, callbacks: Callbacks, request: ResourceInvokeRequest, transforms: readonly Callback[],
): Promise<PropertyMap> {
  let args = fromStruct(request.getArgs())
  let options = new sdk.resource.TransformInvokeOptions()
  options.setProvider(request.getProvider())
  options.setVersion(request.getVersion())
  options.setPluginDownloadUrl(request.getPlugindownloadurl())
  for (const transform of transforms) {
    const message = new sdk.resource.TransformInvokeRequest()
    message.setToken(request.getTok())
    message.setArgs(toStruct(sdk, args))
    message.setOptions(options)
    const response = sdk.resource.TransformInvokeResponse.deserializeBinary(await callbacks.invoke(transform, message.serializeBinary()))
    if (response.hasArgs()) args = fromStruct(response.getArgs())
    options = response.getOptions() ?? options
  }
  request.setProvider(options.getProvider())
  return args
}

function optionsOf(sdk: Sdk, request: RegisterResourceRequest): TransformResourceOptions {
  const options = new sdk.resource.TransformResourceOptions()
  options.setDependsOnList(request.getDependenciesList())
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false)
  options.setIgnoreChangesList(request.getIgnorechangesList())
  options.setReplaceOnChangesList(request.getReplaceonchangesList())
  options.setReplacementTrigger(request.getReplacementTrigger())
  options.setVersion(request.getVersion())
  options.setAliasesList([
    ...request.getAliasurnsList().map((urn) => {
      const alias = new sdk.alias.Alias()
      alias.setUrn(urn)
      return alias
    }),
    ...request.getAliasesList(),
  ])
  options.setProvider(request.getProvider())
  options.setCustomTimeouts(request.getCustomtimeouts())
  options.setPluginDownloadUrl(request.getPlugindownloadurl())
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false)
  options.setDeletedWith(request.getDeletedwith())
  options.setReplaceWithList(request.getReplaceWithList())
  if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()) {
    options.setDeleteBeforeReplace(request.getDeletebeforereplace())
  }
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
  for (const [name, provider] of request.getProvidersMap().entries() as unknown as Iterable<[string, string]>) {
    options.getProvidersMap().set(name, provider)
  }
  options.setHooks(request.getHooks())
  options.setImport(request.getImportid())
  return options
}

function writeBack(request: RegisterResourceRequest, options: TransformResourceOptions): void {
  request.setDependenciesList(options.getDependsOnList())
  if (options.hasProtect()) request.setProtect(options.getProtect() ?? false)
  else request.clearProtect()
  request.setIgnorechangesList(options.getIgnoreChangesList())
  request.setReplaceonchangesList(options.getReplaceOnChangesList())
  request.setReplacementTrigger(options.getReplacementTrigger())
  request.setAliasurnsList([])
  request.setAliasesList(options.getAliasesList())
  request.setProvider(options.getProvider())
  request.setCustomtimeouts(options.getCustomTimeouts())
  if (options.hasRetainOnDelete()) request.setRetainondelete(options.getRetainOnDelete() ?? false)
  else request.clearRetainondelete()
  request.setDeletedwith(options.getDeletedWith())
  request.setReplaceWithList(options.getReplaceWithList())
  request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace())
  request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false)
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList())
  request.setHooks(options.getHooks())
  request.setImportid(options.getImport())
}

/** Puts into each value what it depends on, so that it travels with the value through the transforms. */
function withDependencies(properties: PropertyMap, request: RegisterResourceRequest): PropertyMap {
  const declared = request.getPropertydependenciesMap()
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, outputValue(value, declared.get(key)?.getUrnsList() ?? [])]),
  )
}

function outputValue(value: PropertyValue, dependencies: readonly string[]): PropertyValue {
  if (dependencies.length === 0) return value
  if (isMap(value) && signatureOf(value) === OUTPUT_SIGNATURE) {
    return { ...value, dependencies: [...new Set([...dependenciesIn(value), ...dependencies])] }
  }
  const inner = isSecret(value) ? value.value : value
  return {
    [SIGNATURE]: OUTPUT_SIGNATURE,
    ...(inner !== UNKNOWN && { value: inner }),
    ...(isSecret(value) && { secret: true }),
    dependencies,
  }
}

/** Every URN that the output values in a value name. */
export function dependenciesIn(value: PropertyValue): string[] {
  if (isList(value)) return value.flatMap(dependenciesIn)
  if (!isMap(value)) return []
  const own = signatureOf(value) === OUTPUT_SIGNATURE && isList(value.dependencies)
    ? value.dependencies.filter((urn) => typeof urn === 'string') : []
  return [...new Set([...own, ...Object.values(value).flatMap(dependenciesIn)])]
}
