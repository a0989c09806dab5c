import type { Deployment } from '../execution/deployment.ts'
import type { Registered } from '../execution/executor.ts'
import type { Alias, Goal } from '../generation/goal.ts'
import { DYNAMIC_PACKAGE } from '../providers/registry.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { createUrn, ROOT_TYPE, type Urn, urnName } from '../snapshot/urn.ts'
import { type PropertyMap, type PropertyValue, secret, UNKNOWN } from '../values/property.ts'
import { hooksByMoment } from './hooks.ts'
import { type AliasData, COMPONENT_TYPE, type InputData, type ProgramData, type ResourceData, TEST_TYPE } from './program.ts'

export const STACK = 'dev'
export const PROJECT = 'programs'

/** What a program that is data is run in. */
export interface InterpretedIn {
  readonly deployment: Deployment
  readonly urns: ReadonlyMap<string, Urn>
  readonly preview: boolean
  /** The stack's settings, by key without the project. */
  readonly config: Readonly<Record<string, string>>
}

/** The URN of every resource that a program or a state names. */
export function urnsOf(program: ProgramData, base: Snapshot): Map<string, Urn> {
  const urns = new Map<string, Urn>(base.resources.map((resource) => [urnName(resource.urn), resource.urn]))
  const root = createUrn(STACK, PROJECT, undefined, ROOT_TYPE, `${PROJECT}-${STACK}`)
  for (const data of program.resources) {
    const parent = data.options?.parent ? urns.get(data.options.parent) : root
    urns.set(data.name, createUrn(STACK, PROJECT, parent, typeOf(data), data.name))
  }
  return urns
}

const typeOf = (data: ResourceData): string => data.type ?? (data.component ? COMPONENT_TYPE : TEST_TYPE)

/** Registers everything one after the other, as a program does whose resources wait for each other. */
export async function interpret(program: ProgramData, around: InterpretedIn): Promise<'threw' | 'ended'> {
  const { deployment, urns, preview } = around
  const root = createUrn(STACK, PROJECT, undefined, ROOT_TYPE, `${PROJECT}-${STACK}`)
  const known = new Map<string, PropertyMap>()
  const registered = await deployment.register({ ...emptyGoal, type: ROOT_TYPE, name: `${PROJECT}-${STACK}`, custom: false })
  if (registered.kind !== 'done') return 'ended'
  let end: 'threw' | 'ended' = 'ended'
  for (const data of program.resources) {
    if (isConfigMissing(data, around)) return 'threw'
    const provider = data.component ? undefined : await deployment.defaultProvider(DYNAMIC_PACKAGE)
    if (!data.component && !provider) return end
    const goal = goalOf(data, root, known, provider, around)
    const result = data.read
      ? await deployment.read({ ...goal, id: data.read, provider: provider ?? '' })
      : await deployment.register(goal)
    if (result.kind === 'cancelled') return end
    // The SDK rejects the outputs of what failed or was left out, and nobody in the program takes that up.
    if (result.kind !== 'done') end = 'threw'
    known.set(data.name, outputsOf(result, preview))
    if (data.component) await deployment.registerOutputs(urns.get(data.name) ?? root, {})
  }
  const outputs = Object.entries(program.outputs ?? {}).map(([key, value]) => [key, valueOf(value, known, around).value] as const)
  await deployment.registerOutputs(root, Object.fromEntries(outputs))
  return end
}

/** Whether a program ends here because it needs what the settings don't have. */
function isConfigMissing({ inputs = {} }: ResourceData, { config }: InterpretedIn): boolean {
  return Object.values(inputs).some((input) => {
    const isRead = typeof input === 'object' && input !== null && '$config' in input && typeof input.$config === 'string'
    return isRead && !(input.$config in config)
  })
}

/** What a program sees of a resource: in a preview, an output that isn't there yet is unknown. */
function outputsOf(result: Registered, preview: boolean): PropertyMap {
  if (result.kind === 'cancelled') return {}
  const { outputs, id } = result.state
  return { ...(preview && { made: UNKNOWN }), ...outputs, id: id ?? UNKNOWN }
}

const emptyGoal = {
  properties: {}, dependencies: [], propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], additionalSecretOutputs: [],
    aliases: [], replaceWith: [],
} satisfies Partial<Goal>

function goalOf(
  data: ResourceData, root: Urn, known: ReadonlyMap<string, PropertyMap>, provider: string | undefined, around: InterpretedIn,
): Goal {
  const { urns } = around
  const { options = {} } = data
  const named = (name: string): Urn => urns.get(name) ?? (name as Urn)
  const properties: Record<string, PropertyValue> = {}
  const propertyDependencies: Record<string, Urn[]> = {}
  const dependencies = new Set<Urn>(options.dependsOn?.map(named))
  for (const [key, input] of Object.entries(data.inputs ?? {})) {
    const { value, from } = valueOf(input, known, around)
    properties[key] = value
    propertyDependencies[key] = from ? [named(from)] : []
    if (from) dependencies.add(named(from))
  }
  return {
    ...emptyGoal,
    type: typeOf(data),
    name: data.name,
    custom: !data.component,
    parent: options.parent ? named(options.parent) : root,
    properties,
    dependencies: [...dependencies].sort(),
    propertyDependencies,
    ...(provider && { provider }),
    ...(options.protect !== undefined && { protect: options.protect }),
    ...(options.deleteBeforeReplace !== undefined && { deleteBeforeReplace: options.deleteBeforeReplace }),
    ignoreChanges: options.ignoreChanges ?? [],
    replaceOnChanges: options.replaceOnChanges ?? [],
    ...(options.replacementTrigger !== undefined && { replacementTrigger: options.replacementTrigger }),
    additionalSecretOutputs: options.additionalSecretOutputs ?? [],
    aliases: (options.aliases ?? []).map((alias) => aliasOf(alias, named)),
    ...(options.retainOnDelete !== undefined && { retainOnDelete: options.retainOnDelete }),
    ...(options.deletedWith && { deletedWith: named(options.deletedWith) }),
    replaceWith: (options.replaceWith ?? []).map(named),
    ...(options.import && { importId: options.import }),
    ...(options.hooks && { resourceHooks: hooksByMoment(options.hooks) }),
  }
}

function aliasOf(alias: AliasData, named: (name: string) => Urn): Alias {
  if (alias.urn) return { kind: 'urn', urn: alias.urn as Urn }
  const { name, type, parent, noParent } = alias
  return { kind: 'spec', ...(name && { name }), ...(type && { type }), ...(parent && { parent: named(parent) }), ...(noParent
    && { noParent }) }
}

function valueOf(
  input: InputData, known: ReadonlyMap<string, PropertyMap>, { preview, config }: InterpretedIn,
): { value: PropertyValue; from?: string } {
  if (typeof input === 'object' && input !== null && '$from' in input && typeof input.$from === 'string') {
    const [name = '', key = ''] = input.$from.split('.')
    return { value: known.get(name)?.[key] ?? (preview ? UNKNOWN : null), from: name }
  }
  if (typeof input === 'object' && input !== null && '$secret' in input) return { value: secret(input.$secret as PropertyValue) }
  if (typeof input === 'object' && input !== null && '$config' in input) return { value: config[input.$config as string] ?? null }
  return { value: input as PropertyValue }
}
