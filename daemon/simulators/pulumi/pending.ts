import type { FoundThing } from '../../simulator-contract.ts'
import type { Deployment } from '../../engine/index.ts'
import type { Pending } from './lookup.ts'

interface Stored { urn: string, id?: string, inputs?: unknown, outputs?: unknown, delete?: boolean, pendingReplacement?: boolean }
/** What an engine began and never ended, as the official format of a state has it. */
export interface Begun { resource: Stored, type: string }
interface Latest { resources?: Stored[], pending_operations?: Begun[] }

export const creates = (type: Pending['type']): boolean => /^(creating|importing|reading)/.test(type)

export const pendingOf = ({ deployment }: Deployment): Begun[] => (deployment as Latest | null)?.pending_operations ?? []

/** The same state, with these pending as well. */
export function withPending(now: Deployment, pending: readonly Begun[]): Deployment {
  const others = pendingOf(withoutPending(now, pending))
  return { ...now, deployment: { ...now.deployment, pending_operations: [...others, ...pending] } }
}

/** The same state without these; what somebody else began meanwhile stays pending. */
export function withoutPending(now: Deployment, ended: readonly Begun[]): Deployment {
  const nameOf = ({ resource, type }: Begun) => `${type} ${resource.urn}`
  const names = new Set(ended.map(nameOf))
  return { ...now, deployment: { ...now.deployment, pending_operations: pendingOf(now).filter(one => !names.has(nameOf(one))) } }
}

/** What was found of a create is a resource now, whose outputs the next read brings; it stays pending until then. */
export function withFound(now: Deployment, found: readonly FoundThing[]): Deployment {
  const state = now.deployment as Latest | null
  const adopted = pendingOf(now).filter(({ type }) => creates(type)).flatMap(({ resource }): Stored[] => {
    const physical = found.find(({ id }) => id === resource.urn)?.physical
    return physical == null ? [] : [{ ...resource, id: physical, outputs: resource.inputs }]
  })
  const ids = new Map(adopted.map(({ urn, id }) => [urn, id]))
  const rest = (state?.resources ?? [])
    // one that its replacement was made for: it is gone already, or it is still to go; and one that was found before and never read
    .filter(one => !(ids.has(one.urn) && (one.pendingReplacement === true || one.id === ids.get(one.urn))))
    .map(one => ids.has(one.urn) ? { ...one, delete: true } : one)
  return { ...now, deployment: { ...state, resources: [...rest, ...adopted] } }
}
