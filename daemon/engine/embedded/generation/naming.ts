import type { Urn } from '../snapshot/urn.ts'
import type { Goal } from './goal.ts'
import type { Ledger } from './ledger.ts'

/** How a stack's configuration wants a resource's physical name to be made, as far as it matters where the provider makes none. */
export interface Naming {
  /** A name without anything random in it can't be had twice, so that the old resource has to go first. */
  readonly deleteBeforeReplace: boolean
  /** Asked for so expressly that a provider which doesn't heed it is worth a warning. */
  readonly isExpress: boolean
}

/** The naming for a resource's type and name; undefined where it is left to the provider. */
export type Autonaming = (type: string, name: string) => Naming | undefined

/** What a program asks for, with what its naming asks besides (generateSteps in pkg/resource/deploy/step_generator.go). */
export function withNaming(ledger: Ledger, goal: Goal): Goal {
  return namingOf(ledger, goal)?.deleteBeforeReplace ? { ...goal, deleteBeforeReplace: true } : goal
}

/** No dynamic provider names what it makes by configuration; said before each check, as the official engine does. */
export function warnOfNaming(ledger: Ledger, goal: Goal, urn: Urn): void {
  // Providers and what the engine provides itself are never asked for a name.
  if (goal.type.startsWith('pulumi:') || !namingOf(ledger, goal)?.isExpress) return
  ledger.report('warning', `${urn} resource has a custom autonaming setting but the provider does not support ` +
    'autonaming configuration, consider upgrading to a newer version', urn)
}

const namingOf = (ledger: Ledger, { custom, type, name }: Goal): Naming | undefined =>
  (custom ? ledger.options.autonaming?.(type, name) : undefined)
