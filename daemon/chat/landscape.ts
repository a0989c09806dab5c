import type { Target } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Inventory, Resource, Simulator } from '../simulator-contract.ts'

/** One target with what is in it, or why that could not be read. */
export interface Place {
  readonly target: Target
  readonly simulator: Simulator
  readonly inventory?: Inventory
  readonly problem?: string
}

/** Everything that is known to exist when a message is read: the only names that an order may be about. */
export interface Landscape {
  readonly places: readonly Place[]
  /** Why what was configured is not among them. */
  readonly problems?: readonly string[]
  /** Names of stacks, projects, resources and settings, as people type them. */
  readonly names: readonly string[]
}

/**
 * Reads the inventory of every target, at the same time. One that can't be read is in the result with its reason, so that a broken project
 * hides nothing of the others. `modes` are the daemon's own: a simulator only knows what was configured.
 */
export async function survey(simulators: readonly Simulator[], targets: readonly Target[], signal: AbortSignal): Promise<Landscape> {
  const modes = new Map(targets.map((target) => [target.id, target]))
  const places = await Promise.all(simulators.flatMap((simulator) => simulator.targets().map(async (configured): Promise<Place> => {
    const target = modes.get(configured.id) ?? configured
    try {
      return { target, simulator, inventory: await simulator.inventory(target.id, signal) }
    } catch (error) {
      if (signal.aborted) throw error
      return { target, simulator, problem: error instanceof CountersignError ? error.message : 'It could not be read.' }
    }
  })))
  const names = new Set<string>()
  for (const { target, inventory } of places) {
    for (const part of stackOf(target.id)) names.add(part)
    for (const resource of inventory?.resources ?? []) if (isManaged(resource)) names.add(resource.name)
    for (const setting of inventory?.settings ?? []) names.add(nameOf(setting.key))
  }
  return { places, problems: simulators.flatMap((simulator) => simulator.problems?.() ?? []), names: [...names] }
}

/** Project and stack of a target's id: `pulumi:shop/dev` → shop, dev. */
export function stackOf(id: string): string[] {
  return id.slice(id.indexOf(':') + 1).split('/')
}

/** `pulumi:shop/dev` → `shop/dev`, which is how a person says it. */
export const shortId = (id: string): string => id.slice(id.indexOf(':') + 1)

/** The name of a setting without its project: `shop:replicas` → `replicas`. */
export const nameOf = (key: string): string => key.slice(key.lastIndexOf(':') + 1)

/** A resource that a person would name: not the stack itself and not a provider. */
export function isManaged(resource: Resource): boolean {
  return !/^pulumi:(?:pulumi|providers):/.test(resource.kind)
}

/** `pulumi-nodejs:dynamic/sandbox:Site` → `Site`. */
export const shortKind = (kind: string): string => kind.slice(Math.max(kind.lastIndexOf(':'), kind.lastIndexOf('/')) + 1)
