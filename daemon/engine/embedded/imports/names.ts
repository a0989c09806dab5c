import type { ImportFile, ImportSpec } from './file.ts'
import { CommandError, outsideScope } from '../errors.ts'
import { refusePackage } from '../providers/registry.ts'
import { createUrn, isProviderType, parseReference, parseUrn, providerPackage, type Urn, urnType } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'

/** One existing resource that `pulumi import` takes over: everything that is needed to name it is resolved. */
export interface Import {
  readonly urn: Urn
  readonly type: string
  readonly name: string
  readonly id: string
  readonly component: boolean
  readonly protect: boolean
  /** The names of inputs that were asked for; they only change what a warning says. */
  readonly properties: readonly string[]
  readonly parent?: Urn
  readonly provider?: Urn
  /** Take the place of what the provider's own read can't return. */
  readonly inputs?: PropertyMap
  /** The whole state: nothing is read where it is given. */
  readonly outputs?: PropertyMap
}

export interface ImportNames {
  readonly stack: string
  readonly project: string
  readonly protect: boolean
  /** Opens the secrets of inputs and outputs. */
  readonly open: (values: Record<string, unknown>) => PropertyMap
}

/**
 * Resolves the names of an import file into URNs. The rule is parseImportFile in pkg/cmd/pulumi/operations/import.go. Throws a
 * CommandError that tells all that is wrong, or what is outside of this engine's scope.
 */
export function resolveImports(file: ImportFile, names: ImportNames): Import[] {
  const specs = file.resources.map((spec) => ({ ...spec, name: spec.name || spec.logicalName, logicalName: spec.logicalName || spec.name }))
  throwAll(specs.flatMap(incompleteness))
  specs.forEach(refuseForeign)
  const urns = urnsOf(specs, file.nameTable, names)
  const problems: string[] = []
  const imports = specs.map((spec, index): Import => {
    const provider = spec.provider === '' ? undefined : providerOf(spec, index, specs, urns.byName, problems)
    const given = isProviderType(spec.type) ? (spec.inputs ?? file.providerInputs[spec.name]) : spec.inputs
    return {
      urn: urns.own[index] as Urn, type: spec.type, name: spec.logicalName, id: spec.id, component: spec.component, protect: names.protect,
      properties: spec.properties,
      ...(spec.parent !== '' && { parent: urns.byName.get(spec.parent) as Urn }),
      ...(provider && { provider }),
      ...(given && { inputs: names.open(given) }),
      ...(spec.outputs && Object.keys(spec.outputs).length > 0 && { outputs: names.open(spec.outputs) }),
    }
  })
  throwAll(problems)
  return imports
}

function throwAll(problems: readonly string[]): void {
  if (problems.length === 1) throw new CommandError(problems[0] ?? '')
  if (problems.length > 1) {
    throw new CommandError(`${problems.length} errors occurred:\n${problems.map((one, index) => `    ${index + 1}) ${one}`).join('\n')}`)
  }
}

/** How messages name one resource of the file, by whatever is known of it. */
function described({ name, id, type }: ImportSpec, index: number): string {
  return `resource ${name ? `'${name}'` : id ? `'${id}'` : String(index)}${type ? ` of type '${type}'` : ''}`
}

function incompleteness(spec: ImportSpec, index: number): string[] {
  const who = described(spec, index)
  const { type, name, id, component, remote, outputs } = spec
  const isProvider = isProviderType(type)
  const found: readonly (readonly [boolean, string])[] = [
    [type === '', 'has no type'],
    [name === '', 'has no name'],
    [isProvider && id !== '', 'has an ID, but is a provider, which is created rather than read'],
    [isProvider && component, 'is a provider and may not be marked as a component'],
    [isProvider && Object.keys(outputs ?? {}).length > 0, 'is a provider and may not have outputs'],
    [!isProvider && !component && id === '', 'has no ID'],
    [!isProvider && component && id !== '', 'has an ID, but is marked as a component'],
    [remote && !component, 'is marked as remote, but not as a component'],
  ]
  return found.filter(([wrong]) => wrong).map(([, what]) => `${who} ${what}`)
}

