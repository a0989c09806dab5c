import { randomUUID } from 'node:crypto'
import type { CheckAnswer, DiffAnswer } from '../generation/question.ts'
import { urnType, type Urn } from '../snapshot/urn.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { containsSecret, equal, type PropertyMap, type PropertyValue } from '../values/property.ts'
import { type Provider, ProviderFailure, type ReadResult } from './provider.ts'

const STACK_REFERENCE = 'pulumi:pulumi:StackReference'
const STASH = 'pulumi:index:Stash'

/** What the engine's own provider needs of the rest: other stacks' outputs, and the resources of this run. */
export interface BuiltinSources {
  /** The outputs of a stack, by `stack`, `project/stack` or `organization/project/stack`. Throws where there is none. */
  stackOutputs(name: string): PropertyMap
  resource(urn: Urn): ResourceState | undefined
}

/** The engine's own provider: references to other stacks, stashed values, and functions on the state. */
export class BuiltinProvider implements Provider {
  readonly supportsPreview = true
  readonly #sources: BuiltinSources
  readonly #preview: boolean

  constructor(sources: BuiltinSources, preview: boolean) {
    this.#sources = sources
    this.#preview = preview
  }

  check({ urn, news }: Parameters<Provider['check']>[0]): Promise<CheckAnswer> {
    const wanted = urnType(urn) === STASH ? 'input' : 'name'
    const unknown = Object.keys(news).find((key) => key !== wanted)
    const failure = unknown
      ? { property: unknown, reason: `unknown property "${unknown}"` }
      : { property: wanted, reason: `missing required property "${wanted}"` }
    return Promise.resolve({ answer: 'check', inputs: news, failures: unknown || !(wanted in news) ? [failure] : [] })
  }

  diff({ urn, oldInputs, newInputs }: Parameters<Provider['diff']>[0]): Promise<DiffAnswer> {
    const stash = urnType(urn) === STASH
    const key = stash ? 'input' : 'name'
    const changed = !equal(oldInputs[key], newInputs[key])
    return Promise.resolve({
      answer: 'diff', changes: changed ? 'some' : 'none', replaceKeys: changed && !stash ? [key] : [], changedKeys: changed && stash
        ? [key] : [],
      deleteBeforeReplace: false,
    })
  }

  create({ urn, inputs }: Parameters<Provider['create']>[0]): Promise<{ id: string; outputs: PropertyMap }> {
    const id = this.#preview ? '' : randomUUID()
    const input = inputs.input ?? null
    return settled(() => ({ id, outputs: urnType(urn) === STASH ? { input, output: input } : this.#stackReference(inputs) }))
  }

  update({ urn, oldOutputs, newInputs }: Parameters<Provider['update']>[0]): Promise<{ outputs: PropertyMap }> {
    return settled(() => {
      if (urnType(urn) !== STASH) throw new Error(`unrecognized resource type '${urnType(urn)}'`)
      // What was stashed first stays: that is what a stash is for.
      return { outputs: { input: newInputs.input ?? null, output: oldOutputs.output ?? null } }
    })
  }

  delete(): Promise<void> {
    return Promise.resolve()
  }

  read({ urn, id, inputs, outputs }: Parameters<Provider['read']>[0]): Promise<ReadResult> {
    return settled(() => {
      if (urnType(urn) === STASH) {
        if (!inputs || Object.keys(inputs).length === 0) throw new Error('stash can not be imported')
        return { id, inputs, outputs }
      }
      if (urnType(urn) !== STACK_REFERENCE) throw new Error(`unrecognized resource type '${urnType(urn)}'`)
      if (!inputs || !('name' in inputs)) throw new Error('stack reference can not be imported')
      return { id, inputs, outputs: this.#stackReference(outputs) }
    })
  }

  /** The functions that the SDK itself calls. */
  invoke(token: string, args: PropertyMap): PropertyMap {
    if (token === 'pulumi:pulumi:readStackOutputs') return this.#stackReference(args)
    if (token !== 'pulumi:pulumi:getResource') throw new Error(`unrecognized function name: '${token}'`)
    const resource = this.#sources.resource(String(args.urn) as Urn)
    if (!resource) throw new Error(`unknown resource ${String(args.urn)}`)
    return { urn: resource.urn, id: resource.id ?? '', provider: resource.provider ?? '', state: resource.outputs }
  }

  #stackReference(inputs: PropertyMap): PropertyMap {
    const name = String(inputs.name as PropertyValue)
    const outputs = this.#sources.stackOutputs(name)
    return { name, outputs, secretOutputNames: Object.keys(outputs).filter((key) => containsSecret(outputs[key])).sort() }
  }
}

function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work())
  } catch (error) {
    return Promise.reject(new ProviderFailure(error instanceof Error ? error.message : String(error), { status: 'ok' }))
  }
}
