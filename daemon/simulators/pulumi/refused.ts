import type { Outcome } from '../../simulator-contract.ts'

/** The world is not the one that was approved: nothing was changed, and `element` names what differs. */
export const refused = (element: string, what: string): Outcome & { kind: 'refused' } =>
  ({ kind: 'refused', element, summary: `${what}, so nothing was changed`, hint: 'Look at the new plan.' })

/** Under the engine's lock, or right before it, the state was another one than was compared. */
export const stateMoved = (): ReturnType<typeof refused> => refused('state', 'somebody else changed the state in the last moment')
