import { CommandError } from '../errors.ts'
import type { Project } from '../backend/project.ts'
import type { Crypter } from '../values/passphrase.ts'
import type { StackSettings } from './settings.ts'
import { configNode, type ConfigNode, type ConfigValue, configValue, holdsSecret, maskedText, openText } from './value.ts'

/** The configuration that one run's program and providers get. */
export interface ProgramConfig {
  /** Text by full key, secrets open. */
  readonly values: ReadonlyMap<string, string>
  readonly secretKeys: readonly string[]
  /** For events, which may be shown: secrets as `[secret]`. */
  readonly masked: Readonly<Record<string, string>>
  /** As the settings have it, for the history. */
  readonly stored: Readonly<Record<string, ConfigNode>>
}

/** A stack's settings over the project's defaults. Throws where a key that the project declares has no value. */
export function programConfig(project: Project, stack: string, settings: StackSettings, crypter: Crypter): ProgramConfig {
  const values = withDefaults(project, stack, settings.values())
  const sorted = [...values].sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    values: new Map(sorted.map(([key, value]) => [key, openText(value, crypter)])),
    secretKeys: sorted.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    masked: Object.fromEntries(sorted.map(([key, value]) => [key, maskedText(value)])),
    stored: Object.fromEntries(sorted.map(([key, value]) => [key, configNode(value)])),
  }
}

function withDefaults(project: Project, stack: string, values: ReadonlyMap<string, ConfigValue>): Map<string, ConfigValue> {
  const all = new Map(values)
  for (const [name, declared] of Object.entries(project.configDefaults)) {
    const key = name.includes(':') ? name : `${project.name}:${name}`
    if (all.has(key)) continue
    const fallback = defaultOf(declared as ConfigNode)
    if (fallback === undefined) throw new CommandError(`Stack '${stack}' is missing configuration value '${name}'`)
    all.set(key, configValue(fallback))
  }
  return all
}

/** A project's declaration is a value, or an object with `value`, `default` or only a `type`. */
function defaultOf(declared: ConfigNode): ConfigNode | undefined {
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) return declared ?? ''
  const map = declared as { readonly [key: string]: ConfigNode }
  if ('value' in map) return map.value
  if ('default' in map) return map.default
  return undefined
}
