import type { Project } from '../backend/project.ts'
import type { Autonaming } from '../generation/naming.ts'
import type { Crypter } from '../values/passphrase.ts'
import { validateConfig, withDeclared } from './declared.ts'
import type { StackSettings } from './settings.ts'
import { configNode, type ConfigNode, holdsSecret, maskedText, openText } from './value.ts'
import { byKey } from '../values/by-key.ts'

/** The configuration that one run's program and providers get. */
export interface ProgramConfig {
  /** Text by full key, secrets open. */
  readonly values: ReadonlyMap<string, string>
  readonly secretKeys: readonly string[]
  /** For events, which may be shown: secrets as `[secret]`. */
  readonly masked: Readonly<Record<string, string>>
  /** As the settings have it, for the history. */
  readonly stored: Readonly<Record<string, ConfigNode>>
  /** How resources are named, where a run heeds it. */
  readonly autonaming?: Autonaming
}

/** A stack's settings over what its project declares. With `validate`, throws where a declared key has no value or a wrong one. */
export function programConfig(
  project: Project, stack: string, settings: StackSettings, crypter: Crypter, validate: boolean,
): ProgramConfig {
  const values = withDeclared(project.declaredConfig, settings.values())
  if (validate) validateConfig(project.declaredConfig, values, stack, project.name, crypter)
  const sorted = [...values].sort(byKey)
  return {
    values: new Map(sorted.map(([key, value]) => [key, openText(value, crypter)])),
    secretKeys: sorted.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    masked: Object.fromEntries(sorted.map(([key, value]) => [key, maskedText(value)])),
    stored: Object.fromEntries(sorted.map(([key, value]) => [key, configNode(value)])),
  }
}
