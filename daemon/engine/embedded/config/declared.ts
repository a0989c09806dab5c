import * as z from 'zod'
import { CommandError } from '../errors.ts'
import type { Crypter } from '../values/passphrase.ts'
import { parseConfigKey } from './key.ts'
import { type ConfigNode, configNode, type ConfigValue, configValue, holdsSecret, openNode, openText } from './value.ts'
import { byKey } from '../values/by-key.ts'

/** What a list's elements are: a type, and for lists of lists their elements' in turn. */
interface Items {
  readonly type: string
  readonly items?: Items
}
const items: z.ZodType<Items> = z.lazy(() => z.object({ type: z.string(), items: items.optional() }))
const schema = z.object({
  type: z.string().optional(), items: items.optional(), default: z.unknown().optional(), value: z.unknown().optional(),
  secret: z.boolean().default(false),
})

/** One key of a project file's `config`: its type, and what it is where a stack doesn't say. */
export interface DeclaredKey {
  /** As the project file spells it. */
  readonly name: string
  readonly key: string
  readonly type?: string
  readonly items?: Items
  readonly secret: boolean
  readonly fallback?: ConfigNode
}

/**
 * Reads a project file's `config`, sorted by name. A plain value or a list is short for a default, or for a value where the key is another
 * namespace's. Throws where a declaration contradicts itself (Project.Validate in sdk/go/common/workspace/project.go).
 */
export function declaredKeys(config: Readonly<Record<string, unknown>>, project: string, path: string): DeclaredKey[] {
  const refuse = (reason: string): CommandError => new CommandError(`could not unmarshal '${path}': ${reason}`)
  return Object.entries(config).sort(byKey).map(([name, written]) => {
    const isOwn = !name.includes(':') || name.startsWith(`${project}:`)
    const isWhole = typeof written === 'object' && written !== null && !Array.isArray(written)
    const parsed = schema.safeParse(isWhole ? written : written === null ? {} : { [isOwn ? 'default' : 'value']: written })
    if (!parsed.success) throw refuse(`project config '${name}' is no declaration`)
    const { type, items: elements, default: usual, value, secret } = parsed.data
    if (usual != null && value != null) throw refuse(`project config '${name}' cannot have both a 'default' and 'value' attribute`)
    if (isOwn && type === 'array' && !elements) {
      throw refuse(`The configuration key '${name}' declares an array but does not specify the underlying type via the 'items' attribute`)
    }
    if (isOwn && type !== undefined && usual != null && !hasType(type, elements, usual as ConfigNode)) {
      throw refuse(`The default value specified for configuration key '${name}' is not of the expected type '${typeName(type, elements)}'`)
    }
    if (!isOwn && type !== undefined) throw refuse(`Configuration key '${name}' is not namespaced by the project and should not define a type`)
    if (!isOwn && usual != null) {
      throw refuse(`Configuration key '${name}' is not namespaced by the project and should not define a default value. ` +
        "Did you mean to use the 'value' attribute instead of 'default'?")
    }
    if (!isOwn && value == null) throw refuse(`Configuration key '${name}' is namespaced and must provide an attribute 'value'`)
    const fallback = (usual ?? value) as ConfigNode | undefined
    return {
      name, key: parseConfigKey(name, project), secret, ...(type !== undefined && { type }), ...(elements && { items: elements }),
      ...(fallback != null && { fallback }),
    }
  })
}

/** A stack's values over what its project declares; a key that has neither is left out. */
export function withDeclared(declared: readonly DeclaredKey[], values: ReadonlyMap<string, ConfigValue>): Map<string, ConfigValue> {
  const all = new Map(values)
  for (const { key, fallback } of declared) if (!all.has(key) && fallback !== undefined) all.set(key, configValue(fallback))
  return all
}

/** Throws where a stack has no value for a declared key, or one of another type, or one in the clear that has to be secret. */
export function validateConfig(
  declared: readonly DeclaredKey[], values: ReadonlyMap<string, ConfigValue>, stack: string, project: string, crypter: Crypter,
): void {
  const refuse = (reason: string): CommandError => new CommandError(`validating stack config: Stack '${stack}' ${reason}`)
  const missing = declared.filter(({ key }) => !values.has(key) && key.startsWith(`${project}:`)).map(({ name }) => name)
  if (missing.length > 0) throw refuse(`is missing configuration value${missing.length > 1 ? 's' : ''} ${listed(missing)}`)
  for (const { name, key, type, items: elements, secret } of declared) {
    const value = values.get(key)
    if (type === undefined || !value) continue
    if (secret && !holdsSecret(value)) throw refuse(`with configuration key '${name}' must be encrypted as it's secret`)
    const content = value.kind === 'object' ? openNode(configNode(value), (ciphertext) => crypter.decrypt(ciphertext)) : openText(value, crypter)
    if (!hasType(type, elements, content)) throw refuse(`with configuration key '${name}' must be of type '${typeName(type, elements)}'`)
  }
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  return quoted.length === 1 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`
}

const typeName = (type: string, elements: Items | undefined): string => (elements ? `array<${typeName(elements.type, elements.items)}>` : type)

/** Text that reads as a whole number or a boolean counts as one: values at the top of a settings file are text. */
function hasType(type: string, elements: Items | undefined, value: ConfigNode): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'integer':
      return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^[+-]?\d+$/.test(value)
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return Array.isArray(value) && elements !== undefined &&
        (value as readonly ConfigNode[]).every((one) => hasType(elements.type, elements.items, one))
  }
}
