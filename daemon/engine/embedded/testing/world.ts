import type { CheckAnswer, DiffAnswer } from '../generation/question.ts'
import { type Provider, ProviderFailure, type ReadResult } from '../providers/provider.ts'
import { equal, plainMap, type PropertyMap } from '../values/property.ts'
import type { Behaviour } from './program.ts'

/** A provider and the world behind it, in memory: what exists, by id. It is asked and told like a dynamic provider. */
export class World implements Provider {
  readonly things = new Map<string, PropertyMap>()
  /** Every call that reached the world, in order. */
  readonly calls: string[] = []
  #made = 0
  readonly #failures = new Map<string, number>()

  check({ news }: Parameters<Provider['check']>[0]): Promise<CheckAnswer> {
    const failures = behaviourOf(news).fail === 'check' ? [{ property: 'value', reason: 'this value is not wanted' }] : []
    return Promise.resolve({ answer: 'check', inputs: news, failures })
  }

  diff({ oldOutputs, newInputs }: Parameters<Provider['diff']>[0]): Promise<DiffAnswer> {
    const behaviour = behaviourOf(newInputs)
    const olds = plainMap(oldOutputs)
    const news = plainMap(newInputs)
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)].filter((key) => key !== 'made' && key !== '__provider'))
    const changed = [...keys].filter((key) => !equal(olds[key], news[key]))
    return Promise.resolve({
      answer: 'diff',
      changes: behaviour.unknownDiff ? 'unknown' : changed.length > 0 ? 'some' : 'none',
      replaceKeys: changed.filter((key) => behaviour.replaceOn?.includes(key)),
      changedKeys: [],
      deleteBeforeReplace: behaviour.deleteBeforeReplace ?? false,
    })
  }

  create({ urn, inputs }: Parameters<Provider['create']>[0]): Promise<{ id: string; outputs: PropertyMap }> {
    const behaviour = behaviourOf(inputs)
    if (this.#refuses(urn, behaviour, 'create')) return refused('create')
    const id = `${urn.split('::').at(-1)}-${++this.#made}`
    const outputs = { ...plainMap(inputs), made: this.#made }
    this.things.set(id, outputs)
    this.calls.push(`create ${id}`)
    if (behaviour.partial === 'create') return halfway(id, outputs)
    return Promise.resolve({ id, outputs })
  }

  update({ urn, id, newInputs }: Parameters<Provider['update']>[0]): Promise<{ outputs: PropertyMap }> {
    const behaviour = behaviourOf(newInputs)
    const known = this.things.get(id)
    if (!known) return refused('update', `${id} doesn't exist`)
    if (this.#refuses(urn, behaviour, 'update')) return refused('update')
    const outputs = { ...plainMap(newInputs), made: known.made ?? 0 }
    this.things.set(id, outputs)
    this.calls.push(`update ${id}`)
    if (behaviour.partial === 'update') return halfway(id, outputs)
    return Promise.resolve({ outputs })
  }

  delete({ urn, id, outputs }: Parameters<Provider['delete']>[0]): Promise<void> {
    if (this.#refuses(urn, behaviourOf(outputs), 'delete')) return refused('delete')
    if (!this.things.delete(id)) return refused('delete', `${id} doesn't exist`)
    this.calls.push(`delete ${id}`)
    return Promise.resolve()
  }

  read({ id, outputs }: Parameters<Provider['read']>[0]): Promise<ReadResult> {
    // A dynamic provider is in its resource's own properties: with nothing of them there is nobody to ask.
    if (Object.keys(outputs).length === 0) return refused('read', 'code must be a string, not undefined')
    if (behaviourOf(outputs).fail === 'read') return refused('read')
    const known = this.things.get(id)
    return Promise.resolve(known ? { id, outputs: { ...outputs, ...known } } : { id: '', outputs: {} })
  }

  #refuses(urn: string, { fail, times = Infinity }: Behaviour, operation: 'create' | 'update' | 'delete'): boolean {
    if (fail !== operation) return false
    const before = this.#failures.get(urn) ?? 0
    this.#failures.set(urn, before + 1)
    return before < times
  }
}

function behaviourOf(inputs: PropertyMap): Behaviour {
  const behave = plainMap(inputs).behave
  return typeof behave === 'object' && behave !== null ? (behave as Behaviour) : {}
}

function refused(what: string, message = `the world refused to ${what} it`): Promise<never> {
  return Promise.reject(new ProviderFailure(message, { status: what === 'create' ? 'ok' : 'unknown' }))
}

function halfway(id: string, outputs: PropertyMap): Promise<never> {
  const reason = 'it did not come up'
  return Promise.reject(new ProviderFailure(`1 error occurred:\n\t* ${reason}\n\n`, { status: 'partial', id, outputs,
    initErrors: [reason] }))
}