function refuseForeign(spec: ImportSpec): void {
  if (spec.remote) throw outsideScope(`the component '${spec.name}', which a plugin makes (${spec.type}),`)
  if (spec.parameterization || spec.extension) throw outsideScope(`a parameterized provider (of '${spec.name}')`)
  if (spec.component) return
  const parts = spec.type.split(':')
  if (!isProviderType(spec.type) && (parts.length !== 3 || parts.some((part) => part === ''))) {
    throw new CommandError(`import type "${spec.type}" is not a valid resource type token. Type tokens must be of the format ` +
      '<package>:<module>:<type> - refer to the import section of the provider resource documentation.')
  }
  refusePackage(isProviderType(spec.type) ? providerPackage(spec.type) : (parts[0] ?? ''))
  if (spec.version || spec.pluginDownloadUrl) throw outsideScope(`a provider of a certain version (for '${spec.name}')`)
}

interface ResolvedUrns {
  /** In the order of the file. */
  readonly own: readonly Urn[]
  readonly byName: ReadonlyMap<string, Urn>
}

/** Parents may come after their children in the file: whoever's parent has no URN yet waits for the next round. */
function urnsOf(specs: readonly ImportSpec[], nameTable: Readonly<Record<string, string>>, { stack, project }: ImportNames): ResolvedUrns {
  const byName = new Map(Object.entries(nameTable) as [string, Urn][])
  const taken = new Set<Urn>(byName.values())
  const own = new Map<number, Urn>()
  const inFile = new Set(specs.map(({ name }) => name))
  const problems: string[] = []
  while (own.size < specs.length && problems.length === 0) {
    const before = own.size
    specs.forEach((spec, index) => {
      if (own.has(index)) return
      const parent = spec.parent === '' ? undefined : byName.get(spec.parent)
      if (spec.parent !== '' && isAmbiguous(specs, spec.parent)) problems.push(`${described(spec, index)} has an ambiguous parent`)
      if (spec.parent !== '' && !parent) {
        if (!inFile.has(spec.parent)) problems.push(`the parent '${spec.parent}' for ${described(spec, index)} has no entry in 'nameTable'`)
        return
      }
      const urn = createUrn(stack, project, parent, spec.type, spec.logicalName)
      if (taken.has(urn)) problems.push(`${described(spec, index)} has an ambiguous URN, set name (or logical name) to be unique`)
      byName.set(spec.name, urn)
      taken.add(urn)
      own.set(index, urn)
    })
    // The official CLI would go round for ever.
    if (own.size === before && problems.length === 0) problems.push('resources in the import file are each other\'s parents')
  }
  throwAll(problems)
  return { own: specs.map((_, index) => own.get(index) as Urn), byName }
}

const isAmbiguous = (specs: readonly ImportSpec[], name: string): boolean => specs.filter((spec) => spec.name === name).length > 1

function providerOf(
  spec: ImportSpec, index: number, specs: readonly ImportSpec[], byName: ReadonlyMap<string, Urn>, problems: string[],
): Urn | undefined {
  const who = described(spec, index)
  if (isAmbiguous(specs, spec.provider)) problems.push(`${who} has an ambiguous provider`)
  const urn = byName.get(spec.provider)
  if (urn === undefined) problems.push(`the provider '${spec.provider}' for ${who} has no entry in 'nameTable' or 'resources'`)
  else if (!parseUrn(urn) || !isProviderType(urnType(urn))) problems.push(`the provider '${spec.provider}' for ${who} is not a provider`)
  else refusePackage(providerPackage(urnType(urn)))
  return urn
}

/** One resource of the command line as a file of it. `parent` and `provider` are a URN, or `name=URN`. */
export function singleImport(spec: ImportSpec, parent: string | undefined, provider: string | undefined): ImportFile {
  const nameTable: Record<string, string> = {}
  const above = parent === undefined ? undefined : named(parent, 'parent')
  if (above) nameTable[above.name] = above.urn
  if (above && !parseUrn(above.urn)) throw new CommandError(`invalid parent URN: '${above.urn}'`)
  const by = provider === undefined ? undefined : named(provider, 'provider')
  if (by && by.name in nameTable) throw new CommandError(`provider and parent must have distinct names, both were '${by.name}'`)
  if (by) nameTable[by.name] = by.urn
  return { nameTable, resources: [{ ...spec, parent: above?.name ?? '', provider: by?.name ?? '' }], providerInputs: {} }
}

function named(text: string, usual: string): { name: string; urn: string } {
  const cut = text.indexOf('=')
  const [name, urn] = [text.slice(0, Math.max(cut, 0)), text.slice(cut + 1)]
  return name !== '' && parseUrn(urn) && !parseReference(urn) ? { name, urn } : { name: usual, urn: text }
}
