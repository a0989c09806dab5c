import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { isSecret, type Checkpoint } from '../../engine/index.ts'

/** Shorter ones are user names and ports, which would blacken what everybody may read. */
const shortest = 8
/** Of texts within a secret structure: shorter ones are regions and kinds. */
const shortestPart = 16
/** The code of a dynamic provider: a secret where it holds one, and too long to be searched for in every line. */
const longest = 10_000

/**
 * What a state keeps encrypted, in the clear: a provider's error or a program's log may say it, also where no configuration does because
 * the provider itself made it up. Read anew only where the state has changed; held in memory, never written.
 */
export class StateSecrets {
  readonly #known = new Map<string, { readonly digest: string, readonly values: readonly string[] }>()

  async of(target: string, stack: Stack, { digest, bytes, resources }: Checkpoint): Promise<readonly string[]> {
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"ciphertext"')) return []
    const known = this.#known.get(target)
    if (known?.digest === digest) return known.values
    // what is a part of a name is no secret, and blackened it would be no name any more
    const names = resources.map(({ urn }) => urn).join('\n')
    const values = [...new Set(secretsIn(await stack.exportStack()))].filter(value => !names.includes(value))
    this.#known.set(target, { digest, values })
    return values
  }
}

/** Every secret text of an export that shows its secrets. */
export function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (!isSecret(value)) return Object.values(value).flatMap(secretsIn)
  const { plaintext } = value as { plaintext?: unknown }
  if (typeof plaintext !== 'string' || plaintext.length > longest) return []
  const secret: unknown = JSON.parse(plaintext)
  if (typeof secret === 'object') return textsIn(secret).filter(text => text.length >= shortestPart)
  return [String(secret)].filter(text => text.length >= shortest)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
