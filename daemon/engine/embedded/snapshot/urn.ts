/** `urn:pulumi:<stack>::<project>::<types from the outermost parent, joined by $>::<name>` */
export type Urn = string & { readonly __urn: unique symbol }

export const ROOT_TYPE = 'pulumi:pulumi:Stack'
const PROVIDER_PREFIX = 'pulumi:providers:'

export interface UrnParts {
  readonly stack: string
  readonly project: string
  readonly qualifiedType: string
  readonly name: string
}

/** Splits a URN; undefined if it isn't one. The name may itself contain `::`. */
export function urnParts(urn: string): UrnParts | undefined {
  if (!urn.startsWith('urn:pulumi:')) return undefined
  const [stack, project, qualifiedType, ...name] = urn.slice('urn:pulumi:'.length).split('::')
  if (stack === undefined || project === undefined || qualifiedType === undefined || name.length === 0) return undefined
  return { stack, project, qualifiedType, name: name.join('::') }
}

export function parseUrn(text: string): Urn | undefined {
  return urnParts(text) ? (text as Urn) : undefined
}

/** The URN of a resource; a parent that is the root stack leaves no trace in it. */
export function createUrn(stack: string, project: string, parent: Urn | undefined, type: string, name: string): Urn {
  const parentType = parent ? (urnParts(parent)?.qualifiedType ?? '') : ''
  const qualifiedType = parentType === '' || parentType === ROOT_TYPE ? type : `${parentType}$${type}`
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${name}` as Urn
}

export const urnName = (urn: Urn): string => urnParts(urn)?.name ?? ''
export const urnQualifiedType = (urn: Urn): string => urnParts(urn)?.qualifiedType ?? ''
export const urnType = (urn: Urn): string => urnQualifiedType(urn).split('$').at(-1) ?? ''

export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_PREFIX)
export const isDefaultProvider = (urn: Urn): boolean => isProviderType(urnType(urn)) && /^default(_|$)/.test(urnName(urn))
export const providerPackage = (type: string): string => type.slice(PROVIDER_PREFIX.length)
export const providerType = (name: string): string => `${PROVIDER_PREFIX}${name}`

/** `<urn of the provider>::<its id>`, as resources refer to their provider. */
export interface ProviderReference {
  readonly urn: Urn
  readonly id: string
}

export function parseReference(text: string): ProviderReference | undefined {
  const cut = text.lastIndexOf('::')
  const urn = cut < 0 ? undefined : parseUrn(text.slice(0, cut))
  return urn && isProviderType(urnType(urn)) ? { urn, id: text.slice(cut + 2) } : undefined
}

export const referenceText = (reference: ProviderReference): string => `${reference.urn}::${reference.id}`
