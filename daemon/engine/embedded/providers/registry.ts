import { outsideScope } from '../errors.ts'
import type { CheckAnswer, DiffAnswer } from '../generation/question.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isProviderType, parseReference, providerPackage, urnType } from '../snapshot/urn.ts'
import { equal, UNKNOWN } from '../values/property.ts'
import type { Provider } from './provider.ts'
import { ProviderFailure } from './provider.ts'
import { randomUUID } from 'node:crypto'

/** The package of dynamic providers written for Node.js, and the engine's own, which holds stack references. */
export const DYNAMIC_PACKAGE = 'pulumi-nodejs'
export const BUILTIN_PACKAGE = 'pulumi'

/** All providers of a run, by the reference that a resource has to its own. */
export class ProviderRegistry {
  readonly #packages: ReadonlyMap<string, Provider>
  readonly #own: Provider

  constructor(packages: ReadonlyMap<string, Provider>, preview: boolean) {
    this.#packages = packages
    this.#own = providersThemselves(preview)
  }

  /** The provider for `reference`, or, for a provider's type, who looks after providers themselves. */
  find(reference: string): Provider {
    if (isProviderType(reference)) {
      refusePackage(providerPackage(reference))
      return this.#own
    }
    const parsed = parseReference(reference)
    const name = parsed ? providerPackage(urnType(parsed.urn)) : ''
    refusePackage(name)
    const provider = this.#packages.get(name)
    if (!provider) throw outsideScope(`the provider '${name}'`)
    return provider
  }

  forResource(resource: ResourceState): Provider {
    return this.find(isProviderType(resource.type) ? resource.type : (resource.provider ?? ''))
  }
}

/** Refuses what needs a provider that is a program of its own. */
export function refusePackage(name: string): void {
  if (name !== DYNAMIC_PACKAGE && name !== BUILTIN_PACKAGE) throw outsideScope(`the provider '${name}' (a resource of package '${name}')`)
}

/** Provider resources aren't in the world: they are made by writing them down. */
function providersThemselves(preview: boolean): Provider {
  return {
    supportsPreview: true,
    check: ({ news }) => Promise.resolve({ answer: 'check', inputs: news, failures: [] } satisfies CheckAnswer),
    diff: ({ oldOutputs, newInputs }) =>
      Promise.resolve({
        answer: 'diff', changes: equal(oldOutputs, newInputs) ? 'none' : 'some', replaceKeys: [], changedKeys: [],
          deleteBeforeReplace: false,
      } satisfies DiffAnswer),
    create: ({ inputs }) => Promise.resolve({ id: preview ? UNKNOWN : randomUUID(), outputs: inputs }),
    update: ({ newInputs }) => Promise.resolve({ outputs: newInputs }),
    delete: () => Promise.resolve(),
    read: () => Promise.reject(new ProviderFailure('provider resources may not be read', { status: 'ok' })),
  }
}
