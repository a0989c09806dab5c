import type { Import } from '../imports/names.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { createUrn, isProviderType, providerType, referenceText, ROOT_TYPE, type Urn, urnType } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import type { Ledger } from '../generation/ledger.ts'
import type { ImportStep } from '../generation/step.ts'
import type { Executor } from './executor.ts'

export interface ImportingOptions {
  readonly ledger: Ledger
  readonly executor: Executor
  readonly providerInputs: (packageName: string) => PropertyMap
}

/**
 * Takes existing resources into a stack without its program: what is in the state is kept as it is, then come the stack, the
 * providers, and the resources, parents first. Throws where the imports contradict each other
 * (importResources in pkg/resource/deploy/import.go is the rule).
 */
export async function importResources(imports: readonly Import[], options: ImportingOptions): Promise<void> {
  const { ledger, executor } = options
  if (imports.length === 0) return
  for (const old of ledger.base.resources) {
    if (old.delete) continue
    const { id: _id, ...rest } = old
    if (!(await executor.runChain([{ op: 'same', old, new: rest, origin: 'registered' }]))) return
    ledger.news.set(old.urn, rest)
  }
  const root = ledger.base.resources.find(({ type, parent }) => type === ROOT_TYPE && !parent)?.urn
  const stack = root ?? rootUrn(ledger)
  if (!root && !(await executor.runChain([{ op: 'create', new: bare({ urn: stack, type: ROOT_TYPE, custom: false }) }]))) return
  const references = await registerProviders(imports, options)
  if (!references) return
  await inRounds(stepsOf(imports, stack, references, ledger), executor)
  if (!root && !executor.sawError) await executor.registerOutputs(stack, {}, false)
}

function rootUrn({ options: { stack, project } }: Ledger): Urn {
  return createUrn(stack, project, undefined, ROOT_TYPE, `${project}-${stack}`)
}

/** A resource of which nothing but its name is known. */
const bare = (named: Pick<ResourceState, 'urn' | 'type' | 'custom'> & Partial<ResourceState>): ResourceState => ({ inputs: {}, outputs: {}, ...named })

/** The providers that the imports need, made where the state has none; their references by URN, or undefined where one failed. */
async function registerProviders(imports: readonly Import[], options: ImportingOptions): Promise<Map<Urn, string> | undefined> {
  const { ledger, executor, providerInputs } = options
  const references = new Map<Urn, string>()
  const wanted = new Map<Urn, ResourceState>()
  const need = (urn: Urn, inputs: PropertyMap, parent?: Urn): void => {
    const old = ledger.olds.get(urn)
    if (old) references.set(urn, referenceText({ urn, id: old.id ?? '' }))
    else if (!wanted.has(urn)) wanted.set(urn, bare({ urn, type: urnType(urn), custom: true, inputs, ...(parent && { parent }) }))
  }
  // What is declared in the file has its own inputs, and comes before whoever only refers to it.
  for (const one of imports) if (isProviderType(one.type)) need(one.urn, one.inputs ?? {}, one.parent)
  for (const one of imports) {
    if (one.component || isProviderType(one.type)) continue
    const urn = providerOf(one, ledger)
    need(urn, one.provider ? {} : providerInputs(one.type.split(':')[0] ?? ''))
  }
  await executor.runTogether([...wanted.values()].map((fresh) => ({ op: 'create', new: fresh })))
  if (executor.sawError) return undefined
  for (const urn of wanted.keys()) references.set(urn, referenceText({ urn, id: executor.stateOf(urn)?.id ?? '' }))
  return references
}

function providerOf({ provider, type }: Import, { options: { stack, project } }: Ledger): Urn {
  return provider ?? createUrn(stack, project, undefined, providerType(type.split(':')[0] ?? ''), 'default')
}

function stepsOf(imports: readonly Import[], stack: Urn, references: ReadonlyMap<Urn, string>, ledger: Ledger): ImportStep[] {
  const urns = new Set<Urn>()
  const steps: ImportStep[] = []
  for (const one of imports) {
    if (isProviderType(one.type)) continue
    if (urns.has(one.urn)) throw new Error(`duplicate import '${one.name}' of type '${one.type}'`)
    const old = ledger.olds.get(one.urn)
    // It is there already, and was kept above.
    if (old && (old.importID ?? old.id ?? '') === one.id) continue
    urns.add(one.urn)
    const provider = one.component ? undefined : references.get(providerOf(one, ledger))
    const fresh = bare({
      urn: one.urn, type: one.type, custom: !one.component, inputs: one.inputs ?? {}, outputs: one.outputs ?? {},
      parent: one.parent ?? stack,
      ...(one.protect && { protect: true }), ...(one.id !== '' && { importID: one.id }), ...(provider && { provider }),
    })
    ledger.news.set(one.urn, fresh)
    steps.push({ op: 'import', new: fresh, ignoreChanges: [], seed: ledger.options.seed(), planned: { properties: one.properties } })
  }
  return steps
}

/** Parents before their children; what doesn't depend on each other together. */
async function inRounds(steps: readonly ImportStep[], executor: Executor): Promise<void> {
  let left = steps
  while (left.length > 0 && !executor.sawError && !executor.isStopped) {
    const waiting = new Set(left.map((step) => step.new.urn))
    const isFree = (step: ImportStep): boolean => !step.new.parent || !waiting.has(step.new.parent)
    await executor.runTogether(left.filter(isFree))
    left = left.filter((step) => !isFree(step))
  }
}
