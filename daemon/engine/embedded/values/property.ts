/**
 * Property values as Pulumi writes them on the wire and in state: plain JSON, with special objects marked by a signature key.
 * Keeping the wire's own form everywhere means that nothing is lost between the program, the providers and the state file.
 */
export type PropertyValue = null | boolean | number | string | readonly PropertyValue[] | PropertyMap
export interface PropertyMap {
  readonly [key: string]: PropertyValue
}

/** The key that marks an object as special (sdk/go/common/resource/sig). */
export const SIGNATURE = '4dabf18193072939515e22adb298388d'
export const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270'
export const OUTPUT_SIGNATURE = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
export const ASSET_SIGNATURE = 'c44067f5952c0a294b673a41bacd8c17'
export const ARCHIVE_SIGNATURE = '0def7320c3a5731c473e5ecbe6d01bc7'
export const REFERENCE_SIGNATURE = '5cf8f73096256a8f31e491e813e4eb8e'
/** Stands for a value that a preview doesn't know yet. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export interface Secret extends PropertyMap {
  readonly value: PropertyValue
}

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value)
}

export function signatureOf(value: PropertyValue | undefined): string | undefined {
  if (!isMap(value)) return undefined
  const signature = value[SIGNATURE]
  return typeof signature === 'string' ? signature : undefined
}

export function isSecret(value: PropertyValue | undefined): value is Secret {
  return signatureOf(value) === SECRET_SIGNATURE
}

export function secret(value: PropertyValue): PropertyMap {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET_SIGNATURE, value }
}

/** The value with every secret and output wrapper taken off; an output without a value is unknown. */
export function plain(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.map(plain)
  if (!isMap(value)) return value
  const signature = signatureOf(value)
  if (signature === SECRET_SIGNATURE) return plain(value.value ?? null)
  if (signature === OUTPUT_SIGNATURE) return 'value' in value ? plain(value.value ?? null) : UNKNOWN
  return mapValues(value, plain)
}

export function plainMap(value: PropertyMap): PropertyMap {
  return mapValues(value, plain)
}

/**
 * References to other resources become their ids, or their URNs where they have none (KeepResources in
 * sdk/go/common/resource/plugin/rpc.go).
 */
export function withoutReferences(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.map(withoutReferences)
  if (!isMap(value)) return value
  if (signatureOf(value) !== REFERENCE_SIGNATURE) return mapValues(value, withoutReferences)
  if (!('id' in value)) return value.urn ?? null
  // The id of what a preview would only make.
  return value.id === '' || value.id === null ? UNKNOWN : (value.id ?? null)
}

/** Output values become what a state can hold: their value, made secret where they were. References always name a version, be it none. */
export function withoutOutputValues(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.map(withoutOutputValues)
  if (!isMap(value)) return value
  if (signatureOf(value) === REFERENCE_SIGNATURE) return { packageVersion: '', ...value }
  if (signatureOf(value) === OUTPUT_SIGNATURE) {
    const inner = 'value' in value ? withoutOutputValues(value.value ?? null) : UNKNOWN
    return value.secret === true ? secret(inner) : inner
  }
  return mapValues(value, withoutOutputValues)
}

export function hasUnknown(value: PropertyValue): boolean {
  if (value === UNKNOWN) return true
  if (isList(value)) return value.some(hasUnknown)
  if (!isMap(value)) return false
  if (signatureOf(value) === OUTPUT_SIGNATURE && !('value' in value)) return true
  return Object.values(value).some(hasUnknown)
}

/** Equal in content; a key whose value is undefined counts as absent. */
export function equal(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  if (left === right) return true
  if (isList(left) && isList(right)) return left.length === right.length && left.every((item, index) => equal(item, right[index]))
  if (!isMap(left) || !isMap(right)) return false
  const keys = Object.keys(left).filter((key) => left[key] !== undefined)
  const others = Object.keys(right).filter((key) => right[key] !== undefined)
  return keys.length === others.length && keys.every((key) => key in right && equal(left[key], right[key]))
}

export function containsSecret(value: PropertyValue | undefined): boolean {
  if (isList(value)) return value.some(containsSecret)
  return isMap(value) && (isSecret(value) || Object.values(value).some(containsSecret))
}

/**
 * Marks in `outputs` what holds a secret under the same key in `inputs`: dynamic providers don't accept secrets, so they
 * answer in the clear what was sent to them as a secret (annotateSecrets in sdk/go/common/resource/plugin/provider_plugin.go).
 */
export function annotateSecrets(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
  const annotated: Record<string, PropertyValue> = {}
  for (const [key, output] of Object.entries(outputs)) {
    const input = inputs[key]
    if (isPlainMap(output) && isPlainMap(input)) annotated[key] = annotateSecrets(output, input)
    else annotated[key] = containsSecret(input) ? secret(output) : output
  }
  return annotated
}

const isPlainMap = (value: PropertyValue | undefined): value is PropertyMap => isMap(value) && signatureOf(value) === undefined

export function mapValues(map: PropertyMap, change: (value: PropertyValue) => PropertyValue): PropertyMap {
  const changed: Record<string, PropertyValue> = {}
  for (const key of Object.keys(map)) {
    const value = map[key]
    if (value !== undefined) changed[key] = change(value)
  }
  return changed
}

/** Keys that a JavaScript object can hold but a protobuf Struct can't (undefined) are left out. */
export function propertyMap(value: unknown): PropertyMap {
  return isMap(value as PropertyValue) ? mapValues(value as PropertyMap, (item) => item) : {}
}
