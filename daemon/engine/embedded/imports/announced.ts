import { type Step, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isDefaultProvider, isProviderType, parseReference, ROOT_TYPE, type Urn, urnName, urnType } from '../snapshot/urn.ts'
import { closeSecrets } from '../values/secrets.ts'
import type { Crypter } from '../values/passphrase.ts'
import { hasUnknown, type PropertyMap } from '../values/property.ts'
import { type ImportSpec, importSpec, writeImportFile } from './file.ts'

/** What a person has to replace by the id of the existing resource. */
const PLACEHOLDER = '<PLACEHOLDER>'

/**
 * What a preview would create, as the file that `import --file` reads once its ids are filled in. Names have to be unique in it: of two
 * resources of one name, the later gets another.
 */
export class AnnouncedImports {
  readonly #names = new Map<Urn, string>()
  readonly #taken = new Map<string, Urn>()
  readonly #imported = new Set<Urn>()
  readonly #table = new Map<string, Urn>()
  #resources: ImportSpec[] = []

  /** Hears of every step, before it is done. */
  step(step: Step, crypter: Crypter): void {
    const resource = stepResource(step)
    const name = this.#nameFor(resource.urn)
    this.#names.set(resource.urn, name)
    this.#taken.set(name, resource.urn)
    if (step.op !== 'create' || resource.type === ROOT_TYPE) return
    this.#imported.add(resource.urn)
    if (!isDefaultProvider(resource.urn)) this.#resources.push(this.#spec(resource, name, crypter))
  }

  write(path: string): void {
    writeImportFile(path, Object.fromEntries(this.#table), this.#resources)
  }

  #spec(resource: ResourceState, name: string, crypter: Crypter): ImportSpec {
    const { urn, type, custom, parent } = resource
    const isProvider = isProviderType(type)
    const provider = resource.provider === undefined ? undefined : parseReference(resource.provider)?.urn
    const known = Object.fromEntries(Object.entries(isProvider ? resource.inputs : {}).filter(([, value]) => !hasUnknown(value)))
    return importSpec({
      type, name,
      id: custom && !isProvider ? PLACEHOLDER : '',
      parent: parent && urnType(parent) !== ROOT_TYPE ? this.#reference(parent) : '',
      provider: provider && !isDefaultProvider(provider) ? this.#reference(provider) : '',
      component: !custom,
      ...(Object.keys(known).length > 0 && { inputs: closeSecrets(known, 'encrypted', crypter) as PropertyMap }),
      logicalName: name === urnName(urn) ? '' : urnName(urn),
    })
  }

  /** The name of another resource; what isn't imported itself has to be in the table. */
  #reference(urn: Urn): string {
    const name = this.#names.get(urn) ?? urnName(urn)
    if (!this.#imported.has(urn)) this.#table.set(name, urn)
    return name
  }

  #nameFor(urn: Urn): string {
    const name = urnName(urn)
    const holder = this.#taken.get(name)
    if (holder === undefined) return name
    if (urnName(holder) === name) return this.#unusedName(urn)
    // Another resource was given this name, whose own is another: it has to take a third.
    this.#rename(holder, name, this.#unusedName(holder))
    return name
  }

  #unusedName(urn: Urn): string {
    const type = urnType(urn).split(':').at(-1) ?? ''
    const base = urnName(urn) + type.charAt(0).toUpperCase() + type.slice(1)
    let name = base
    for (let count = 2; this.#taken.has(name); count++) name = `${base}${count}`
    return name
  }

  #rename(urn: Urn, from: string, to: string): void {
    if (this.#table.delete(from)) this.#table.set(to, urn)
    const renamed = (name: string): string => (name === from ? to : name)
    this.#resources = this.#resources.map((spec) =>
      ({ ...spec, name: renamed(spec.name), parent: renamed(spec.parent), provider: renamed(spec.provider) }))
    this.#names.set(urn, to)
    this.#taken.delete(from)
    this.#taken.set(to, urn)
  }
}
