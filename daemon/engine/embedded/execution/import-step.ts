import { failureMessage } from '../generation/register.ts'
import type { ImportStep } from '../generation/step.ts'
import { ProviderFailure, type ReadResult } from '../providers/provider.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { parseReference, providerPackage, ROOT_TYPE, urnQualifiedType, urnType } from '../snapshot/urn.ts'
import { isSecret, type PropertyMap, type PropertyValue, secret } from '../values/property.ts'
import type { Surroundings } from './apply.ts'

/** Takes over one resource for `pulumi import`. Throws where it is in the state already or isn't in the world. */
export async function importPlanned(step: ImportStep, around: Surroundings): Promise<ResourceState> {
  const { new: fresh } = step
  if (around.ledger.olds.has(fresh.urn)) throw new Error(`resource '${fresh.urn}' already exists`)
  if (fresh.parent && urnQualifiedType(fresh.parent) !== ROOT_TYPE && !around.ledger.news.has(fresh.parent)) {
    throw new Error(`unknown parent '${fresh.parent}' for resource '${fresh.urn}'`)
  }
  const now = new Date().toISOString()
  if (!fresh.custom) return { ...fresh, created: now, modified: now }
  const { importID = '', ...rest } = fresh
  const found = await lookAt(fresh, importID, around)
  const state: ResourceState = { ...rest, ...found, created: now, modified: now }
  await warnOfInvalidInputs(step, state, around)
  return state
}

/** What is known of the resource: what came with the import, or what its provider reads. */
async function lookAt(fresh: ResourceState, importID: string, around: Surroundings): Promise<Pick<ResourceState, 'id' | 'inputs' | 'outputs' | 'initErrors'>> {
  if (Object.keys(fresh.outputs).length > 0) return { id: importID, inputs: fresh.inputs, outputs: fresh.outputs }
  const { result, initErrors } = await read(fresh, importID, around)
  if (!result.outputs) throw new Error(`resource '${importID}' does not exist`)
  if (!result.inputs) {
    throw new Error(`provider does not support importing resources; please try updating the '${fresh.type.split(':')[0]}' plugin`)
  }
  const inputs = withSupplied(result.inputs, fresh.inputs)
  return { id: result.id || importID, inputs, outputs: result.outputs, ...(initErrors.length > 0 && { initErrors }) }
}

async function read(
  fresh: ResourceState, importID: string, { providers }: Surroundings,
): Promise<{ result: ReadResult; initErrors: readonly string[] }> {
  try {
    return { result: await providers.forResource(fresh).read({ urn: fresh.urn, id: importID, outputs: {} }), initErrors: [] }
  } catch (error) {
    // It exists, though not as it should: that is what there is to import.
    if (!(error instanceof ProviderFailure) || error.status !== 'partial') throw error
    const { id = '', outputs, inputs, initErrors } = error
    return { result: { id, outputs, ...(inputs && { inputs }) }, initErrors }
  }
}

/** What the provider can't return, such as what can only be written, is what came with the import; what was secret there stays so. */
function withSupplied(found: PropertyMap, supplied: PropertyMap): PropertyMap {
  const merged: Record<string, PropertyValue> = { ...found }
  for (const [key, value] of Object.entries(supplied)) {
    const present = found[key]
    if (present === undefined || present === null) merged[key] = value
    else if (isSecret(value) && !isSecret(present)) merged[key] = secret(present)
  }
  return merged
}

/** Inputs that the provider itself wouldn't take don't stop an import; a person will have to mend them in the program. */
async function warnOfInvalidInputs(step: ImportStep, state: ResourceState, { providers, warn }: Surroundings): Promise<void> {
  const { failures } = await providers.forResource(state).check({
    ask: 'check', urn: state.urn, provider: state.provider ?? '', olds: state.inputs, news: state.inputs, seed: step.seed,
  })
  if (failures.length === 0) return
  const reference = parseReference(state.provider ?? '')
  const name = reference ? providerPackage(urnType(reference.urn)) : ''
  const advice = step.planned?.properties.length ? 'Try specifying a different set of properties to import with in the future.'
    : `This is almost certainly a bug in the \`${name}\` provider.`
  warn(`One or more imported inputs failed to validate. ${advice} The import will still proceed, but you will need to edit the generated ` +
    'code after copying it into your program.', state.urn)
  for (const failure of failures) warn(failureMessage(state, failure), state.urn)
}
