import type { PropertyMap, PropertyValue } from '../values/property.ts'
import type { InputData, ProgramData, ResourceData } from './program.ts'

/** Options that a draw left out aren't there at all. */
const compact = (map: Record<string, PropertyValue | undefined>): PropertyMap =>
  Object.fromEntries(Object.entries(map).filter((entry): entry is [string, PropertyValue] => entry[1] !== undefined))

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** A program of up to eight resources that depend on one another in every way that the engine has to keep in order. */
export function randomProgram(next: () => number): ProgramData {
  const chance = (share: number): boolean => next() < share
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const resources: ResourceData[] = []
  const components: string[] = []
  for (const name of NAMES.filter(() => chance(0.75))) {
    const parent = components.length > 0 && chance(0.3) ? { parent: pick(components) } : {}
    if (chance(0.15)) {
      components.push(name)
      resources.push({ name, component: true, options: parent })
      continue
    }
    const others = resources.filter(({ component }) => !component).map((resource) => resource.name)
    const from: Record<string, InputData> = others.length > 0 && chance(0.4) ? { link: { $from: `${pick(others)}.made` } } : {}
    resources.push({
      name,
      inputs: {
        value: Math.floor(next() * 3),
        key: Math.floor(next() * 2),
        ...from,
        behave: compact({
          ...(chance(0.5) && { replaceOn: ['key', ...(chance(0.3) ? ['link'] : [])] }),
          ...(chance(0.3) && { deleteBeforeReplace: true }),
          ...(chance(0.2) && { unknownDiff: true }),
          ...(chance(0.06) && { fail: pick(['create', 'update', 'delete'] as const) }),
          ...(chance(0.03) && { partial: pick(['create', 'update'] as const) }),
        }),
      },
      options: {
        ...parent,
        ...(others.length > 0 && chance(0.25) && { dependsOn: [pick(others)] }),
        ...(others.length > 0 && chance(0.1) && { deletedWith: pick(others) }),
        ...(chance(0.08) && { retainOnDelete: true }),
        ...(chance(0.05) && { protect: true }),
        ...(chance(0.1) && { ignoreChanges: ['value'] }),
        ...(chance(0.1) && { replaceOnChanges: ['value'] }),
        ...(chance(0.1) && { aliases: [{ name: pick(NAMES) }] }),
      },
    })
  }
  return { resources, ...(chance(0.05) && { throws: true }) }
}

/** The same program with nothing left that fails or is protected: one that has to come through. */
export function mended(program: ProgramData): ProgramData {
  return {
    resources: program.resources.map((resource) => {
      if (resource.component) return resource
      const { fail: _fail, partial: _partial, ...behave } = (resource.inputs?.behave ?? {}) as Record<string, never>
      const { protect: _protect, aliases: _aliases, ...options } = resource.options ?? {}
      return { ...resource, inputs: { ...resource.inputs, behave }, options }
    }),
  }
}
