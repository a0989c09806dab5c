import type { ProgramConfig } from '../config/program.ts'
import { DYNAMIC_PACKAGE } from '../providers/registry.ts'
import { type PropertyMap, type PropertyValue, secret } from '../values/property.ts'

/** What a package's default provider has as its inputs: a dynamic one the whole configuration, any other its own namespace. */
export function providerInputs(packageName: string, { values, secretKeys }: ProgramConfig): PropertyMap {
  const inputs: Record<string, PropertyValue> = {}
  for (const [key, value] of values) {
    const [namespace, bare = ''] = key.split(':')
    if (packageName !== DYNAMIC_PACKAGE && namespace !== packageName) continue
    inputs[packageName === DYNAMIC_PACKAGE ? key : bare] = secretKeys.includes(key) ? secret(value) : value
  }
  return inputs
}
