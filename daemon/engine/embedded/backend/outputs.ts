import { StackSettings } from '../config/settings.ts'
import { stackCrypter } from '../config/crypter.ts'
import { CommandError, exitCodes } from '../errors.ts'
import { ROOT_TYPE } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { openSecrets } from '../values/secrets.ts'
import { stackName, Stacks } from './stacks.ts'

/**
 * The outputs of another stack of the same backend, for a stack reference: `stack`, `project/stack` or
 * `organization/project/stack`. Its secrets open with the same passphrase.
 */
export function outputsOfStack(stacks: Stacks, reference: string, environment: NodeJS.ProcessEnv): PropertyMap {
  const parts = reference.split('/')
  const project = parts.length > 1 ? (parts.at(-2) ?? '') : stacks.project.name
  if (parts.length === 3 && parts[0] !== 'organization') throw new CommandError("organization name must be 'organization'")
  const owner = new Stacks({ ...stacks.project, name: project })
  const name = stackName(parts.at(-1) ?? '')
  if (!owner.exists(name)) throw new CommandError(`unknown stack ${JSON.stringify(reference)}`, exitCodes.stackNotFound)
  const deployment = owner.read(name)
  const root = deployment?.resources?.find(({ type, delete: gone }) => type === ROOT_TYPE && gone !== true)
  // Its settings may belong to another project's folder; the state carries the salt, too.
  const settings = StackSettings.open(stacks.project, project === stacks.project.name ? name : `${project}-of-another-project-${name}`)
  return openSecrets((root?.outputs ?? {}) as PropertyMap, stackCrypter(settings, deployment, environment)) as PropertyMap
}
