import { outsideScope } from '../errors.ts'
import type { DeploymentDocument } from '../snapshot/checkpoint.ts'
import { type Crypter, lazyCrypter, newSalt, openSalt } from '../values/passphrase.ts'
import type { StackSettings } from './settings.ts'

/** What opens and seals a stack's secrets: its settings' salt, else its state's, else a new one. Derived at the first secret. */
export function stackCrypter(settings: StackSettings, deployment: DeploymentDocument | undefined, environment: NodeJS.ProcessEnv): Crypter {
  const provider = deployment?.secrets_providers
  if (provider && provider.type !== 'passphrase') throw outsideScope(`the secrets provider ${provider.type}`)
  return lazyCrypter(() => {
    const stateSalt = provider?.state?.salt
    const salt = settings.salt ?? (typeof stateSalt === 'string' ? stateSalt : undefined)
    if (salt) return openSalt(salt, environment)
    const fresh = newSalt(environment)
    settings.salt = fresh.salt
    settings.save()
    return fresh.crypter
  })
}
